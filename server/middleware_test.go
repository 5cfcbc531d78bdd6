package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/server"
)

func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	h := idle()
	for _, path := range []string{"/healthz", "/nowhere"} {
		head := get(h, path).Header()
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
			"Cache-Control": "no-store", "Vary": "Accept-Encoding, Accept",
		} {
			if got := strings.Join(head.Values(name), ", "); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if p := head.Get("Content-Security-Policy"); !strings.HasPrefix(p, "default-src 'none'") || strings.Contains(p, "unsafe") {
			t.Errorf("%s: policy %q", path, p)
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

func TestMethods(t *testing.T) {
	t.Parallel()
	h := idle()
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PURGE"} {
		for _, path := range []string{"/healthz", "/debug/drifts", "/nowhere"} {
			w := send(h, method, path)
			decode(t, w, http.StatusMethodNotAllowed)
			if got := w.Header().Get("Allow"); got != "GET, HEAD" {
				t.Errorf("%s %s: Allow is %q", method, path, got)
			}
		}
	}
}

func TestPanic(t *testing.T) {
	t.Parallel()
	log, lines := recorder()
	h := idle(func(cfg *server.Config) {
		cfg.Log = log
		cfg.Ready = func(context.Context) error { panic("the secret inside") }
	})
	w := get(h, "/readyz", "X-Request-Id", "abc-1")
	p := decode(t, w, http.StatusInternalServerError)
	if p["requestId"] != "abc-1" || strings.Contains(w.Body.String(), "inside") {
		t.Errorf("answered %s", w.Body)
	}
	if got := lines.String(); !strings.Contains(got, "the secret inside") || !strings.Contains(got, "middleware_test.go") || !strings.Contains(got, "abc-1") {
		t.Errorf("logged %s", got)
	}
}
