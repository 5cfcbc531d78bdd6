package server_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/server"
)

// large gives a ledger whose list is too long for the buffers on the way.
func large(t *testing.T) testdb.Database {
	t.Helper()
	database := emptyLedger(t)
	conn, err := pgx.Connect(t.Context(), database.URL)
	must(t, err)
	defer conn.Close(context.Background())
	_, err = conn.Exec(t.Context(), `INSERT INTO drifts (resource_id, resource_type, region, expected_state, actual_state, difference, detected_at, detected_by)
		SELECT 'i-' || n, 'EC2', 'eu-west-1', jsonb_build_object('text', repeat('x', 3000)), '{}', '{}', now(), 'api' FROM generate_series(1, 8000) n`)
	must(t, err)
	return database
}

func TestDownloadBreaksOff(t *testing.T) {
	t.Parallel()
	way := newGate(t, large(t).Reader().URL)
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
	database := large(t).Reader()
	reader, err := repositories.OpenReader(t.Context(), repositories.Config{URL: database.URL, Timeout: time.Minute})
	must(t, err)
	t.Cleanup(reader.Close)
	site := httptest.NewServer(newHandler(reader))
	t.Cleanup(site.Close)
	conn, err := pgx.Connect(t.Context(), database.URL)
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
	database := emptyLedger(t)
	reader, err := repositories.OpenReader(t.Context(), repositories.Config{URL: database.Reader().URL, Timeout: 200 * time.Millisecond})
	must(t, err)
	t.Cleanup(reader.Close)
	h := newHandler(reader)
	release := lockTable(t, database, "users")
	answer := make(chan int)
	go func() { answer <- get(h, "/debug/users?format=csv").Code }()
	decode(t, get(h, "/debug/users"), http.StatusGatewayTimeout)
	decode(t, get(h, "/debug/users"), http.StatusGatewayTimeout)
	release()
	if got := <-answer; got != http.StatusOK {
		t.Errorf("a download that waits for longer than a page may: %d", got)
	}
}

// A download that somebody has is not sent again until something was written; one that is
// narrowed by the time of asking always is.
func TestDownloadsHaveTags(t *testing.T) {
	t.Parallel()
	l, h := newFurnished(t)
	for _, path := range []string{"/debug/drifts?format=csv", "/debug/drifts?format=ndjson", "/debug/alerts?format=csv&severity=critical"} {
		tag := get(h, path).Header().Get("ETag")
		again := get(h, path, "If-None-Match", tag)
		for range 1000 { // a write to any database of the server makes a new tag, and other tests write
			if again.Code == http.StatusNotModified {
				break
			}
			tag = again.Header().Get("ETag")
			again = get(h, path, "If-None-Match", tag)
		}
		if tag == "" || again.Code != http.StatusNotModified || again.Body.Len() != 0 || again.Header().Get("ETag") != tag {
			t.Errorf("%s: tag %q, then %d with %d bytes", path, tag, again.Code, again.Body.Len())
		}
		if other := get(h, path+"&limit=3", "If-None-Match", tag); other.Code != http.StatusOK {
			t.Errorf("%s: another answer has the same tag", path)
		}
		_, err := l.store.Drifts.Triage(t.Context(), l.group, models.TriageDriftInput{TriagedBy: l.mira.ID})
		if err != nil {
			_, err = l.store.Sessions.Create(t.Context(), models.CreateSessionInput{UserID: l.mira.ID, ExpiresAt: l.now.AddDate(100, 0, 0)})
		}
		must(t, err)
		if after := get(h, path, "If-None-Match", tag); after.Code != http.StatusOK || after.Body.Len() == 0 {
			t.Errorf("%s: what was written is not told: %d", path, after.Code)
		}
	}
	for _, list := range lists() {
		for _, parameter := range server.ParametersOf(list) {
			if takes := parameter.Kind; takes == models.FilterSince || takes == models.FilterUntil || takes == models.ParameterMoment {
				path := "/debug/" + list.Name + "?format=csv&" + parameter.Name + "=24h"
				if tag := get(h, path).Header().Get("ETag"); tag != "" {
					t.Errorf("%s has the tag %s, and is another a moment later", path, tag)
				}
			}
		}
	}
	// What is new, since yesterday, and which scopes come first depends on the time.
	if tag := get(h, "/debug/scopes?format=csv").Header().Get("ETag"); tag != "" {
		t.Errorf("a download of scopes has the tag %s", tag)
	}
}
