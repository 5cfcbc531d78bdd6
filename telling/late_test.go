package telling

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

// holder holds alerts as Alertmanager does: by their labels, each until its end.
type holder struct {
	*httptest.Server
	down atomic.Bool
	ends map[string]time.Time // by severity; read when nothing is under way
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
				o.ok(o.db.Gorm.Exec("UPDATE drifts SET severity = ? WHERE id = ?", grade, id).Error)
				_, err := o.Alerts.Create(t.Context(), models.CreateAlertInput{DriftID: id, Type: models.AlertDriftDetected, Severity: grade, Title: "t", Message: "m"})
				o.ok(err)
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
