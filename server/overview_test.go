package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/repositories"
)

func TestEmptyOverview(t *testing.T) {
	t.Parallel()
	h := (&ledger{database: emptyLedger(t)}).server(t)
	if body := get(h, "/debug", "Accept", asPage).Body.String(); !strings.Contains(body, "guardian import plan.json") {
		t.Error(body)
	}
	if got := decode(t, get(h, "/debug/stats"), http.StatusOK)["open"].(map[string]any)["drifts"]; got != number("0") {
		t.Errorf("%v open drifts in an empty ledger", got)
	}
}

// A ledger whose scans found all in order says so, and not that nothing was imported.
func TestNothingDrifted(t *testing.T) {
	t.Parallel()
	l := &ledger{database: emptyLedger(t)}
	store, err := repositories.Open(t.Context(), repositories.Config{URL: l.database.URL})
	must(t, err)
	t.Cleanup(store.Close)
	l.store = store
	l.newScan(t, "prod", clockOf(t, l.database.URL).Add(-72*time.Hour))
	h := l.server(t)
	for path, want := range map[string]string{
		"/debug":                    `<a href="/debug/scopes?stale=true"><b>1</b> not scanned for two days</a>`,
		"/debug/drifts?status=open": "Nothing is open.",
	} {
		if body := get(h, path, "Accept", asPage).Body.String(); !strings.Contains(body, want) || strings.Contains(body, "guardian import plan.json") {
			t.Errorf("%s: %s", path, body)
		}
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	h := idle()
	for _, bad := range []string{"days=6", "days=367", "days=x", "weeks=1"} {
		name, _, _ := strings.Cut(bad, "=")
		if p := decode(t, get(h, "/debug?"+bad), http.StatusBadRequest); !strings.Contains(fmt.Sprint(p["invalidParams"]), name) {
			t.Errorf("%s: %v", bad, p)
		}
	}
}
