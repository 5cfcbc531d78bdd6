package rules_test

import (
	"encoding/json"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/rules"
)

func TestNothingBut(t *testing.T) {
	t.Parallel()
	table, err := rules.Parse(small)
	if err != nil {
		t.Fatal(err)
	}
	one := func(p string, e, a any) models.Change { return models.Change{Path: path(t, p), Expected: e, Actual: a} }
	for _, c := range []struct {
		change models.Change
		want   bool
	}{
		{one("size", nil, ""), true}, {one("size", "", []any{}), true}, {one("size", nil, false), true},
		{one("size", json.Number("0.0"), nil), true}, {one("size", nil, json.Number("1")), false},
		{one("size", false, ""), false}, {one("size", false, json.Number("0")), false},
		{one("enabled", nil, false), false}, {one("enabled", nil, nil), true},
		{one("policy", nil, false), true}, // words alone do not make it matter
		{one("block", nil, map[string]any{"a": false, "b": []any{nil}}), true},
		{one("rule[0]", nil, map[string]any{"port": false}), false},
		{one("act[0].allow[0]", nil, map[string]any{"with": []any{}}), false},
		{one("act[0].allow", []any{map[string]any{}}, nil), false},
		{one("act", nil, []any{map[string]any{"allow": []any{map[string]any{}}}}), false},
		{one("act", nil, []any{map[string]any{"allow": []any{}}}), true},
		{one("act[0].allow[0].with[0]", nil, map[string]any{}), true},
	} {
		if got := table.For("x_a").NothingBut(c.change); got != c.want {
			t.Errorf("%s: %v → %v is %v", c.change.Path, c.change.Expected, c.change.Actual, got)
		}
	}
}
