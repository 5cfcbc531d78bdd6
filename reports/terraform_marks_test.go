package reports_test

import (
	"strings"
	"testing"
)

// Marks without values, and values without marks, are nobody's secrets.
func TestMarksThatMarkNothing(t *testing.T) {
	t.Parallel()
	const text = "plain-for-all"
	for _, marked := range []string{
		`"output_changes":{"o":null}`,
		`"output_changes":{"o":{"actions":["update"],"before":"` + text + `","after":"` + text + `","before_sensitive":false,"after_sensitive":false}}`,
		`"output_changes":{"o":{"before":{"a":"` + text + `","b":"x"},"before_sensitive":{"b":true}}}`,
		`"deferred_changes":[null,{"reason":"x"},{"resource_change":{"change":null}},{"resource_change":{"change":{"after":{"a":"` + text + `"}}}}]`,
		`"action_invocations":[null,{"config_values":{"a":"` + text + `"},"config_sensitive":{}}]`,
	} {
		if got := said(t, plan(drift(updated(`{"x":"`+text+`"}`, `{}`)), marked)); !strings.Contains(got, text) {
			t.Errorf("%s hides it: %s", marked, got)
		}
	}
}
