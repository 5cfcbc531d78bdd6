package importing_test

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
)

// An attribute that differs and whose name no index holds leaves out its entry, and nothing else.
func TestNameThatIsTooLong(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	name := ""
	for len(name) <= models.MaxNameLength {
		name += rand.Text()
	}
	raw := plan(at(1), nil,
		change{"aws_instance.fits", "i-1", map[string]any{"ami": "1", name: "the same"}, map[string]any{"ami": "2", name: "the same"}},
		change{"aws_instance.long", "i-2", map[string]any{name: "1"}, map[string]any{name: "2"}},
		change{"aws_instance.within", "i-3", map[string]any{"tags": map[string]any{name: "1"}}, map[string]any{"tags": map[string]any{name: "2"}}},
	)
	s := l.take(raw, importing.Options{})
	if s.Created != 2 || s.Skipped != 1 || s.Unstorable != 1 || s.Items[1].Outcome != importing.Skipped ||
		!strings.Contains(s.Items[1].Reason, "its difference names an attribute with ") || !strings.HasSuffix(s.Items[1].Reason, "…; takes at most 2500") {
		t.Fatalf("got %+v", s)
	}
	if s := l.take(bytes.Clone(raw), importing.Options{}); !s.AlreadyImported || s.Skipped != 1 || s.Unstorable != 1 {
		t.Errorf("once more: %+v", s)
	}
}
