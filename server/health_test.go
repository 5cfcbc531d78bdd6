package server_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server"
)

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

func TestNotReady(t *testing.T) {
	t.Parallel()
	h := idle(func(cfg *server.Config) {
		cfg.Ready = func(context.Context) error { return errors.New("migration 009_seed_marks is pending") }
	})
	decode(t, get(h, "/healthz"), http.StatusOK)
	p := decode(t, get(h, "/readyz"), http.StatusServiceUnavailable)
	if p["detail"] != "migration 009_seed_marks is pending" {
		t.Errorf("the reason is %v", p["detail"])
	}
	if page := get(h, "/readyz", "Accept", asPage); page.Code != http.StatusServiceUnavailable || !strings.Contains(page.Body.String(), "009_seed_marks") {
		t.Errorf("as a page: %d %s", page.Code, page.Body)
	}
}

// A database that hangs is told in words, whoever gives up first: the request, or the check.
func TestNotReadyInTime(t *testing.T) {
	t.Parallel()
	for _, ready := range []func(context.Context) error{
		func(context.Context) error { <-t.Context().Done(); return nil },
		func(context.Context) error {
			return &models.Error{Kind: models.ErrTimeout, Context: context.DeadlineExceeded}
		},
	} {
		h := idle(func(cfg *server.Config) { cfg.Ready, cfg.QueryTimeout = ready, 50*time.Millisecond })
		if p := decode(t, get(h, "/readyz"), http.StatusServiceUnavailable); p["detail"] != "the database did not answer within 50ms" {
			t.Errorf("the reason is %v", p["detail"])
		}
	}
}
