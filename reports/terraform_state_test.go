package reports_test

import (
	"strings"
	"testing"
)

// What a state marks is a secret, in which part of the plan and how deep in its modules
// it may stand; of what is read by name nothing is lost for it.
func TestSecretsOfStates(t *testing.T) {
	t.Parallel()
	const secret = "hunter2-hunter2"
	leak := drift(updated(`{"id":"x-`+secret+`","x":1}`, `{"id":"x-`+secret+`","x":2}`))
	resource := func(mode, mask string) string {
		return `{"address":"` + mode + `.z","mode":"` + mode + `","type":"t","values":{"id":"z","o":{"p":["` + secret + `"]}},"sensitive_values":` + mask + `}`
	}
	for name, values := range map[string]string{
		"a resource":      `{"root_module":{"resources":[` + resource("managed", `{"o":{"p":[true]}}`) + `]}}`,
		"all of it":       `{"root_module":{"resources":[` + resource("managed", `true`) + `]}}`,
		"a data source":   `{"root_module":{"resources":[` + resource("data", `{"o":{"p":true}}`) + `]}}`,
		"a nested module": `{"root_module":{"child_modules":[{"child_modules":[{"resources":[` + resource("managed", `{"o":true}`) + `]}]}]}}`,
		"an output":       `{"outputs":{"o":{"value":{"p":"` + secret + `"},"sensitive":true}}}`,
	} {
		for _, member := range []string{
			`"prior_state":{"values":` + values + `}`,
			`"planned_values":` + values,
		} {
			base := `"format_version":"1.2","complete":true`
			for _, text := range []string{"{" + base + "," + leak + "," + member + "}", "{" + member + "," + base + "," + leak + "}"} {
				if got := said(t, text); strings.Contains(got, secret) {
					t.Errorf("%s: the secret can be read: %s", name, got)
				}
			}
		}
	}
	r, _ := mustOpen(t, plan(`"prior_state":{"values":{"root_module":{"resources":[`+resource("managed", `{"o":true}`)+`]}}}`))
	if len(r.Checked) != 1 || r.Checked[0].ID != "z" {
		t.Errorf("checked %v", r.Checked)
	}
}
