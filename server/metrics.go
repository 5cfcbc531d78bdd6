package server

import (
	"net/http"
	"runtime"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what /metrics tells, in a registry of this server's own.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	handler  http.Handler
}

func newMetrics(version, commit string, ledger prometheus.Collector) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "guardian_http_requests_total", Help: "Requests answered, by route, method and status.",
		}, []string{"route", "method", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "guardian_http_request_duration_seconds", Help: "Time from a request's headers to the end of its answer.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route", "method", "status"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "guardian_build_info", Help: "1, with the version and what it was built from and with.",
		ConstLabels: prometheus.Labels{"version": version, "commit": commit, "goversion": runtime.Version()},
	})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.duration, build, ledger,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	// However many ask at once, one reads the ledger: else they take every connection of a slow database.
	m.handler = promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{CoalesceGather: true})
	return m
}

// note counts a request. A path without a route counts under none, so that
// nobody can make series by asking for paths.
func (m *metrics) note(c *gin.Context, took time.Duration) {
	route, method := c.FullPath(), c.Request.Method
	if route == "" {
		route = "none"
	}
	if method != http.MethodGet && method != http.MethodHead {
		method = "other"
	}
	status := strconv.Itoa(statusOf(c))
	m.requests.WithLabelValues(route, method, status).Inc()
	m.duration.WithLabelValues(route, method, status).Observe(took.Seconds())
}

// write answers with the metrics.
func (m *metrics) write(c *gin.Context) error {
	c.Writer.Header().Del("Vary") // promhttp sets its own
	m.handler.ServeHTTP(c.Writer, c.Request)
	return nil
}
