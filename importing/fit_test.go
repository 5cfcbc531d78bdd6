package importing

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clouddrift/guardian/models"
)

func TestCut(t *testing.T) {
	t.Parallel()
	fits, long := strings.Repeat("ä", 255), strings.Repeat("ä", 256)
	if got := cut(fits, maxResourceID); got != fits {
		t.Error("an id of the column's length was cut")
	}
	got := cut(long, maxResourceID)
	// 080cf4f4 is how sha256sum begins for 256 times ä.
	if want := strings.Repeat("ä", 246) + "~080cf4f4"; got != want || utf8.RuneCountInString(got) != maxResourceID {
		t.Errorf("got %d characters ending in %q", utf8.RuneCountInString(got), got[len(got)-9:])
	}
	if cut(long, maxResourceID) == cut(long+"x", maxResourceID) {
		t.Error("two ids became one")
	}
}

func TestWithoutNUL(t *testing.T) {
	t.Parallel()
	v := map[string]any{"a\x00": []any{"b\x00c", map[string]any{"d": "\x00"}}, "e": "f"}
	want := map[string]any{"a\uFFFD": []any{"b\uFFFDc", map[string]any{"d": "\uFFFD"}}, "e": "f"}
	if got := withoutNUL(v); !models.EqualJSON(got, want) {
		t.Errorf("got %v", got)
	}
}

// What has U+0000 in its name takes no other's place, nor another each time.
func TestWithoutNULLosesNothing(t *testing.T) {
	t.Parallel()
	want := ""
	for range 50 {
		v := map[string]any{"a\x00": "1", "a\uFFFD": "2", "b\x00\uFFFD": "3", "b\uFFFD\x00": map[string]any{"c\x00": "4", "c": "5"}, "d\x00": "6"}
		for i := range 100 { // which makes a map grow while it is written to
			v[strings.Repeat("\x00", i+1)] = nil
		}
		withoutNUL(v)
		written := models.CanonicalJSON(v)
		if want == "" {
			want = written
		}
		if written != want || len(v) != 105 || v["a\uFFFD"] != "2" || v["a\uFFFD~ffe9aaea"] != "1" || v["b\uFFFD\uFFFD"] != "3" || v["d\uFFFD"] != "6" || strings.Contains(written, `\u0000`) {
			t.Fatalf("%d are left of 105: %s", len(v), written)
		}
	}
}
