package pages

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

func TestRules(t *testing.T) {
	t.Parallel()
	set := models.RuleSet{ID: driftID, File: "rules.hcl", Source: "ignore \"a\" {\r\n\treason = \"\u202eours\"\r\n}\n", AppliedBy: miraID, CreatedAt: now.Add(-50 * time.Hour),
		Rules: models.JSON(`[{"key": "a"}, {"key": "b"}]`)}
	states := []models.RuleState{
		{RuleLine: models.RuleLine{Key: `ignore "a"`, Kind: "ignore", Line: 1, Reason: "ours", Since: now.AddDate(0, 0, -3), Until: ptr(now.AddDate(0, 0, 40))},
			RuleWork: models.RuleWork{Matched: 1234, Last: ptr(now.Add(-3 * time.Hour))}, Remarks: []string{"a remark"}},
		{RuleLine: models.RuleLine{Key: `grade "b"`, Kind: "grade", Line: 7, Since: now}},
		{RuleLine: models.RuleLine{Key: "tell[1]", Kind: "tell", Line: 9, Since: now}},
	}
	view := RulesView{Current: &set, States: states, Sets: models.Page[models.RuleSet]{Items: []models.RuleSet{set}, Total: 1, Page: 1, Limit: 50}, Users: map[uuid.UUID]string{miraID: mira}}
	body := shows(t, Rules(now, at(t, "/debug/rules"), view), `href="/debug/rules/5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55#line-1"`, "1,234", "3 h ago", "in 40 d", "a remark", ">never<", mira, "2 d ago")
	if strings.Count(body, ">never<") != 1 {
		t.Error("what cannot match is said never to have")
	}
	shows(t, Rules(now, at(t, "/debug/rules"), RulesView{}), "No rules were applied yet.")
	view.States = nil
	shows(t, Rules(now, at(t, "/debug/rules"), view), "It has no rule")
	shows(t, RuleSet(now, set, mira), "rules.hcl", `<span id="line-2">`, `    reason = &#34;\u202eours`, mira)
	set.Source = strings.Repeat(strings.Repeat("x", 40)+"\n", 3000)
	shows(t, RuleSet(now, set, mira), `2,000 more lines: <a href="`+ruleSetHref(set.ID)+`?format=json">read them as JSON</a>`)
}
