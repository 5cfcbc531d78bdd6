package server_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"github.com/clouddrift/guardian/server"
)

func TestMetrics(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	h := l.server(t, func(cfg *server.Config) { cfg.Commit = "abcdef" })
	get(h, "/debug/drifts?limit=0")
	get(h, "/some/path/that/is/not")
	answer := get(h, "/metrics")
	text := answer.Body.String()
	vary := answer.Header().Values("Vary")
	if slices.Sort(vary); !slices.Contains(vary, "Accept") || len(slices.Compact(vary)) < len(vary) {
		t.Errorf("Vary: %q", vary)
	}
	for _, want := range []string{
		`guardian_http_requests_total{method="GET",route="/debug/drifts",status="400"} 1`,
		`guardian_http_requests_total{method="GET",route="none",status="404"} 1`,
		`guardian_http_request_duration_seconds_count{method="GET",route="/debug/drifts",status="400"} 1`,
		`guardian_build_info{commit="abcdef",goversion="go`, `version="1.2.3"} 1`,
		"go_goroutines ", "process_resident_memory_bytes ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	problems, err := promlint.New(strings.NewReader(text)).Lint()
	must(t, err)
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	if w := get(idle(func(cfg *server.Config) { cfg.Token = "t" }), "/metrics"); w.Code != http.StatusUnauthorized {
		t.Errorf("without the token: %d", w.Code)
	}
}
