package telling

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/clouddrift/guardian/models"
)

// receiver takes webhooks, verified by the library's own Verify.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	bodies map[string][]string // by webhook-id
	events []event
	// answer says what to answer to the n-th, from 0; nil is 204.
	answer func(n int, w http.ResponseWriter)
	seen   int
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	verifier, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	r := &receiver{bodies: map[string][]string{}}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return
		}
		if err := verifier.Verify(body, req.Header); err != nil {
			t.Errorf("a webhook does not verify: %v", err)
		}
		var e event
		if err := json.Unmarshal(body, &e); err != nil {
			t.Errorf("%v: %s", err, body)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		id := req.Header.Get("webhook-id")
		r.bodies[id] = append(r.bodies[id], string(body))
		r.events = append(r.events, e)
		n := r.seen
		if r.seen++; r.answer != nil {
			r.answer(n, w)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(r.Close)
	return r
}

// An import with 300 new drifts is one message with the ten gravest and a link to all,
// without a state of any.
func TestOneMessageOfAnImport(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	o := newOffice(t, toOne, map[string]string{"ONCALL_URL": r.URL + "/S3CR3T"})
	o.found("prod/web", 300)
	if report := o.round(); report.Sent != 1 || len(report.Waiting)+len(report.GivenUp)+len(report.Channels) != 0 {
		t.Fatalf("%+v", report)
	}
	if report := o.round(); report.Sent != 0 || len(r.events) != 1 {
		t.Errorf("told twice: %+v", report)
	}
	e := r.events[0]
	if e.Type != "drift.told" || e.Data.Title != "300 drifts in prod/web, 100 critical" || e.Data.Total != 300 || len(e.Data.Drifts) != 10 ||
		e.Data.List != "https://guardian.example.com/debug/drifts?scope=prod%2Fweb&status=open" {
		t.Errorf("%+v", e)
	}
	for _, d := range e.Data.Drifts {
		if d.Severity != models.SeverityCritical || d.NextApply != models.NextApplyRevert || d.Page != "https://guardian.example.com/debug/drifts/"+d.Drift.String() {
			t.Errorf("%+v", d)
		}
	}
	body := fmt.Sprint(r.bodies)
	for _, never := range []string{"STATE-", "S3CR3T", r.URL} {
		if strings.Contains(body, never) || strings.Contains(fmt.Sprintf("%+v", o.messages()), never) {
			t.Errorf("%s is told", never)
		}
	}
	if !strings.Contains(e.Data.Text, "and 290 more: https://") || !strings.Contains(e.Data.Text, "guardian drift show "+e.Data.Drifts[0].Drift.String()) {
		t.Errorf("text: %s", e.Data.Text)
	}
}

// A webhook that is tried again has the id and the body of the first attempt, after
// Retry-After where the receiver asks for it.
func TestSameWebhookAgain(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	r.answer = func(n int, w http.ResponseWriter) {
		switch n {
		case 0:
			w.WriteHeader(http.StatusInternalServerError)
		case 1:
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(http.StatusTooManyRequests)
		default:
			w.WriteHeader(http.StatusOK)
		}
	}
	o := newOffice(t, toOne, map[string]string{"ONCALL_URL": r.URL})
	ids := o.found("prod/web", 1)
	begin := o.clock
	for _, c := range []struct {
		after time.Duration
		want  string
	}{
		{0, "it answered 500 Internal Server Error, next 1s"}, {time.Second - 1, ""}, {time.Second, "it answered 429 Too Many Requests, next 2m0s"},
		{2 * time.Minute, ""}, {2*time.Minute + time.Second, "sent"},
	} {
		if c.after == 2*time.Minute {
			o.resolve(ids[0]) // what changes meanwhile changes no body
		}
		o.clock = begin.Add(c.after)
		report, got := o.round(), ""
		for _, w := range report.Waiting {
			got += fmt.Sprintf("%s, next %s", w.Problem, w.Next.Sub(o.clock))
		}
		if report.Sent == 1 {
			got = "sent"
		}
		if got != c.want {
			t.Errorf("after %s: %q, want %q", c.after, got, c.want)
		}
	}
	if len(r.bodies) != 1 {
		t.Fatalf("%d ids of one message", len(r.bodies))
	}
	for _, bodies := range r.bodies {
		if len(bodies) != 3 || bodies[0] != bodies[1] || bodies[1] != bodies[2] {
			t.Errorf("bodies %q", bodies)
		}
	}
}

// A redirect could lead anywhere, so it is a failure.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	r.answer = func(_ int, w http.ResponseWriter) {
		w.Header().Set("Location", "http://127.0.0.1:1/S3CR3T")
		w.WriteHeader(http.StatusPermanentRedirect)
	}
	o := newOffice(t, toOne, map[string]string{"ONCALL_URL": r.URL})
	o.found("prod/web", 1)
	report := o.round()
	if len(report.Waiting) != 1 || report.Waiting[0].Problem != "it answered 308 Permanent Redirect, and redirects are not followed" {
		t.Errorf("%+v", report)
	}
}
