package reports_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/reports"
)

func TestRefused(t *testing.T) {
	t.Parallel()
	const howTo = "make the report with `terraform show -json PLANFILE`" // and, of what may be any tool's, the others' commands
	ok := updated(`{}`, `{}`)
	if _, err := open(t, "PK\x03\x04"); err == nil || !strings.HasSuffix(err.Error(), "; "+howTo) {
		t.Errorf("a saved plan is made into a report by one command: %v", err)
	}
	// Where want begins with "at" it is not said in which column.
	for text, want := range map[string]string{
		"":                           "line 1, column 1: the file is empty, as a command that failed leaves it; " + howTo,
		" \n ":                       "line 1, column 1: the file is empty, as a command that failed leaves it; " + howTo,
		"aws_instance.a: Refreshing": "line 1, column 1: text, not JSON; " + howTo,
		"PK\x03\x04....":             "line 1, column 1: a saved plan or another zip archive, not JSON; " + howTo,
		"\x1f\x8b...":                "line 1, column 1: the file is compressed with gzip; unpack it first",
		`{"a":1}`:                    "line 1, column 8: JSON of an unknown kind; " + howTo,
		"{\n\"format_version\":\"1.2\",\n\"é\":}":                                                          "line 3, column 5, at [\"é\"]: is not JSON: invalid character '}' at start of value",
		`{"format_version":"2.0"}`:                                                                         "line 1, column 24, at format_version: want a format version 0.x or 1.x, not \"2.0\"",
		`{"format_version":"1.2"}`:                                                                         "line 1, column 1: JSON without the members of a plan (planned_values, resource_drift, resource_changes, output_changes, prior_state); " + howTo,
		`{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"x"}`:                              "line 1, column 1: a state file, not a plan; " + howTo,
		plan(`"complete":true`):                                                                            "at complete: stands twice; want each name of an object once",
		plan(`"timestamp":"yesterday"`):                                                                    "at timestamp: want a time such as 2006-01-02T15:04:05Z, not a text of 9 characters",
		plan(drift(updated(`{}`, `null`))):                                                                 "at resource_drift[0].change.after: want an object: the values as they are",
		plan(drift(ok, updated(`null`, `{}`))):                                                             "at resource_drift[1].change.before: want an object: the values as they were recorded",
		plan(drift(ok, updated(`{"x":1}`, ok))):                                                            "at resource_drift[1].address: stands twice with different contents; want an address once",
		plan(drift(`{"address":"t.a","type":"t"}`)):                                                        "at resource_drift[0].change: missing; want an object with actions, before and after",
		plan(drift(`{"address":"t.a","type":"t","change":null}`)):                                          "at resource_drift[0].change: want an object, not null",
		plan(drift(`{"address":"t.a","type":"t","change":{"before":{},"after":{}}}`)):                      "at resource_drift[0].change.actions: missing; want an array of actions",
		plan(drift(`{"address":"t.a","type":"t","change":{"actions":[],"before":{}}}`)):                    "at resource_drift[0].change.actions: want a single action: update, delete or no-op",
		plan(drift(`{"address":"t.a","change":{"actions":["update"],"before":{},"after":{}}}`)):            "at resource_drift[0].type: missing; want the resource's type",
		plan(drift(`{"address":"t.a","type":"t","change":{"actions":["delete"],"before":{},"after":{}}}`)): "at resource_drift[0].change.after: want null: the resource is deleted",
		plan(drift(`{"address":7,"type":"t","change":{"actions":["delete"],"before":{},"after":null}}`)):   "at resource_drift[0].address: want a string, not a number",
		plan(drift(`{"address":"t.a","type":"t","change":{"actions":["` + strings.Repeat("x", 9999) + `"],"before":{},"after":{}}}`)): "at resource_drift[0].change.actions[0]: want update, delete or no-op, not a text of 9999 characters",
		plan(`"` + strings.Repeat("é", 9999) + `":}`): "at [\"" + strings.Repeat("é", 60) + "…\"]: is not JSON: invalid character '}' at start of value",
	} {
		_, err := open(t, text)
		var e *reports.Error
		if !errors.As(err, &e) || !strings.HasPrefix(err.Error(), want) && (!strings.HasPrefix(want, "at ") || !strings.HasSuffix(err.Error(), ", "+want)) {
			t.Errorf("%.60q:\ngot  %v\nwant %s", text, err, want)
		}
	}
}

