package server

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// slowLedger is a collector that takes its time.
type slowLedger struct{ asked atomic.Int32 }

func (l *slowLedger) Describe(ch chan<- *prometheus.Desc) { ch <- upMetric }

func (l *slowLedger) Collect(ch chan<- prometheus.Metric) {
	l.asked.Add(1)
	time.Sleep(time.Second) // of the test's own clock
	ch <- prometheus.MustNewConstMetric(upMetric, prometheus.GaugeValue, 1)
}

// However many ask for the metrics at once, the ledger is read once for all of them, and anew for who comes later.
func TestScrapesReadOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ledger := new(slowLedger)
		m := newMetrics("1", "c", ledger)
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				w := httptest.NewRecorder()
				if m.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil)); w.Code != http.StatusOK {
					t.Errorf("%d: %s", w.Code, w.Body)
				}
			})
		}
		all.Wait()
		if n := ledger.asked.Load(); n != 1 {
			t.Errorf("the ledger is read %d times", n)
		}
		m.handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/metrics", nil))
		if n := ledger.asked.Load(); n != 2 {
			t.Errorf("and %d times with who comes later", n)
		}
	})
}
