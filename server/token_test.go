package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/server"
)

func TestToken(t *testing.T) {
	t.Parallel()
	h := idle(func(cfg *server.Config) { cfg.Token = "s3cret: päss" })
	basic := func(user, password string) string {
		r, _ := http.NewRequest(http.MethodGet, "/", nil)
		r.SetBasicAuth(user, password)
		return r.Header.Get("Authorization")
	}
	for _, good := range []string{"Bearer s3cret: päss", "bearer s3cret: päss", basic("anybody", "s3cret: päss"), basic("", "s3cret: päss")} {
		if w := get(h, "/nowhere", "Authorization", good); w.Code != http.StatusNotFound {
			t.Errorf("%q: %d", good, w.Code)
		}
	}
	for _, bad := range []string{
		"", "Bearer", "Bearer ", "Bearer s3cret", "Bearer s3cret: päss2", "s3cret: päss", "Digest s3cret: päss",
		basic("s3cret: päss", ""), basic("a", "s3cret"), "Basic ???", "Bearer S3CRET: PÄSS",
	} {
		for _, path := range []string{"/debug/drifts", "/debug/drifts/x", "/nowhere", "/"} {
			w := get(h, path, "Authorization", bad)
			decode(t, w, http.StatusUnauthorized)
			if asks := strings.Join(w.Header().Values("WWW-Authenticate"), "; "); !strings.Contains(asks, "Basic realm=") || !strings.Contains(asks, "Bearer") {
				t.Errorf("%q: asks by %q", bad, asks)
			}
			if strings.Contains(w.Body.String(), "s3cret") {
				t.Errorf("%q: the answer shows the token", bad)
			}
		}
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		if w := get(h, path); w.Code != http.StatusOK {
			t.Errorf("%s wants a token: %d", path, w.Code)
		}
	}
	if w := get(h, "/debug/drifts", "Accept", asPage); w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), "admin token") {
		t.Errorf("as a page: %d", w.Code)
	}
}
