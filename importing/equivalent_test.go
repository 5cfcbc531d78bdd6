package importing

import (
	"fmt"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestEquivalent(t *testing.T) {
	t.Parallel()
	const policy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:PutObject"],"Resource":"*"}]}`
	for name, c := range map[string]struct {
		a, b any
		want bool
	}{
		"other spaces":             {`{"a":1}`, ` { "a" : 1.0 }`, true},
		"other order of keys":      {`{"a":1,"b":[2]}`, `{"b":[2],"a":1}`, true},
		"other order of a list":    {`[1,2]`, `[2,1]`, false},
		"another value":            {`{"a":1}`, `{"a":2}`, false},
		"policies, another order":  {policy, `{"Statement":{"Action":["s3:PutObject","s3:GetObject"],"Principal":"*","Resource":["*"],"Effect":"Allow"},"Version":"2012-10-17"}`, true},
		"policies, another action": {policy, `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":["s3:GetObject"],"Resource":"*"}]}`, false},
		"no JSON":                  {"a", "a ", false},
		"broken":                   {`{"a":1`, `{"a":1}`, false},
		"a number":                 {nil, `{"a":1}`, false},
		"an Azure id, other case":  {"/subscriptions/s/resourceGroups/A/providers/p/x", "/subscriptions/s/resourcegroups/a/providers/P/X", true},
		"another Azure id":         {"/subscriptions/s/resourceGroups/A/providers/p/x", "/subscriptions/s/resourcegroups/b/providers/p/x", false},
		"a path, other case":       {"/a/b/c/d/e", "/A/b/c/d/e", false},
		"an instant, other zone":   {"2026-01-02T03:04:05Z", "2026-01-02T04:04:05+01:00", true},
		"as Go prints it":          {"2021-05-27 14:39:46.877103 +0000 UTC", "2021-05-27 14:39:46.877103 +0000 +0000", true},
		"another instant":          {"2026-01-02T03:04:05Z", "2026-01-02T03:04:06Z", false},
	} {
		if got := equivalent(c.a, c.b); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestPoliciesKeptAsObjects(t *testing.T) {
	t.Parallel()
	statement := func(actions ...any) map[string]any {
		return map[string]any{"Policies": []any{map[string]any{"Document": map[string]any{
			"Version": "2012-10-17", "Statement": []any{map[string]any{"Effect": "Allow", "Action": actions, "Resource": "*"}},
		}}}}
	}
	at, err := models.ParsePath("Policies[0].Document.Statement[0].Action")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		expected, actual map[string]any
		want             bool
	}{
		"another order":  {statement("a:B", "a:C"), statement("a:C", "a:B"), true},
		"another action": {statement("a:B"), statement("a:C"), false},
		"a secret":       {statement(models.Mask("a:B")), statement(models.Mask("a:C")), false},
		"nothing there":  {statement("a:B"), map[string]any{}, false},
	} {
		p := policies{expected: c.expected, actual: c.actual}
		if got := p.around(at); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// Documents of a list are those that the change is between, wherever they stand in it.
func TestPoliciesInLists(t *testing.T) {
	t.Parallel()
	named := func(name string, actions ...any) any {
		return map[string]any{"Name": name, "Document": map[string]any{"Statement": []any{map[string]any{"Effect": "Allow", "Action": actions, "Resource": "*"}}}}
	}
	list := func(elements ...any) map[string]any { return map[string]any{"Policies": elements} }
	expected := list(named("a", "a:B", "a:C"), named("b", "b:D", "b:E"), named("c", "c:F", "c:G"))
	for name, c := range map[string]struct {
		actual map[string]any
		want   []bool // of each change
	}{
		"one in front, another order":         {list(named("n", "n:N"), named("a", "a:B", "a:C"), named("b", "b:E", "b:D"), named("c", "c:F", "c:G")), []bool{false, true}},
		"one in front, what the next one has": {list(named("n", "n:N"), named("a", "b:E", "b:D"), named("b", "b:D", "b:E"), named("c", "c:F", "c:G")), []bool{false, false, false}},
		"moved, what stood there":             {list(named("b", "a:C", "a:B"), named("a", "a:B", "a:C"), named("c", "c:F", "c:G")), []bool{false, false}},
	} {
		p := policies{expected: expected, actual: c.actual}
		var got []bool
		for _, change := range models.Changes(expected, c.actual) {
			got = append(got, p.around(change.Path))
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v: %+v", name, got, c.want, models.Changes(expected, c.actual))
		}
	}
}
