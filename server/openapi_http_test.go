package server_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/server"
)

// The description is there as JSON, for a browser too, and behind the token as all else is.
func TestDescriptionIsServed(t *testing.T) {
	t.Parallel()
	h := idle()
	w := get(h, "/openapi.json", "Accept", asPage)
	if decode(t, w, http.StatusOK)["openapi"] != "3.1.0" || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("%v %.100s", w.Header(), w.Body)
	}
	if again := get(h, "/openapi.json", "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("with its own tag: %d", again.Code)
	}
	if w := get(idle(func(cfg *server.Config) { cfg.Token = "s3cret" }), "/openapi.json"); w.Code != http.StatusUnauthorized {
		t.Errorf("without the token: %d", w.Code)
	}
}

// What a route says that it takes, where something else is asked of it, is what the
// description says.
func TestDescriptionHasEveryParameter(t *testing.T) {
	t.Parallel()
	h := idle()
	for path, d := range answers.paths {
		if strings.HasPrefix(path, "/debug/pprof") {
			continue // Go's own, which read their queries themselves
		}
		want := []string{}
		for _, p := range d.Get.Parameters {
			if p.In == "query" {
				want = append(want, p.Name)
			}
		}
		at := strings.NewReplacer("{id}", "5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55", "{scope}", "a", "{name}", "a").Replace(path)
		detail := decode(t, get(h, at+"?nothing=1"), http.StatusBadRequest)["detail"].(string)
		_, takes, _ := strings.Cut(detail, "this address takes ")
		got := strings.FieldsFunc(strings.NewReplacer("no parameter", "", " alone", "", " and ", ",").Replace(takes), func(r rune) bool { return r == ',' || r == ' ' })
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s takes %v, the description says %v", path, got, want)
		}
	}
}

// A scope is found as the description says that it is written in a path.
func TestDescriptionOfAScope(t *testing.T) {
	t.Parallel()
	h := newLedger(t).server(t)
	for _, name := range []string{"network/prod", "network%2Fprod"} {
		if got := decode(t, get(h, "/debug/scopes/"+name), http.StatusOK)["scope"]; got != "network/prod" {
			t.Errorf("%s is %v", name, got)
		}
	}
}
