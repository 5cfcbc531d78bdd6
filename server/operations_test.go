package server_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/server"
)

// TestReadOnly writes through the very sessions that a server answers from, and is
// refused by the database.
func TestReadOnly(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	db, err := postgres.Open(t.Context(), postgres.Config{URL: l.url, ReadOnly: true})
	must(t, err)
	reader := repositories.NewReader(db, time.Minute)
	t.Cleanup(reader.Close)
	h := newHandler(reader)
	for _, write := range []string{
		"DELETE FROM drifts", "UPDATE drifts SET status = 'resolved'", "TRUNCATE audit_logs", "DROP TABLE sessions",
		"INSERT INTO users (email, password_hash) VALUES ('a@example.com', 'x')", "CREATE TABLE t ()",
	} {
		_, err := db.Pool.Exec(t.Context(), write)
		var refusal *pgconn.PgError
		if !errors.As(err, &refusal) || refusal.Code != "25006" { // read_only_sql_transaction
			t.Errorf("%s: %v", write, err)
		}
	}
	if total := decode(t, get(h, "/debug/drifts"), http.StatusOK)["total"]; total != number("5") {
		t.Errorf("%v drifts are left of 5", total)
	}
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	way := newGate(t, l.url)
	reader, err := repositories.OpenReader(t.Context(), repositories.Config{URL: way.url, Timeout: time.Second})
	must(t, err)
	t.Cleanup(reader.Close)
	h := newHandler(reader, func(cfg *server.Config) { cfg.Commit = "abcdef" })
	get(h, "/debug/drifts?limit=0")
	get(h, "/some/path/that/is/not")
	answer := get(h, "/metrics")
	text := answer.Body.String()
	vary := answer.Header().Values("Vary")
	if slices.Sort(vary); !slices.Contains(vary, "Accept") || len(slices.Compact(vary)) < len(vary) {
		t.Errorf("Vary: %q", vary)
	}
	for _, want := range []string{
		`guardian_http_requests_total{method="GET",route="/debug/drifts",status="400"} 1`,
		`guardian_http_requests_total{method="GET",route="none",status="404"} 1`,
		`guardian_http_request_duration_seconds_count{method="GET",route="/debug/drifts",status="400"} 1`,
		`guardian_drifts{severity="critical",status="detected"} 1`, `guardian_drifts{severity="info",status="resolved"} 0`,
		`guardian_drifts_cost_monthly_dollars{severity="warning",status="approved"} 1345.5`,
		"guardian_database_up 1", "guardian_database_pool_max_connections 10", `guardian_build_info{commit="abcdef",goversion="go`, `version="1.2.3"} 1`,
		"go_goroutines ", "process_resident_memory_bytes ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	problems, err := promlint.New(strings.NewReader(text)).Lint()
	must(t, err)
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	way.shut()
	w := get(h, "/metrics")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "guardian_database_up 0") || strings.Contains(w.Body.String(), "guardian_drifts{") {
		t.Errorf("without a database: %d", w.Code)
	}
	if w := get(idle(func(cfg *server.Config) { cfg.Token = "t" }), "/metrics"); w.Code != http.StatusUnauthorized {
		t.Errorf("without the token: %d", w.Code)
	}
}

func TestProfiles(t *testing.T) {
	t.Parallel()
	guarded := idle(func(cfg *server.Config) { cfg.Token = "t" })
	ask := func(h http.Handler, path, client, token string) int {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		r.RemoteAddr = client
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	for _, test := range []struct {
		h                   http.Handler
		path, client, token string
		status              int
	}{
		{guarded, "/debug/pprof/", "127.0.0.1:5", "t", 200},
		{guarded, "/debug/pprof/heap", "[::1]:5", "t", 200},
		{guarded, "/debug/pprof/cmdline", "127.0.0.1:5", "t", 404},
		{guarded, "/debug/pprof/heap", "192.0.2.7:5", "t", 403},
		{guarded, "/debug/pprof/heap", "127.0.0.1:5", "x", 401},
		{idle(), "/debug/pprof/heap", "127.0.0.1:5", "", 404},
	} {
		if got := ask(test.h, test.path, test.client, test.token); got != test.status {
			t.Errorf("%s from %s with %q: %d, want %d", test.path, test.client, test.token, got, test.status)
		}
	}
}

// TestFlood: requests beyond what the pool has room for are told to come back, and
// soon, while those before them wait for the database.
func TestFlood(t *testing.T) {
	t.Parallel()
	url := emptyLedger(t)
	h := (&ledger{url: url}).server(t, func(cfg *server.Config) { cfg.QueryTimeout = 5 * time.Second })
	conn, err := pgx.Connect(t.Context(), url)
	must(t, err)
	defer conn.Close(context.Background())
	tx, err := conn.Begin(t.Context())
	must(t, err)
	_, err = tx.Exec(t.Context(), "LOCK TABLE users IN ACCESS EXCLUSIVE MODE")
	must(t, err)

	start, answers := time.Now(), make(chan *httptest.ResponseRecorder)
	const flood = 200
	for range flood {
		go func() { answers <- get(h, "/debug/users") }()
	}
	busy := 0
	for range flood - 7 { // 7 of a pool of 10 are at work
		w := <-answers
		if decode(t, w, http.StatusServiceUnavailable); w.Header().Get("Retry-After") == "" {
			t.Error("no Retry-After")
		}
		busy++
	}
	if waited := time.Since(start); waited > 4*time.Second {
		t.Errorf("%d were told after %s", busy, waited)
	}
	if w := get(h, "/healthz"); w.Code != http.StatusOK {
		t.Errorf("health in a flood: %d", w.Code)
	}
	must(t, tx.Rollback(t.Context()))
	for range 7 {
		decode(t, <-answers, http.StatusOK)
	}
}

// large gives a ledger whose list is too long for the buffers on the way.
func large(t *testing.T) string {
	t.Helper()
	url := emptyLedger(t)
	conn, err := pgx.Connect(t.Context(), url)
	must(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), `INSERT INTO drifts (resource_id, resource_type, region, expected_state, actual_state, difference, detected_at, detected_by)
		SELECT 'i-' || n, 'EC2', 'eu-west-1', jsonb_build_object('text', repeat('x', 3000)), '{}', '{}', now(), 'api' FROM generate_series(1, 8000) n`)
	must(t, err)
	return url
}

