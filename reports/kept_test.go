package reports

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestKept(t *testing.T) {
	t.Parallel()
	var none *kept
	none.add(maxKept + 1)
	if none.full() != "" {
		t.Error("what counts nothing is full")
	}
	k := new(kept)
	k.add(maxKept)
	if k.full() != "" {
		t.Error("what is allowed is too much")
	}
	if k.add(1); !strings.Contains(k.full(), "takes 144 MiB") {
		t.Errorf("got %q", k.full())
	}
	long := strings.Repeat("x", 1000)
	for name, v := range map[string]any{
		"a text": long, "a number": json.Number(long), "in a list": []any{nil, long}, "in an object": map[string]any{"a": long}, "a name": map[string]any{long: nil},
	} {
		if n := weight(v); n < 1000 || n > 2200 {
			t.Errorf("%s: %d", name, n)
		}
	}
}
