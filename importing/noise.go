package importing

import (
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/rules"
)

// The rules by which a reported change is noise: none once it is normalised. An
// entry that several suppress counts under the last of them in this order.
const (
	// ruleUnchanged: both sides are equal.
	ruleUnchanged = "unchanged"
	// ruleMoved: the resource has a new address and nothing else.
	ruleMoved = "moved"
	// ruleEmpty: nothing stands against nothing, at any depth; see [rules.Judge.NothingBut].
	ruleEmpty = "empty"
	// ruleEquivalent: two texts are the same JSON, or policies that mean the same.
	ruleEquivalent = "equivalent"
	// ruleKnown: null became what the identity already says.
	ruleKnown = "known"
	// ruleEcho: what the code leaves open took the value that another resource sets.
	ruleEcho = "echo"
	// ruleVolatile: the platform itself keeps changing it.
	ruleVolatile = "volatile"
	// ruleIgnored: the team's own rules ignore it; see package rulebook.
	ruleIgnored = "ignored"
)

var noiseOrder = []string{ruleEmpty, ruleEquivalent, ruleKnown, ruleEcho, ruleVolatile, ruleIgnored}

func lastRule(changes []models.JudgedChange) (last string) {
	for _, rule := range noiseOrder {
		for _, c := range changes {
			if c.Noise == rule {
				last = rule
			}
		}
	}
	return last
}

// noise gives the rule by which a change is none, or "".
func noise(judge *rules.Judge, e reports.Entry, c models.Change, about reports.About) string {
	switch {
	case judge.NothingBut(c):
		return ruleEmpty
	case models.CompareHidden(c.Expected, c.Actual, equivalent):
		return ruleEquivalent
	case known(e, c):
		return ruleKnown
	case echo(e, c, about):
		return ruleEcho
	case judge.Volatile(c.Path) != nil:
		return ruleVolatile
	}
	return ""
}

// known: an attribute that was not recorded says what the identity already does.
func known(e reports.Entry, c models.Change) bool {
	text, ok := c.Actual.(string)
	if !ok || len(c.Path) != 1 || !models.EmptyJSON(c.Expected) {
		return false
	}
	switch c.Path.Top() {
	case "region":
		return text == e.Region
	case "account_id", "owner_id", "accountId", "ownerId":
		return text == e.Account
	case "arn", "id":
		return text == e.ID || text == e.Actual["arn"]
	}
	return false
}

// echo: what the code does not set took the very value that another resource of
// the same report sets in its place.
func echo(e reports.Entry, c models.Change, about reports.About) bool {
	if e.Managed != nil && (about.InCode == nil || !*about.InCode) && e.Managed(c) {
		return true
	}
	if about.InCode == nil || *about.InCode || e.Companion == nil {
		return false
	}
	value, found := e.Companion(c.Path)
	return found && (models.EqualJSON(value, c.Actual) || models.CompareHidden(value, c.Actual, equivalent))
}