func TestDownloadBreaksOff(t *testing.T) {
	t.Parallel()
	way := newGate(t, large(t))
	reader, err := repositories.OpenReader(t.Context(), repositories.Config{URL: way.url, Timeout: 5 * time.Second})
	must(t, err)
	t.Cleanup(reader.Close)
	site := httptest.NewServer(newHandler(reader))
	t.Cleanup(site.Close)
	for _, format := range []string{"ndjson", "csv"} {
		answer, err := http.Get(site.URL + "/debug/drifts?format=" + format)
		must(t, err)
		_, err = io.ReadFull(answer.Body, make([]byte, 10_000))
		must(t, err)
		way.shut()
		if _, err := io.Copy(io.Discard, answer.Body); err == nil {
			t.Errorf("%s: half a list ends like a whole one", format)
		}
		answer.Body.Close()
		if w := get(newHandler(reader), "/debug/drifts?format="+format); w.Code != http.StatusServiceUnavailable {
			t.Errorf("%s: a download that cannot begin: %d", format, w.Code)
		}
		way.open()
	}
}

// TestDownloadLeft: a client that goes away stops the query.
func TestDownloadLeft(t *testing.T) {
	t.Parallel()
	url := large(t)
	reader, err := repositories.OpenReader(t.Context(), repositories.Config{URL: url, Timeout: time.Minute})
	must(t, err)
	t.Cleanup(reader.Close)
	site := httptest.NewServer(newHandler(reader))
	t.Cleanup(site.Close)
	conn, err := pgx.Connect(t.Context(), url)
	must(t, err)
	defer conn.Close(context.Background())
	busy := func() (n int) {
		must(t, conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL`).Scan(&n))
		return n
	}
	var leave []io.Closer
	var group sync.WaitGroup
	var mu sync.Mutex
	refused := 0
	for range 4 { // of a pool of 10 two are for downloads
		group.Go(func() {
			answer, err := http.Get(site.URL + "/debug/drifts?format=ndjson")
			mu.Lock()
			defer mu.Unlock()
			if err == nil && answer.StatusCode == http.StatusServiceUnavailable {
				refused++
			}
			if err == nil {
				leave = append(leave, answer.Body)
			}
		})
	}
	group.Wait()
	if n := busy(); refused != 2 || n != 2 {
		t.Errorf("%d of 4 downloads were refused, %d queries run", refused, n)
	}
	for _, body := range leave {
		body.Close()
	}
	for deadline := time.Now().Add(10 * time.Second); busy() > 0; {
		if time.Now().After(deadline) {
			t.Fatal("the query runs on")
		}
	}
}

// TestDownloadHasTime: a download may take longer than a page, on both sides.
func TestDownloadHasTime(t *testing.T) {
	t.Parallel()
	url := emptyLedger(t)
	reader, err := repositories.OpenReader(t.Context(), repositories.Config{URL: url, Timeout: 200 * time.Millisecond})
	must(t, err)
	t.Cleanup(reader.Close)
	h := newHandler(reader)
	conn, err := pgx.Connect(t.Context(), url)
	must(t, err)
	defer conn.Close(context.Background())
	tx, err := conn.Begin(t.Context())
	must(t, err)
	_, err = tx.Exec(t.Context(), "LOCK TABLE users IN ACCESS EXCLUSIVE MODE")
	must(t, err)
	answer := make(chan int)
	go func() { answer <- get(h, "/debug/users?format=csv").Code }()
	decode(t, get(h, "/debug/users"), http.StatusGatewayTimeout)
	decode(t, get(h, "/debug/users"), http.StatusGatewayTimeout)
	must(t, tx.Rollback(t.Context()))
	if got := <-answer; got != http.StatusOK {
		t.Errorf("a download that waits for longer than a page may: %d", got)
	}
}
