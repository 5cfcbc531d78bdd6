package server

import (
	"context"
	"net/http"
	"runtime"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/clouddrift/guardian/models"
)

// scrapeTimeout is the longest that a scrape waits for the database; what it
// could not learn is left out, the rest is answered.
const scrapeTimeout = 2 * time.Second

// metrics are what /metrics tells, in a registry of this server's own.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
}

func newMetrics(s *Server) *metrics {
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
		ConstLabels: prometheus.Labels{"version": s.version, "commit": s.commit, "goversion": runtime.Version()},
	})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.duration, build, &ledgerCollector{s},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
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

// showMetrics answers /metrics.
func (s *Server) showMetrics(c *gin.Context) error {
	c.Writer.Header().Del("Vary") // promhttp sets its own
	promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}).ServeHTTP(c.Writer, c.Request)
	return nil
}

// ledgerCollector reads the pool and the ledger when they are asked for.
type ledgerCollector struct{ s *Server }

var (
	upMetric = prometheus.NewDesc("guardian_database_up",
		"1 where the database answered this scrape, else 0.", nil, nil)
	driftsMetric = prometheus.NewDesc("guardian_drifts",
		"Drifts in the ledger, by status and severity.", []string{"status", "severity"}, nil)
	costMetric = prometheus.NewDesc("guardian_drifts_cost_monthly_dollars",
		"What the drifts cost a month, by status and severity.", []string{"status", "severity"}, nil)
	poolMetric = prometheus.NewDesc("guardian_database_pool_connections",
		"Connections to the database, by state.", []string{"state"}, nil)
	poolMaxMetric = prometheus.NewDesc("guardian_database_pool_max_connections",
		"Connections that the pool may have.", nil, nil)
	acquiresMetric = prometheus.NewDesc("guardian_database_pool_acquires_total",
		"Connections taken from the pool.", nil, nil)
	waitsMetric = prometheus.NewDesc("guardian_database_pool_waits_total",
		"Of these, the ones that had to wait.", nil, nil)
	waitedMetric = prometheus.NewDesc("guardian_database_pool_acquire_seconds_total",
		"Time spent on taking connections from the pool.", nil, nil)
	queueMetric = prometheus.NewDesc("guardian_http_requests_waiting",
		"Requests that wait for their turn in the database.", nil, nil)
)

// Describe implements prometheus.Collector.
func (l *ledgerCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		upMetric, driftsMetric, costMetric, poolMetric, poolMaxMetric, acquiresMetric, waitsMetric, waitedMetric, queueMetric,
	} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (l *ledgerCollector) Collect(ch chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	count := func(d *prometheus.Desc, v float64) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, v)
	}
	pool := l.s.reader.Pool()
	gauge(poolMetric, float64(pool.Acquired), "acquired")
	gauge(poolMetric, float64(pool.Idle), "idle")
	gauge(poolMaxMetric, float64(pool.Max))
	count(acquiresMetric, float64(pool.Acquires))
	count(waitsMetric, float64(pool.EmptyAcquires))
	count(waitedMetric, pool.AcquireWait.Seconds())
	gauge(queueMetric, float64(l.s.limit.waiting.Load()))

	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	overview, err := l.s.reader.Drifts.Overview(ctx, models.DriftFilter{})
	if err != nil {
		l.s.log.WithError(err).Warn("a scrape could not read the ledger")
		gauge(upMetric, 0)
		return
	}
	gauge(upMetric, 1)
	for _, status := range models.Statuses() {
		for _, severity := range models.Severities() {
			n, cost := overview.Sum([]models.Status{status}, []models.Severity{severity})
			gauge(driftsMetric, float64(n), string(status), string(severity))
			gauge(costMetric, cost.Decimal().InexactFloat64(), string(status), string(severity))
		}
	}
}
