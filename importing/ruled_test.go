package importing

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/rulebook"
)

// bookOf reads a team's own rules.
func bookOf(t *testing.T, source string) *rulebook.Book {
	t.Helper()
	b, err := rulebook.Parse("rules.hcl", []byte(source), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sheetOf gives the rules for what entry makes.
func sheetOf(t *testing.T, source string) *rulebook.Sheet {
	t.Helper()
	return bookOf(t, source).On(subject("prod", entry(t, `{}`, `{}`)), time.Now())
}

func did(r ruled) string {
	var all []string
	for _, d := range r.decided {
		text := d.rule.Key
		if d.critical {
			text += " critical"
		}
		all = append(all, text)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

const (
	ignoreA     = "ignore \"a\" {\n  path = [\"a\"]\n  reason = \"r\"\n}\n"
	ignoreGuard = "ignore \"guards\" {\n  path = [\"guard\"]\n  reason = \"r\"\n}\n"
	ignoreType  = "ignore \"all of it\" {\n  type = [\"x_a\"]\n  reason = \"r\"\n}\n"
	aIsCritical = "grade \"a\" {\n  path = [\"a\"]\n  severity = \"critical\"\n}\n"
	allIsInfo   = "grade \"all\" {\n  type = [\"x_*\"]\n  severity = \"info\"\n}\n"
)

func TestRulesOfTheTeam(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rules            string
		expected, actual string
		reason           string // of what is wholly noise, else what is left
		keys             string
		severity         models.Severity
		did              string
	}{
		"a field alone":                   {ignoreA, `{"a":1}`, `{"a":2}`, "ignored: a", "", "", `ignore "a"`},
		"a field beside another":          {ignoreA, `{"a":1,"b":1}`, `{"a":2,"b":2}`, "", "b", "warning", `ignore "a"`},
		"two fields by two rules":         {ignoreA + ignoreGuard, `{"a":1,"guard":1}`, `{"a":2,"guard":2}`, "ignored: a, guards", "", "", `ignore "a", ignore "guards" critical`},
		"a guard is counted":              {ignoreType, `{"guard":1}`, `{"guard":2}`, "ignored: all of it", "", "", `ignore "all of it" critical`},
		"what is noise by itself is not":  {ignoreType, `{"seen":1,"a":null}`, `{"seen":2,"a":""}`, "volatile", "", "", ""},
		"ignored beside noise":            {ignoreA, `{"seen":1,"a":1}`, `{"seen":2,"a":2}`, "ignored: a", "", "", `ignore "a"`},
		"a secret":                        {"ignore \"p\" {\n  path = [\"password\"]\n  reason = \"r\"\n}\n", `{"password":"hunter22"}`, `{"password":"hunter23"}`, "ignored: p", "", "", `ignore "p" critical`},
		"a grade that raises":             {aIsCritical, `{"a":1,"b":1}`, `{"a":2,"b":2}`, "", "a,b", "critical", `grade "a"`},
		"a grade that lowers":             {allIsInfo, `{"guard":1}`, `{"guard":2}`, "", "guard", "info", `grade "all" critical`},
		"the first grade":                 {aIsCritical + allIsInfo, `{"a":1,"b":1}`, `{"a":2,"b":2}`, "", "a,b", "critical", `grade "a", grade "all"`},
		"ignored though it is critical":   {aIsCritical + ignoreA, `{"a":1}`, `{"a":2}`, "ignored: a", "", "", `ignore "a" critical`},
		"empty is by the table alone":     {aIsCritical, `{"a":null}`, `{"a":false}`, "empty", "", "", ""},
		"empty though it is lowered":      {allIsInfo, `{"guard":null}`, `{"guard":false}`, "", "guard", "info", `grade "all" critical`},
		"an owner, and when it is due":    {"owner \"pay\" { tags = { Team = \"pay\" } }\ndue {\n  owner = [\"pay\"]\n  within = \"7d\"\n}\n", `{"a":1,"tags":{"Team":"pay"}}`, `{"a":2,"tags":{"Team":"x"}}`, "", "a,tags", "warning", `due[1], owner "pay"`},
		"no owner of what is all ignored": {ignoreType + "owner \"pay\" { type = [\"x_a\"] }\n", `{"a":1}`, `{"a":2}`, "ignored: all of it", "", "", `ignore "all of it"`},
	} {
		e := entry(t, c.expected, c.actual)
		own := bookOf(t, c.rules).On(subject("prod", e), time.Now())
		j := options(t).judge(e, own)
		reason := j.rule
		if reason == ruleIgnored {
			reason = j.ruled.reason()
		}
		if keys := strings.Join(models.SortedKeys(j.difference), ","); reason != c.reason || keys != c.keys || did(j.ruled) != c.did || j.rule == "" && j.severity != c.severity {
			t.Errorf("%s: %q, %q, %s, did %s", name, reason, keys, j.severity, did(j.ruled))
		}
	}
}

// That a resource is gone or unmanaged is hidden and graded only by rules without a path.
func TestRulesOfTheWhole(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rules    string
		action   reports.Action
		rule     string
		severity models.Severity
		did      string
	}{
		"gone, and a field ignored":      {ignoreA, reports.ActionDelete, "", "critical", ""},
		"gone, and ignored":              {ignoreType, reports.ActionDelete, "ignored", "", `ignore "all of it" critical`},
		"gone, and graded":               {allIsInfo, reports.ActionDelete, "", "info", `grade "all", grade "all" critical`},
		"gone, and a field graded":       {strings.ReplaceAll(aIsCritical, "critical", "info"), reports.ActionDelete, "", "critical", `grade "a"`},
		"gone, and one field is worse":   {aIsCritical + allIsInfo, reports.ActionDelete, "", "critical", `grade "a", grade "all" critical`},
		"unmanaged, and ignored":         {ignoreType, reports.ActionUnmanaged, "ignored", "", `ignore "all of it"`},
		"unmanaged, and a field ignored": {ignoreA, reports.ActionUnmanaged, "", "info", ""},
		"unmanaged, and graded":          {strings.ReplaceAll(allIsInfo, "info", "critical"), reports.ActionUnmanaged, "", "critical", `grade "all", grade "all"`},
	} {
		e := entry(t, `{"a":1}`, `{}`)
		if e.Action = c.action; c.action == reports.ActionUnmanaged {
			e.Expected, e.Actual, e.Kind = e.Actual, e.Expected, models.KindUnmanaged
		}
		j := options(t).judge(e, sheetOf(t, c.rules))
		if j.rule != c.rule || c.rule == "" && j.severity != c.severity || did(j.ruled) != c.did {
			t.Errorf("%s: %q, %s, did %s", name, j.rule, j.severity, did(j.ruled))
		}
	}
}

// The changes that are kept say which rule judged them, and are judged by the rules of
// today: what a rule ignores by now does not count, and counts again without it.
func TestRejudgeByRules(t *testing.T) {
	t.Parallel()
	e := func() reports.Entry {
		return entry(t, `{"a":1,"b":1,"policy":null}`, `{"a":2,"b":2,"policy":"{\"a\":1}"}`)
	}
	without := options(t).judge(e(), nil).changes
	with := options(t).judge(e(), sheetOf(t, ignoreA+allIsInfo)).changes
	if with[0].Rule != `ignore "a"` || with[0].Noise != ruleIgnored || with[1].Rule != `grade "all"` || with[1].Severity != models.SeverityInfo || with[2].Rule != "" || with[2].Noise != ruleEcho {
		t.Errorf("%+v", with)
	}
	for name, c := range map[string]struct {
		was, is []models.JudgedChange
		today   *rulebook.Sheet
	}{
		"a new rule":       {without, with, sheetOf(t, ignoreA+allIsInfo)},
		"a rule less":      {with, without, nil},
		"another rule":     {with, options(t).judge(e(), sheetOf(t, aIsCritical)).changes, sheetOf(t, aIsCritical)},
		"the same rule":    {with, with, sheetOf(t, ignoreA+allIsInfo)},
		"the rule's rest":  {with, without, bookOf(t, strings.Replace(ignoreA, "\n", "\n  until = \"2020-01-01\"\n", 1)).On(subject("prod", e()), time.Now())},
		"everything of it": {without, options(t).judge(e(), sheetOf(t, ignoreType)).changes, sheetOf(t, ignoreType)},
	} {
		today := options(t).rejudge("x_a", reports.ActionUpdate, c.today)(c.was)
		if got, want := fmt.Sprint(models.EncodeChanges(models.WithoutNext(today))), fmt.Sprint(models.EncodeChanges(models.WithoutNext(c.is))); got != want || !models.SameDrift(today, c.is, true) {
			t.Errorf("%s: %s\nwant %s", name, got, want)
		}
	}
	for i, c := range options(t).rejudge("x_a", reports.ActionDelete, sheetOf(t, ignoreA))(with) {
		if c.Noise != "" || c.Rule != "" {
			t.Errorf("%d of what is gone: %+v", i, c)
		}
	}
}
