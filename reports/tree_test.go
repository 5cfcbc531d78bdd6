package reports

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestPut(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"a":        `{"a":"v","list":[{"x":1},2]}`,
		"a b":      `{"a":{"b":"v"},"list":[{"x":1},2]}`,
		"list":     `{"list":"v"}`,
		"list 1":   `{"list":[{"x":1},"v"]}`,
		"list 0 y": `{"list":[{"x":1,"y":"v"},2]}`,
		"list 2":   "", "list -1": "", "list x": "", "list 1 y": "", "list 0 x y": "",
	} {
		object := map[string]any{"list": []any{map[string]any{"x": 1}, 2}}
		led := put(object, strings.Fields(path), "v")
		if got, _ := json.Marshal(object); led != (want != "") || led && string(got) != want {
			t.Errorf("%s: %t, %s, want %s", path, led, got, want)
		}
	}
}
