package rulebook

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

// of asks for a change of a resource; a side that is "" is not there.
func of(t testing.TB, path, expected, actual string) models.Change {
	t.Helper()
	c, err := models.JudgedChange{Path: path, Expected: models.JSON(expected), Actual: models.JSON(actual)}.Change()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func keyOf(r *Rule) string {
	if r == nil {
		return ""
	}
	return r.Name
}

func TestIgnores(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		path             string // of the rule, as HCL writes it
		at               string
		expected, actual string
		want             bool
	}{
		"the path itself":                      {`tags`, "tags", `{"a":"1"}`, "", true},
		"what lies below":                      {`tags`, "tags.Name", `"a"`, `"b"`, true},
		"another that begins alike":            {`tags`, "tags_all.Name", `"a"`, `"b"`, false},
		"a key of a map that is gone":          {`tags.Name`, "tags", `{"Name":"a"}`, "", true},
		"that and another":                     {`tags.Name`, "tags", `{"Name":"a","Env":"b"}`, "", false},
		"that and an empty one":                {`tags.Name`, "tags", `{"Name":"a","Env":"","X":[{}]}`, "", true},
		"false is no nothing":                  {`a.b`, "a", `{"b":1,"c":false}`, "", false},
		"both sides count":                     {`a.b`, "a", `{"b":1}`, `[{"b":1}]`, false},
		"any place of a list":                  {`ingress[*].description`, "ingress[12].description", `"a"`, `"b"`, true},
		"an index is no key":                   {`ingress[*]`, "ingress.x", `"a"`, `"b"`, false},
		"a star is no index where steps count": {`a[*].c`, "a[0].b.c", `"a"`, `"b"`, false},
		"a set in another order":               {`list[*].x`, "list", `[{"x":1},{"x":2}]`, `[{"x":2},{"x":1}]`, true},
		"a key with dots":                      {`labels[\"a.b/c\"]`, `labels["a.b/c"]`, `"a"`, `"b"`, true},
		"a dot in a key is none between two":   {`labels[\"a.b\"]`, `labels.a.b`, `"a"`, `"b"`, false},
		"keys with dots by a star":             {`labels.*`, `labels["a.b/c"]`, `"a"`, `"b"`, true},
		"a plain key in quotes":                {`labels[\"a\"]`, `labels.a`, `"a"`, `"b"`, true},
		"at any depth but the first":           {`*.etag`, `a[0].b.etag`, `"a"`, `"b"`, true},
		"the first is another":                 {`*.etag`, `etag`, `"a"`, `"b"`, false},
		"case counts":                          {`tags.name`, `tags.Name`, `"a"`, `"b"`, false},
		"a secret":                             {`password`, `password`, `"(sensitive)"`, `"(sensitive)"`, true},
		"nothing on both sides":                {`a.b`, `a.b`, `null`, `""`, true},
		"text that is JSON is one value":       {`policy.Statement`, `policy`, `"{\"Statement\":1}"`, `"{}"`, false},
	} {
		b := book(t, "ignore \"r\" {\n  reason = \"r\"\n  type = [\"x_a\"]\n  path = [\""+c.path+"\"]\n}")
		s := b.On(Subject{Type: "x_a"}, now)
		if got := s.Ignores(of(t, c.at, c.expected, c.actual)); (got != nil) != c.want {
			t.Errorf("%s: %v", name, got)
		}
		if s.IgnoresWhole() != nil {
			t.Errorf("%s: the whole resource", name)
		}
	}
}

func TestGradeOfAPart(t *testing.T) {
	t.Parallel()
	b := book(t, `
grade "low" {
  path     = ["a.low"]
  severity = "info"
}
grade "high" {
  path     = ["a.high"]
  severity = "critical"
}
`)
	s := b.On(Subject{Type: "x_a"}, now)
	for name, c := range map[string]struct {
		at, value string
		without   models.Severity
		want      models.Severity
		rule      string
	}{
		"all that is held is lowered":      {"a", `{"low":1}`, "critical", "info", "low"},
		"a part lowers nothing":            {"a", `{"low":1,"b":1}`, "warning", "warning", ""},
		"a part raises":                    {"a", `{"high":1,"b":1}`, "warning", "critical", "high"},
		"the gravest counts":               {"a", `{"low":1,"high":1}`, "info", "critical", "high"},
		"as the table has it":              {"a", `{"high":1,"b":1}`, "critical", "critical", ""},
		"what no rule speaks of":           {"b", `1`, "warning", "warning", ""},
		"the same as without, by the rule": {"a.high", `1`, "critical", "critical", "high"},
	} {
		got, rule := s.Grade(of(t, c.at, c.value, ""), c.without)
		if got != c.want || keyOf(rule) != c.rule {
			t.Errorf("%s: %s by %q", name, got, keyOf(rule))
		}
		if got, rule := s.GradeWhole("critical"); got != "critical" || rule != nil {
			t.Errorf("as a whole: %s, %v", got, rule)
		}
	}
}
