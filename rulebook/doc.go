// Package rulebook reads a team's own rules and says which of them hold for a resource
// and a change of it: what to ignore, how to grade, who owns, when it is due, whom to
// tell. docs/rules.md is its manual. The package is pure: no database, no clock, no network,
// no environment. What the product itself knows of types and paths is package rules.
//
// What decides is the same everywhere:
//
//   - A pattern is a text in which * stands for any run of characters; case counts. All
//     attributes that a rule gives must hold, and of the patterns of one any suffices.
//   - The first rule of its kind that matches wins, in the order of the file. One past its
//     end rests, and the next is asked.
//   - A change is judged by what it holds: by each value at or below its path, on both
//     sides, that is not empty. It is ignored only where each of them is; grades can raise
//     it by one of them, and lower it only by all.
//   - That a resource is gone, or unmanaged, is judged only by rules that name no path.
package rulebook
