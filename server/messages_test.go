package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// What waits, was sent and was given up is seen with its error; what was given up lately,
// whenever it was made, also where somebody looks first, without an address and without a failure.
func TestMessagesAreSeen(t *testing.T) {
	t.Parallel()
	database := emptyLedger(t)
	conn, err := pgx.Connect(t.Context(), database.URL)
	must(t, err)
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	_, err = conn.Exec(t.Context(), `INSERT INTO messages (channel, scope, owner, severity, title, body, status, attempts, last_error, given_up_at, created_at) VALUES
		('oncall', 'prod', 'team-a', 'critical', '3 drifts in prod', '{"items": []}', 'given_up', 31, 'it answered 500', now(), now() - interval '9 days'),
		('oncall', 'prod', 'team-a', 'critical', 'long ago', '{"items": []}', 'given_up', 31, 'it answered 501', now() - interval '8 days', now() - interval '9 days'),
		('team', 'prod', '', 'warning', '1 drift in prod', '{"items": []}', 'waiting', 0, '', NULL, now())`)
	must(t, err)
	h := (&ledger{database: database}).server(t)
	page := get(h, "/debug/messages?status=given_up,waiting", "Accept", asPage).Body.String()
	for _, want := range []string{"3 drifts in prod", "it answered 500", "oncall", "given up", "waiting", "1 drift in prod"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	ready := decode(t, get(h, "/readyz"), http.StatusOK)
	const want = "messages given up in the last 7 days: 1; see /debug/messages"
	if ready["status"] != "ready" || ready["detail"] != want {
		t.Errorf("ready: %v", ready)
	}
	if page := get(h, "/readyz", "Accept", asPage); page.Code != http.StatusOK || !strings.Contains(page.Body.String(), want) {
		t.Errorf("as a page: %d %s", page.Code, page.Body)
	}
	metrics := get(h, "/metrics").Body.String()
	for _, want := range []string{`guardian_messages{status="waiting"} 1`, `guardian_messages{status="given_up"} 1`, "guardian_notices_waiting 0"} {
		if !strings.Contains(metrics, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	if stats := decode(t, get(h, "/debug/stats"), http.StatusOK); fmt.Sprint(stats["messagesGivenUp"]) != "1" {
		t.Errorf("stats: %v", stats["messagesGivenUp"])
	}
}
