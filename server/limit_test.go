package server_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/clouddrift/guardian/server"
)

// TestFlood: requests beyond what the pool has room for are told to come back, and
// soon, while those before them wait for the database.
func TestFlood(t *testing.T) {
	t.Parallel()
	database := emptyLedger(t)
	h := (&ledger{database: database}).server(t, func(cfg *server.Config) { cfg.QueryTimeout = 20 * time.Second })
	release := lockTable(t, database, "users")

	start, answers := time.Now(), make(chan *httptest.ResponseRecorder)
	const flood = 200
	for range flood {
		go func() { answers <- get(h, "/debug/users") }()
	}
	busy := 0
	for range flood - 6 { // 6 of a pool of 10 are at work
		w := <-answers
		if decode(t, w, http.StatusServiceUnavailable); w.Header().Get("Retry-After") == "" {
			t.Error("no Retry-After")
		}
		busy++
	}
	if waited := time.Since(start); waited > 10*time.Second {
		t.Errorf("%d were told after %s", busy, waited)
	}
	if w := get(h, "/healthz"); w.Code != http.StatusOK {
		t.Errorf("health in a flood: %d", w.Code)
	}
	release()
	for range 6 {
		decode(t, <-answers, http.StatusOK)
	}
}

// Whoever waited for a turn has an answer in the same time as who did not.
func TestWaitingAddsNothing(t *testing.T) {
	t.Parallel()
	database := emptyLedger(t)
	h := (&ledger{database: database}).server(t, func(cfg *server.Config) { cfg.QueryTimeout = time.Second })
	release := lockTable(t, database, "users")
	defer release()
	start, answers := time.Now(), make(chan *httptest.ResponseRecorder)
	const several = 40 // 6 are at work, and as many may take their places as soon as these are given up
	for range several {
		go func() { answers <- get(h, "/debug/users") }()
	}
	for range several {
		if w := <-answers; w.Code != http.StatusServiceUnavailable && w.Code != http.StatusGatewayTimeout {
			t.Errorf("got %d", w.Code)
		}
	}
	if took := time.Since(start); took > 2800*time.Millisecond {
		t.Errorf("the last answer took %s", took)
	}
}
