package models

import (
	"fmt"
	"slices"
	"time"
)

// RuleState is a rule that is in force, and what it did.
type RuleState struct {
	RuleLine
	RuleWork
	// Remarks say in words what somebody should know of it.
	Remarks []string `json:"remarks"`
}

// RuleStates sets rules beside what they did, by their keys, and says what is to be said of
// each at a time.
func RuleStates(lines []RuleLine, work map[string]RuleWork, now time.Time) []RuleState {
	states := make([]RuleState, len(lines))
	for i, line := range lines {
		states[i] = RuleState{line, work[line.Key], []string{}}
		states[i].Remarks = append(states[i].Remarks, states[i].remarks(now)...)
	}
	return states
}

// Decides says whether the rule judges what scans see, so that it can match.
func (l RuleLine) Decides() bool {
	return slices.Contains([]string{"ignore", "grade", "owner", "due"}, l.Kind)
}

// remarks never call a rule idle that was not there long enough to tell.
func (s RuleState) remarks(now time.Time) (remarks []string) {
	long := now.AddDate(0, 0, -RuleDays)
	switch {
	case s.Until != nil && !s.Until.After(now):
		remarks = append(remarks, "ended "+s.Until.UTC().Format(time.DateOnly))
	case s.Decides() && s.Since.Before(long) && (s.Last == nil || s.Last.Before(long)):
		remarks = append(remarks, fmt.Sprintf("matched nothing in %d days", RuleDays))
	}
	if s.Critical > 0 {
		remarks = append(remarks, fmt.Sprintf("hides what would be critical: %d in %d days", s.Critical, RuleDays))
	}
	return remarks
}
