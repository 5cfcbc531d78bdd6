package telling

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// holder holds alerts as Alertmanager does: by their labels, each until its end.
type holder struct {
	*httptest.Server
	down  atomic.Bool
	posts atomic.Int64
	taken func(post int64)     // what happens while one is under way, if anything
	mu    sync.Mutex           // holds ends
	ends  map[string]time.Time // by severity
}

func newHolder(t *testing.T) *holder {
	t.Helper()
	h := &holder{ends: map[string]time.Time{}}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h.down.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		var alerts []postable
		if err := json.NewDecoder(r.Body).Decode(&alerts); err != nil {
			t.Error(err)
		}
		if post := h.posts.Add(1); h.taken != nil {
			h.taken(post)
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		for _, a := range alerts {
			h.ends[a.Labels["severity"]] = a.EndsAt
		}
	}))
	t.Cleanup(h.Close)
	return h
}

// active are the severities of what it holds as active.
func (h *holder) active(now time.Time) (all []string) {
	h.Close() // waits for what is under way
	for severity, ends := range h.ends {
		if ends.After(now) {
			all = append(all, severity)
		}
	}
	slices.Sort(all)
	return all
}

// Whichever of the messages about a drift comes late, after the newer ones, the alert that is
// active is that of the newest.
func TestLateMessageOpensNoEndedAlert(t *testing.T) {
	t.Parallel()
	grades := []models.Severity{models.SeverityWarning, models.SeverityCritical, models.SeverityWarning}
	for late := range grades {
		h := newHolder(t)
		o := newOffice(t, toOne, map[string]string{"ONCALL_URL": "alertmanager+" + h.URL})
		id := o.found("prod/web", 1)[0]
		for n, grade := range grades {
			if n > 0 {
				o.regrade(id, grade)
			}
			h.down.Store(n == late)
			o.round()
		}
		h.down.Store(false)
		o.clock = o.clock.Add(time.Minute)
		o.round()
		if got := h.active(o.clock); !slices.Equal(got, []string{"warning"}) {
			t.Errorf("message %d came late: active %q", late, got)
		}
	}
}

// Two changes that others tell of, one while a message is sent and one while it is sent once
// more: the alert that is active is that of the last.
func TestChangesWhileAMessageIsSent(t *testing.T) {
	t.Parallel()
	h := newHolder(t)
	o := newOffice(t, toOne, map[string]string{"ONCALL_URL": "alertmanager+" + h.URL})
	id := o.found("prod/web", 1)[0]
	h.taken = func(post int64) {
		// The second and the fourth are those of whoever tells of the changes.
		if grade := map[int64]models.Severity{1: models.SeverityCritical, 3: models.SeverityWarning}[post]; grade != "" {
			o.regrade(id, grade)
			o.round()
		}
	}
	o.round()
	if got := h.active(o.clock); !slices.Equal(got, []string{"warning"}) {
		t.Errorf("active %q", got)
	}
}

// regrade gives a drift another grade, with an alert of it.
func (o *office) regrade(drift uuid.UUID, grade models.Severity) {
	o.Helper()
	o.ok(o.db.Gorm.Exec("UPDATE drifts SET severity = ? WHERE id = ?", grade, drift).Error)
	_, err := o.Alerts.Create(o.Context(), models.CreateAlertInput{DriftID: drift, Type: models.AlertDriftDetected, Severity: grade, Title: "t", Message: "m"})
	o.ok(err)
}
