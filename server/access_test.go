package server_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
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

func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	h := idle()
	for _, path := range []string{"/healthz", "/nowhere"} {
		head := get(h, path).Header()
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
			"Cache-Control": "no-store", "Vary": "Accept",
		} {
			if got := head.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if p := head.Get("Content-Security-Policy"); !strings.HasPrefix(p, "default-src 'none'") || strings.Contains(p, "unsafe") {
			t.Errorf("%s: policy %q", path, p)
		}
	}
}

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

func TestRequestID(t *testing.T) {
	t.Parallel()
	h := idle()
	if got := get(h, "/healthz", "X-Request-Id", "trace-7.a_B").Header().Get("X-Request-Id"); got != "trace-7.a_B" {
		t.Errorf("a good id became %q", got)
	}
	for _, bad := range []string{"", "a b", "a\tb", "<script>", strings.Repeat("a", 65), "é"} {
		if got := get(h, "/healthz", "X-Request-Id", bad).Header().Get("X-Request-Id"); len(got) != 36 {
			t.Errorf("%q became %q", bad, got)
		}
	}
}

func TestAccessLog(t *testing.T) {
	t.Parallel()
	log, lines := recorder()
	h := idle(func(cfg *server.Config) { cfg.Log, cfg.Token = log, "s3cret" })
	get(h, "/debug/drifts?token=s3cret&limit=0", "Authorization", "Bearer s3cret", "Cookie", "s3cret", "X-Request-Id", "r1")
	send(h, http.MethodHead, "/healthz")
	if strings.Contains(lines.String(), "s3cret") {
		t.Errorf("the log holds the token: %s", lines)
	}
	all := bytes.Split(bytes.TrimSpace(lines.Bytes()), []byte("\n"))
	if len(all) != 2 {
		t.Fatalf("%d lines for 2 requests: %s", len(all), lines)
	}
	var line map[string]any
	must(t, json.Unmarshal(all[0], &line))
	for field, want := range map[string]any{
		"msg": "request", "method": "GET", "path": "/debug/drifts", "route": "/debug/drifts", "status": 400.0,
		"requestId": "r1", "client": "192.0.2.1", "level": "info",
	} {
		if line[field] != want {
			t.Errorf("%s is %v, want %v", field, line[field], want)
		}
	}
}

func TestHealthAsPage(t *testing.T) {
	t.Parallel()
	h := idle()
	for path, want := range map[string]string{"/healthz": `{"status":"ok"}`, "/readyz": `{"status":"ready"}`} {
		if got := strings.TrimSpace(get(h, path).Body.String()); got != want {
			t.Errorf("%s answers %s", path, got)
		}
		if w := get(h, path, "Accept", asPage); !strings.Contains(w.Body.String(), "<h1>The ") {
			t.Errorf("%s as a page: %s", path, w.Body)
		}
		if w := get(h, path+"?format=json", "Accept", asPage); strings.TrimSpace(w.Body.String()) != want {
			t.Errorf("%s?format=json answers %s", path, w.Body)
		}
	}
}
