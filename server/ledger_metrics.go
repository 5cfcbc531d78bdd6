package server

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/sirupsen/logrus"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// scrapeTimeout is the longest that a scrape waits for the database; what it
// could not learn is left out, the rest is answered.
const scrapeTimeout = 2 * time.Second

// ledgerCollector reads the pool and the ledger when they are asked for.
type ledgerCollector struct {
	reader *repositories.Reader
	limit  *limiter
	log    logrus.FieldLogger
}

var (
	upMetric = prometheus.NewDesc("guardian_database_up",
		"1 where the database answered this scrape, else 0.", nil, nil)
	driftsMetric = prometheus.NewDesc("guardian_drifts",
		"Drifts in the ledger, by status and severity; those whose place a newer one took are superseded, not resolved. Those of resources that no code knows are guardian_drifts_unmanaged.", []string{"status", "severity"}, nil)
	unmanagedMetric = prometheus.NewDesc("guardian_drifts_unmanaged",
		"Drifts of resources that no code knows, by status and severity.", []string{"status", "severity"}, nil)
	costMetric = prometheus.NewDesc("guardian_drifts_cost_monthly_dollars",
		"What the drifts cost a month, by status and severity, where that is known.", []string{"status", "severity"}, nil)
	costUnknownMetric = prometheus.NewDesc("guardian_drifts_cost_unknown",
		"Drifts of which it is not known what they cost, by status and severity.", []string{"status", "severity"}, nil)
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
		upMetric, driftsMetric, unmanagedMetric, costMetric, costUnknownMetric, poolMetric, poolMaxMetric, acquiresMetric, waitsMetric, waitedMetric, queueMetric,
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
	pool := l.reader.Pool()
	gauge(poolMetric, float64(pool.Acquired), "acquired")
	gauge(poolMetric, float64(pool.Idle), "idle")
	gauge(poolMaxMetric, float64(pool.Max))
	count(acquiresMetric, float64(pool.Acquires))
	count(waitsMetric, float64(pool.EmptyAcquires))
	count(waitedMetric, pool.AcquireWait.Seconds())
	gauge(queueMetric, float64(l.limit.waiting.Load()))

	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	overview, err := l.reader.Drifts.Overview(ctx, models.DriftFilter{})
	if err != nil {
		l.log.WithError(err).Warn("a scrape could not read the ledger")
		gauge(upMetric, 0)
		return
	}
	gauge(upMetric, 1)
	managed, unmanaged := overview.Of(false), overview.Of(true)
	for _, word := range models.StatusWords() {
		for _, severity := range models.Severities() {
			sum := managed.SumOf(word, []models.Severity{severity})
			gauge(driftsMetric, float64(sum.Drifts), word, string(severity))
			gauge(unmanagedMetric, float64(unmanaged.SumOf(word, []models.Severity{severity}).Drifts), word, string(severity))
			gauge(costMetric, sum.CostMonthly.Decimal().InexactFloat64(), word, string(severity))
			gauge(costUnknownMetric, float64(sum.CostUnknown), word, string(severity))
		}
	}
}
