package server_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/repositories"
)

// fuzzed is one handler for all inputs of a fuzz run.
func fuzzed(f *testing.F) http.Handler {
	f.Helper()
	return newHandler(repositories.NewReader(testdb.Open(f), 0))
}

// routes are all that can be asked with a query.
var routes = append(listRoutes(),
	"/debug", "/debug/stats", "/debug/schema", "/debug/drifts/5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55",
	"/debug/scans/5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55", "/healthz", "/readyz", "/metrics", "/",
)

func listRoutes() (routes []string) {
	for _, l := range lists() {
		routes = append(routes, "/debug/"+l.Name)
	}
	return routes
}

// FuzzQuery: whatever stands in the query and in Accept, the answer of no route is
// a server's error.
func FuzzQuery(f *testing.F) {
	for _, seed := range [][2]string{
		{"", ""},
		{"status=detected,triaged&severity=critical&sort=-severity&limit=500", asPage},
		{"since=2026-11-23&until=2026-11-23T03:00:00.123456%2B01:00", "application/json"},
		{"changed=a,b,%22%5C%27&resourceId=%25_%5C&scope=a/b", "text/html;q=NaN,*/*;q=2"},
		{"page=10000000&limit=500", "text/*;q=0.5, application/json;q=0.4"},
		{"cursor=eyJ9", ";;;,,,\"\\"},
		{"since=0001-01-01&until=9999-12-31T23:59:59Z", "*/*"},
		{"format=html&region=\U0001F600", "text/html"},
		{"accountId=all&accountId=%00", "text/html"},
		{"format=csv&since=2026-01-01", ""},
		{"format=ndjson&driftId=5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55", "text/html"},
		{"unread=true&severity=critical&role=admin&active=false&userId=x&action=%00", "text/html"},
		{"days=366&source=terraform&actorId=all", "text/html"},
	} {
		for route := range routes {
			f.Add(route, seed[0], seed[1])
		}
	}
	handler := fuzzed(f)
	f.Fuzz(func(t *testing.T, route int, query, accept string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, routes[uint(route)%uint(len(routes))], nil)
		r.Host = "localhost"
		r.URL.RawQuery = query
		r.Header.Set("Accept", accept)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code >= http.StatusInternalServerError {
			t.Errorf("%d: %s", w.Code, w.Body)
		}
	})
}

// FuzzPath: nor whatever path is asked for.
func FuzzPath(f *testing.F) {
	for _, seed := range []string{"", "/", "//", "/debug/drifts/", "/debug/drifts/x/y", "/debug/drifts/\x00", "/static/../server.go", "/%2e%2e"} {
		f.Add(seed)
	}
	handler := fuzzed(f)
	f.Fuzz(func(t *testing.T, path string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Host = "localhost"
		r.URL.Path = path
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code >= http.StatusInternalServerError {
			t.Errorf("%d: %s", w.Code, w.Body)
		}
	})
}
