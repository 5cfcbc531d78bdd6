// Package importing takes drift reports into the ledger.
//
// A report is one file and one transaction: all of it goes in, or nothing. Each
// entry passes through the same steps: noise is counted and left out (noise.go),
// secrets are masked after the difference was computed, what PostgreSQL cannot
// keep is fitted (fit.go), the severity is looked up (judge.go), and the ledger
// decides whether it is a new drift or an occurrence of a known one.
package importing
