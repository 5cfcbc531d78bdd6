package reports_test

import (
	"strings"
	"testing"
)

func TestOutputsAreToldByTheirValues(t *testing.T) {
	t.Parallel()
	const output = `{"sensitive":false,"type":"string","value":"x"}`
	for text, want := range map[string]string{
		`{"a":` + output + `,"b":` + output + `}`: "the output of `terraform output -json`",
		`{"a":` + output + `,"b":1}`:              "unknown kind",
		`{"a":{"sensitive":false,"value":"x"}}`:   "unknown kind",
		`{"a":{"w":1,"x":1,"y":1,"z":1}}`:         "unknown kind",
		`{}`:                                      "unknown kind",
	} {
		if _, err := open(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}
