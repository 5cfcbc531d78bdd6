package pages

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/models"
)

func TestTemplates(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"drift", "drifts", "error", "health", "overview", "scan", "schema", "stats", "table"} {
		if templates[name] == nil {
			t.Errorf("no page %s", name)
		}
	}
	if templates["layout"] != nil || templates["parts"] != nil {
		t.Error("a part is taken for a page")
	}
	for _, status := range models.Statuses() {
		if got := string(piece(templates["drifts"], "status", string(status))); !strings.Contains(got, `class="status `+string(status)) {
			t.Error(got)
		}
	}
}
