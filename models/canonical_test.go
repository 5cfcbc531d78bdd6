package models_test

import (
	"encoding/json"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// Two values share their canonical text exactly when they are equal.
func TestCanonicalJSON(t *testing.T) {
	t.Parallel()
	values := []any{
		nil, true, false, "", "1", "a,b", json.Number("1"), json.Number("1.0"), json.Number("10e-1"), json.Number("-1"),
		[]any{}, []any{"a", "b"}, []any{"a,b"}, []any{[]any{"a"}, "b"},
		map[string]any{}, map[string]any{"a": nil}, map[string]any{"a": "b", "c": json.Number("2")}, map[string]any{"c": json.Number("2e0"), "a": "b"},
	}
	for _, a := range values {
		for _, b := range values {
			if same := models.CanonicalJSON(a) == models.CanonicalJSON(b); same != models.EqualJSON(a, b) {
				t.Errorf("%v and %v: the same text %t, equal %t", a, b, same, !same)
			}
		}
	}
}