// A file of another kind is told from a report that is broken.
func TestFaults(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]reports.Fault{
		"":                        reports.FaultText,
		"# Plans":                 reports.FaultText,
		"[command]/bin/terraform": reports.FaultText,
		"failed to read":          reports.FaultText,
		"no stack selected":       reports.FaultText,
		"2026-11-26 05:00 Error":  reports.FaultText,
		"[2026-11-26] Error":      reports.FaultText,
		`"prod" has no state`:     reports.FaultText,
		"null":                    reports.FaultOther,
		"PK\x03\x04....":          reports.FaultText,
		`{"form`:                  reports.FaultText,
		`{"a":`:                   reports.FaultText,
		`{"a":1}`:                 reports.FaultOther,
		`[1]`:                     reports.FaultOther,
		`"x"`:                     reports.FaultOther,
		`{}`:                      reports.FaultOther,
		`{"version":4,"terraform_version":"1.11.4","lineage":"x"}`: reports.FaultOther,
		`{"x":{"sensitive":false,"type":"string","value":"y"}}`:    reports.FaultOther,
		`{"format_version":"1.2",`:                                 0,
		`{"format_version":"9.0"}`:                                 0,
		`{"@level":"info"}`:                                        0,
		plan(drift(`{"address":"t.a"}`)):                           0,
	} {
		_, err := open(t, text)
		var e *reports.Error
		if !errors.As(err, &e) || e.Fault != want {
			t.Errorf("%q: fault %v, want %v: %v", text, e, want, err)
		}
	}
}

// What is refused may be marked as secret further on: an error shows no value that
// could be.
func TestErrorsHoldNoValue(t *testing.T) {
	t.Parallel()
	const secret = "hunter2-hunter2"
	marked := drift(`{"address":"t.b","type":"t","change":{"actions":["update"],"before":{"p":"` + secret + `"},"after":{},"before_sensitive":{"p":true}}}`)
	for _, text := range []string{
		`{"format_version":"` + secret + `",` + marked + `}`,
		plan(`"timestamp":"`+secret+`"`, marked),
		plan(drift(`{"address":"` + secret + `","type":"t","change":{"actions":["` + secret + `"],"before":{},"after":{}}}`)),
		plan(drift(`{"address":"t.a","type":7,"change":"`+secret+`"}`), marked),
	} {
		if _, err := open(t, text); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s:\ngot %v", text, err)
		}
	}
}

// The key of a map may be what is marked further on.
func TestErrorsHoldNoKey(t *testing.T) {
	t.Parallel()
	const key = "hunter2-hunter2"
	for at, place := range map[string]string{
		`"resource_drift":[{"change":{"before":{"environment":{"` + key + `":}`:                               `resource_drift[0][""][""][…][…]`,
		`"resource_drift":[{"change":{"after":{"env":[{"a":{"` + key + `":}`:                                  `resource_drift[0][""].after.env[0].a[…]`,
		`"prior_state":{"values":{"root_module":{"resources":[{"values":{"tags":{"` + key + `":}`:             "prior_state.values.root_module.resources[0].values.tags[…]",
		`"variables":{"x":{"value":{"` + key + `":}`:                                                          "variables.x.value[…]",
		`"configuration":{"root_module":{"resources":[{"expressions":{"a":{"constant_value":{"` + key + `":}`: "configuration.root_module.resources[0].expressions.a[…]",
	} {
		_, err := open(t, `{"format_version":"1.2",`+at)
		if err == nil || strings.Contains(err.Error(), key) || !strings.Contains(err.Error(), "at "+place) {
			t.Errorf("%s: %v, want %s", at, err, place)
		}
	}
}

// Names of the report itself are shown.
func TestErrorsOfOtherToolsHoldNoKey(t *testing.T) {
	t.Parallel()
	const key = "hunter2-hunter2"
	for text, place := range map[string]string{
		`{"config":{},"steps":[{"op":"update","newState":{"inputs":{"tags":{"` + key + `":1,"` + key + `":2}}}}]}`: "steps[0].newState.inputs.tags[…]: stands twice",
		`{"config":{},"steps":[{"op":"update","oldState":{"outputs":{"tags":{"` + key + `":}`:                      `steps[0][""][""].tags[…]: is not JSON`,
		`{"format_version":"1.2","planned_values":{"outputs":{"password":{"sensitive":7}}}}`:                       "planned_values.outputs.password.sensitive: want true or false",
		answer(ofStack(`"ActualProperties":"{\"Env\":{\"` + key + `\":}}"`)):                                       "Env[…]",
	} {
		_, err := open(t, text)
		if err == nil || strings.Contains(err.Error(), key) || !strings.Contains(err.Error(), "at "+place) {
			t.Errorf("%s: %v, want %s", text, err, place)
		}
	}
}
