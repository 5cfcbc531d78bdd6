package pages

import (
	"fmt"
	"testing"
)

func TestChange(t *testing.T) {
	t.Parallel()
	whole := changeOf(takeApart("class", side{"a", true}, side{"b", true}))
	if whole.Whole == nil || whole.Leaves != nil || whole.Whole.Sides != "both" {
		t.Errorf("%+v", whole)
	}
	expected, actual := map[string]any{}, map[string]any{"new": "x"}
	for i := range maxChangedLeaves + 5 {
		expected[fmt.Sprint("k", i)], actual[fmt.Sprint("k", i)] = "a", "b"
	}
	many := changeOf(takeApart("tags", side{expected, true}, side{actual, true}))
	if many.Whole != nil || len(many.Leaves) != maxChangedLeaves || many.Summary != "206 changed, 0 unchanged" || many.MoreChanged != "6 more changes" {
		t.Errorf("%d leaves, %q, %q", len(many.Leaves), many.Summary, many.MoreChanged)
	}
	if l := leafOf(leaf{".a", side{}, side{"x", true}}); l.Sides != "actual" || l.Path != "a" {
		t.Errorf("%+v", l)
	}
}
