package server_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/server"
)

// TestDatabaseAway: while the database is away every answer that needs it is 503,
// and all is well again once it is back.
func TestDatabaseAway(t *testing.T) {
	t.Parallel()
	way := newGate(t, emptyLedger(t).Reader().URL)
	reader, err := repositories.OpenReader(t.Context(), repositories.Config{URL: way.url, Timeout: 5 * time.Second})
	must(t, err)
	t.Cleanup(reader.Close)
	h := newHandler(reader, func(cfg *server.Config) { cfg.Ready = reader.Ping })
	decode(t, get(h, "/readyz"), http.StatusOK)

	way.shut()
	decode(t, get(h, "/healthz"), http.StatusOK)
	for _, path := range []string{"/readyz", "/debug/drifts", "/debug/drifts/" + uuid.NewString()} {
		w := get(h, path)
		decode(t, w, http.StatusServiceUnavailable)
		if w.Header().Get("Retry-After") == "" {
			t.Errorf("%s: no Retry-After", path)
		}
		if path == "/debug/drifts" {
			path += "?status=all" // without it a page leads there
		}
		if page := get(h, path, "Accept", asPage); page.Code != http.StatusServiceUnavailable {
			t.Errorf("%s as a page: %d", path, page.Code)
		}
	}

	way.open()
	decode(t, get(h, "/readyz"), http.StatusOK)
	decode(t, get(h, "/debug/drifts"), http.StatusOK)
}

func TestDatabaseTooSlow(t *testing.T) {
	t.Parallel()
	database := emptyLedger(t)
	h := (&ledger{database: database}).server(t, func(cfg *server.Config) { cfg.QueryTimeout = 200 * time.Millisecond })
	release := lockTable(t, database, "drifts")

	start := time.Now()
	p := decode(t, get(h, "/debug/drifts"), http.StatusGatewayTimeout)
	if waited := time.Since(start); waited > 1200*time.Millisecond {
		t.Errorf("answered after %s", waited)
	}
	if p["detail"] != "The database took too long. Try again, or narrow the filters." {
		t.Errorf("the detail is %v", p["detail"])
	}
	release()
	again := get(h, "/debug/drifts")
	for deadline := time.Now().Add(10 * time.Second); again.Code != http.StatusOK && time.Now().Before(deadline); {
		again = get(h, "/debug/drifts") // a busy machine may need more than the 200 ms, too
	}
	decode(t, again, http.StatusOK)
}

// An answer says what the database lacks, where it can be reached.
func TestWhatTheDatabaseLacks(t *testing.T) {
	t.Parallel()
	database := emptyLedger(t)
	h := (&ledger{database: database}).server(t)
	conn, err := pgx.Connect(t.Context(), database.Owner().URL)
	must(t, err)
	defer conn.Close(t.Context())
	_, err = conn.Exec(t.Context(), "ALTER TABLE alerts RENAME TO others")
	must(t, err)
	w := get(h, "/debug/alerts")
	if p := decode(t, w, http.StatusServiceUnavailable); p["detail"] != "the schema is not current; migrate first" {
		t.Errorf("it says %v", p["detail"])
	}
	if page := get(h, "/debug/alerts", "Accept", asPage); !strings.Contains(page.Body.String(), "the schema is not current") {
		t.Error("the page does not say it")
	}
}
