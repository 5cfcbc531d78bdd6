package reports_test

import (
	"strings"
	"testing"
)

// Null stands for what is absent, and whatever else has not the kind that it should
// have is refused with its place.
func TestKindsOfValues(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		plan(`"resource_drift":null`, `"prior_state":null`, `"configuration":null`, `"resource_changes":null`, `"output_changes":null`),
		plan(`"prior_state":{"values":{"root_module":null,"outputs":null}}`, `"configuration":{"root_module":{"resources":null,"module_calls":null}}`),
		plan(drift(`{"address":"t.a","previous_address":null,"deposed":null,"type":"t","change":{"actions":["update"],"before":{},"after":{}}}`)),
	} {
		if _, err := open(t, text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for text, want := range map[string]string{
		plan(`"resource_drift":{}`):                                 "at resource_drift: want an array, not an object",
		plan(`"prior_state":[]`):                                    "at prior_state: want an object, not an array",
		plan(`"variables":{"v":7}`):                                 "at variables.v: want an object, not a number",
		plan(`"configuration":{"root_module":"x"}`):                 "at configuration.root_module: want an object, not a string",
		strings.Replace(plan(), `true`, `"yes"`, 1):                 "at complete: want true or false, not a string",
		plan(drift(`7`)):                                            "at resource_drift[0]: want an object, not a number",
		plan(drift(updated(`[]`, `{}`))):                            "at resource_drift[0].change.before: want an object or null, not an array",
		plan(`"variables":{"a b":{"value":tru}}`):                   `at variables["a b"].value: is not JSON`,
		strings.TrimSuffix(plan(drift(updated(`{}`, `{}`))), `}`):   "cut short",
		plan(`"resource_drift":[{"address":"t.a","change":{"after`): "cut short",
	} {
		if _, err := open(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\ngot  %v\nwant %s", text, err, want)
		}
	}
}

// A name that stands twice is refused wherever the two could differ: what counts is not
// for the reader to choose.
func TestNamesStandOnce(t *testing.T) {
	t.Parallel()
	change := `"change":{"actions":["update"],"before":{"n":1},"after":{"n":2}}`
	for text, want := range map[string]string{
		plan(drift(updated(`{"a":1,"a":2}`, `{}`))):                                                        "at resource_drift[0].change.before.a: stands twice",
		plan(drift(updated(`{"deep":[{"a":1,"b":2,"a":3}]}`, `{}`))):                                       "at resource_drift[0].change.before.deep[0].a: stands twice",
		plan(drift(`{"address":"t.a","address":"t.b","type":"t",` + change + `}`)):                         "at resource_drift[0].address: stands twice",
		plan(drift(`{"address":"t.a","type":"t",` + change + `,` + change + `}`)):                          "at resource_drift[0].change: stands twice",
		plan(`"prior_state":{"values":{"root_module":{"resources":[{"address":"t.a","address":"t.b"}]}}}`): "at prior_state.values.root_module.resources[0].address: stands twice",
	} {
		if _, err := open(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\ngot  %v\nwant %s", text, err, want)
		}
	}
	if _, err := open(t, plan(drift(updated(`{"a":{"n":1.0},"a":{"n":1}}`, `{}`)))); err != nil {
		t.Errorf("twice with the same value: %v", err)
	}
}
