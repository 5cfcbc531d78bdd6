package models

import "time"

// RuleLine is what the ledger knows of one rule of a set without reading its source.
type RuleLine struct {
	// Key names the rule within the set and from one set to the next: its kind and name.
	Key  string `json:"key"`
	Kind string `json:"kind"` // the word that its block begins with
	Line int    `json:"line"` // where it begins in the source, from 1
	// Reason is why, "" where its kind has none; Until is when it ends, nil for never.
	Reason string     `json:"reason,omitempty"`
	Until  *time.Time `json:"until,omitempty"`
	// Since is when a rule of this key came into force that has been there in each set
	// since then.
	Since time.Time `json:"since"`
}

// RuleWork is what a rule did in the scans of the last [RuleDays] days.
type RuleWork struct {
	// Matched is how often it decided, and Critical how often it hid a change that would
	// have been critical.
	Matched  int64 `json:"matched"`
	Critical int64 `json:"critical"`
	// Last is when it decided last, however long ago; nil for never.
	Last *time.Time `json:"lastMatched,omitempty"`
}

// RuleDays is how many days tell whether a rule is still of use.
const RuleDays = 90
