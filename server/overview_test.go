package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestEmptyOverview(t *testing.T) {
	t.Parallel()
	h := (&ledger{url: emptyLedger(t)}).server(t)
	if body := get(h, "/debug", "Accept", asPage).Body.String(); !strings.Contains(body, "guardian import plan.json") {
		t.Error(body)
	}
	if got := decode(t, get(h, "/debug/stats"), http.StatusOK)["open"].(map[string]any)["drifts"]; got != number("0") {
		t.Errorf("%v open drifts in an empty ledger", got)
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
