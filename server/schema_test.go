package server_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestSchema(t *testing.T) {
	t.Parallel()
	h := (&ledger{database: emptyLedger(t)}).server(t)
	if tables := decode(t, get(h, "/debug/schema"), http.StatusOK)["tables"].([]any); len(tables) < 8 {
		t.Errorf("%d tables", len(tables))
	}
	body := strings.ReplaceAll(get(h, "/debug/schema", "Accept", asPage).Body.String(), "<wbr>", "")
	for _, want := range []string{"drift_occurrences", "001_initial_schema", "applied"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q on the page", want)
		}
	}
	checkSelfContained(t, "/debug/schema", body)
}
