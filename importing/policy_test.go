package importing

import (
	"testing"

	"github.com/clouddrift/guardian/models"
)

// What is more than a policy document is compared as it stands, and so is who the
// principal is.
func TestPoliciesThatDiffer(t *testing.T) {
	t.Parallel()
	document := func(statement string) string { return `{"Version":"2012-10-17","Statement":[` + statement + `]}` }
	const allow = `"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"*"`
	const reordered = `"Effect":"Allow","Action":["s3:PutObject","s3:GetObject"],"Resource":"*"`
	for name, c := range map[string]struct {
		a, b string
		want bool
	}{
		"another order":          {document(`{` + allow + `}`), document(`{` + reordered + `}`), true},
		"anybody, another order": {document(`{"Principal":"*",` + allow + `}`), document(`{"Principal":"*",` + reordered + `}`), true},
		"an account, by its root": {document(`{"Principal":{"AWS":"123456789012"},` + allow + `}`),
			document(`{"Principal":{"AWS":"arn:aws:iam::123456789012:root"},` + allow + `}`), true},
		"anybody in place of an account": {document(`{"Principal":"123456789012",` + allow + `}`), document(`{"Principal":"*",` + allow + `}`), false},
		"anybody in place of nobody":     {document(`{` + allow + `}`), document(`{"Principal":"*",` + allow + `}`), false},
		"all but somebody":               {document(`{` + allow + `}`), document(`{"NotPrincipal":"*",` + allow + `}`), false},
		"another member of a statement":  {document(`{` + allow + `,"More":1}`), document(`{` + reordered + `,"More":2}`), false},
		"another member of the document": {`{"Statement":[{` + allow + `}],"More":1}`, `{"Statement":[{` + reordered + `}],"More":2}`, false},
		"actions that are no texts":      {document(`{"Effect":"Allow","Action":{"a":1}}`), document(`{"Effect":"Allow","Action":{"b":1}}`), false},
		"a rule of a web firewall": {`{"Name":"r","Statement":{"GeoMatchStatement":{"CountryCodes":["KP"]}},"Action":{"Block":{}}}`,
			`{"Name":"r","Statement":{"GeoMatchStatement":{"CountryCodes":["DE"]}},"Action":{"Allow":{}}}`, false},
		"no statement": {`{"Statement":[]}`, `{"Statement":null}`, false},
	} {
		if got := equivalent(c.a, c.b); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// The rules of a web firewall are no policy documents, though each has a statement.
func TestRulesOfAWebFirewallDiffer(t *testing.T) {
	t.Parallel()
	rules := func(action, country string) map[string]any {
		return map[string]any{"Rules": []any{map[string]any{
			"Name": "geo", "Statement": map[string]any{"GeoMatchStatement": map[string]any{"CountryCodes": []any{country}}}, "Action": map[string]any{action: map[string]any{}},
		}}}
	}
	e := entry(t, `{}`, `{}`)
	e.Type, e.Expected, e.Actual = "AWS::WAFv2::WebACL", rules("Block", "KP"), rules("Allow", "DE")
	if got := (Options{}).judge(e, nil); got.rule != "" || got.severity != models.SeverityCritical {
		t.Errorf("rule %q, %s", got.rule, got.severity)
	}
}
