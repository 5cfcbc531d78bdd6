package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/repositories"
)

func TestLedgerMetrics(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	way := newGate(t, l.database.Reader().URL)
	reader, err := repositories.OpenReader(t.Context(), repositories.Config{URL: way.url, Timeout: time.Second})
	must(t, err)
	t.Cleanup(reader.Close)
	h := newHandler(reader, standAt(clockOf(t, l.database.URL)))
	text := get(h, "/metrics").Body.String()
	for _, want := range []string{
		`guardian_drifts{severity="critical",status="detected"} 1`, `guardian_drifts{severity="info",status="resolved"} 0`,
		`guardian_drifts_cost_monthly_dollars{severity="warning",status="approved"} 1345.5`,
		`guardian_drifts_cost_unknown{severity="critical",status="detected"} 1`, `guardian_drifts_cost_unknown{severity="warning",status="approved"} 0`,
		`guardian_scope_open_drifts{scope="network/prod",severity="critical",tool="terraform"} 2`, "guardian_scopes 2", "guardian_overdue_drifts 1", "guardian_scopes_not_scanned 0",
		`guardian_open_drifts_next_apply{next_apply="revert"} 2`, `guardian_scope_newest_scan_age_seconds{scope="data/prod",tool="terraform"} 9`,
		"guardian_database_up 1", "guardian_database_pool_max_connections 10",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	way.shut()
	w := get(h, "/metrics")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "guardian_database_up 0") || strings.Contains(w.Body.String(), "guardian_drifts{") {
		t.Errorf("without a database: %d", w.Code)
	}
}
