package cli_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

func TestServeCheck(t *testing.T) {
	t.Parallel()
	s := start(t, on(testdb.New(t), "serve", "--http-addr", "127.0.0.1:0")...)
	at := strings.TrimSuffix(strings.TrimPrefix(s.url, "http://"), "/debug/drifts")
	if r := run(t, "serve", "--check", "--http-addr", at); r.status != 0 || r.out != "ready\n" {
		t.Errorf("of a server that is ready: %+v", r)
	}
	s.stop()
	if r := run(t, "serve", "--check", "--http-addr", at); r.status != 1 || r.out != "" || !strings.Contains(r.err, "nothing answers at http://"+at+"/readyz") {
		t.Errorf("of one that is gone: %+v", r)
	}
	for body, want := range map[string]string{
		`{"status":503,"detail":"the database does not answer"}`: "is not ready: the database does not answer",
		`<html>`: "not as this program does",
	} {
		other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, body, http.StatusServiceUnavailable) }))
		if r := run(t, "serve", "--check", "--http-addr", other.Listener.Addr().String()); r.status != 1 || !strings.Contains(r.err, want) {
			t.Errorf("of one that says %s: %+v", body, r)
		}
		other.Close()
	}
	if r := run(t, "serve", "--check", "--migrate"); r.status != 2 {
		t.Errorf("with --migrate: %+v", r)
	}
}
