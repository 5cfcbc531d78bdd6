package reports

import (
	"encoding/json"
	"testing"
)

// What is there is never without a value, as what is gone is.
func TestPresent(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]Entry{
		`{"a":null,"b":null}`: {Expected: map[string]any{"a": 1, "b": nil}, Actual: map[string]any{}},
		`{"c":1}`:             {Expected: map[string]any{"a": 1}, Actual: map[string]any{"c": 1}},
		`{}`:                  {},
	} {
		e.present()
		if got, _ := json.Marshal(e.Actual); string(got) != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
