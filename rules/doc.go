// Package rules judges what changed: how grave a change is, whether it is noise
// that the platform makes by itself, and whether a name means a secret.
//
// The verdicts are data: table.tsv, a line each, by resource type and path. A type
// that the table knows is judged by its lines alone; words in the names decide for
// the others. The package is pure: no database, no clock, no network.
package rules
