package server_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/clouddrift/guardian/server"
)

func TestProfiles(t *testing.T) {
	t.Parallel()
	guarded := idle(func(cfg *server.Config) { cfg.Token = "t" })
	ask := func(h http.Handler, path, client, token string) int {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		r.Host = "localhost"
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
