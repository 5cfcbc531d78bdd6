package server_test

import (
	"net/http"
	"testing"

	"github.com/clouddrift/guardian/server"
)

// TestForeignHost: without a token, a name that somebody made point to this
// machine is no way in.
func TestForeignHost(t *testing.T) {
	t.Parallel()
	open, _, _ := serve(t, server.Config{})
	guarded, _, _ := serve(t, server.Config{Token: "t0ken"})
	ask := func(address, host, path string) int {
		r, err := http.NewRequest(http.MethodGet, "http://"+address+path, nil)
		must(t, err)
		r.Host = host
		r.Header.Set("Authorization", "Bearer t0ken")
		answer, err := http.DefaultClient.Do(r)
		must(t, err)
		answer.Body.Close()
		return answer.StatusCode
	}
	for _, host := range []string{"localhost", "localhost:8080", "LOCALHOST.", "127.0.0.1:8080", "[::1]:8080", "192.168.1.2", "guardian.localhost"} {
		if got := ask(open, host, "/nowhere"); got != http.StatusNotFound {
			t.Errorf("%s: %d", host, got)
		}
	}
	for _, host := range []string{"example.com", "evil.example:8080", "localhost.example.com", "127.0.0.1.example.com"} {
		if got := ask(open, host, "/nowhere"); got != http.StatusForbidden {
			t.Errorf("%s: %d", host, got)
		}
		if got := ask(open, host, "/healthz"); got != http.StatusOK {
			t.Errorf("%s, health: %d", host, got)
		}
		if got := ask(guarded, host, "/nowhere"); got != http.StatusNotFound {
			t.Errorf("%s with the token: %d", host, got)
		}
	}
}
