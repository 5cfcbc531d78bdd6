package models_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

// A rule that ended, one that is of no use any more and one that hides what is grave are
// told of; one that is new, or never matches by its kind, is not called idle.
func TestRuleStates(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	ago := func(days int) *time.Time { return ptr(now.AddDate(0, 0, -days)) }
	for want, s := range map[string]models.RuleState{
		"[]":                            {RuleLine: models.RuleLine{Kind: "ignore", Since: *ago(200)}, RuleWork: models.RuleWork{Matched: 3, Last: ago(89)}},
		"[ended 2026-11-26]":            {RuleLine: models.RuleLine{Kind: "ignore", Since: *ago(200), Until: &now}},
		"[matched nothing in 90 days]":  {RuleLine: models.RuleLine{Kind: "owner", Since: *ago(91)}},
		"[matched nothing in 90 days] ": {RuleLine: models.RuleLine{Kind: "due", Since: *ago(300)}, RuleWork: models.RuleWork{Last: ago(91)}},
		"[] new":                        {RuleLine: models.RuleLine{Kind: "grade", Since: *ago(89)}},
		"[] tell":                       {RuleLine: models.RuleLine{Kind: "tell", Since: *ago(200)}},
		"[] channel":                    {RuleLine: models.RuleLine{Kind: "channel", Since: *ago(200), Until: ago(-1)}},
		"[hides what would be critical: 2 in 90 days]": {RuleLine: models.RuleLine{Kind: "ignore", Since: *ago(1), Until: ago(-1)}, RuleWork: models.RuleWork{Matched: 5, Critical: 2, Last: ago(0)}},
	} {
		line := s.RuleLine
		line.Key = "k"
		got := models.RuleStates([]models.RuleLine{line}, map[string]models.RuleWork{"k": s.RuleWork}, now)[0]
		text := fmt.Sprint(got.Remarks)
		if len(want) < len(text) || want[:len(text)] != text || got.Matched != s.Matched || got.Remarks == nil {
			t.Errorf("%+v is told as %s, want %s", s, text, want)
		}
	}
}
