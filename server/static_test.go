package server_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/server"
)

func TestStatic(t *testing.T) {
	t.Parallel()
	h := idle(func(cfg *server.Config) { cfg.Token = "s3cret" }) // which nobody is asked for here
	page := get(h, "/healthz", "Accept", asPage).Body.String()
	links := regexp.MustCompile(`href="(/static/[^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(links) != 2 {
		t.Fatalf("links %v", links)
	}
	for _, link := range links {
		w := get(h, link[1])
		if w.Code != http.StatusOK || w.Body.Len() == 0 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", link[1], w.Code, w.Header())
		}
		if kind := w.Header().Get("Content-Type"); !strings.HasPrefix(kind, "text/css") && kind != "image/svg+xml" {
			t.Errorf("%s: %s", link[1], kind)
		}
	}
}
