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
	scopes *scopeCache
	now    func() time.Time
}

// scopesShown is how many scopes have metrics of their own: those that need somebody most.
// Each is a series more, for ever, in whatever keeps the metrics.
const scopesShown = 200

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
	scopeMetric = prometheus.NewDesc("guardian_scope_open_drifts",
		"Open drifts of a scope by severity, those of resources that no code knows left out; of the 200 scopes that need somebody most.", []string{"scope", "tool", "severity"}, nil)
	scanAgeMetric = prometheus.NewDesc("guardian_scope_newest_scan_age_seconds",
		"How long ago the newest scan of a scope looked; of the 200 scopes that need somebody most.", []string{"scope", "tool"}, nil)
	staleMetric = prometheus.NewDesc("guardian_scopes_not_scanned",
		"Scopes that nobody has scanned for two days.", nil, nil)
	scopesMetric = prometheus.NewDesc("guardian_scopes",
		"Scopes that a scan or an open drift names, by tool each.", nil, nil)
	overdueMetric = prometheus.NewDesc("guardian_overdue_drifts",
		"Open drifts whose date, which the rules give, has passed; those of resources that no code knows too.", nil, nil)
	nextApplyMetric = prometheus.NewDesc("guardian_open_drifts_next_apply",
		"Open drifts by what the next apply does about them, as far as a scan saw them.", []string{"next_apply"}, nil)
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
	messagesMetric = prometheus.NewDesc("guardian_messages",
		"Messages to channels that wait to be sent, and those that were given up in the last 7 days.", []string{"status"}, nil)
	noticesMetric = prometheus.NewDesc("guardian_notices_waiting",
		"What is due to be told and no notify has taken up yet.", nil, nil)
	followingMetric = prometheus.NewDesc("guardian_database_replica_following",
		"Of a standby: 1 where it receives what its primary writes, else 0.", nil, nil)
	behindMetric = prometheus.NewDesc("guardian_database_replica_behind_seconds",
		"Of a standby that follows its primary: how far behind it is.", nil, nil)
	queueMetric = prometheus.NewDesc("guardian_http_requests_waiting",
		"Requests that wait for their turn in the database.", nil, nil)
)

// Describe implements prometheus.Collector.
func (l *ledgerCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		upMetric, driftsMetric, unmanagedMetric, costMetric, costUnknownMetric, scopeMetric, scanAgeMetric, staleMetric, scopesMetric, overdueMetric, nextApplyMetric, poolMetric, poolMaxMetric, acquiresMetric, waitsMetric, waitedMetric, queueMetric, messagesMetric, noticesMetric, followingMetric, behindMetric,
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
	overview, err := l.reader.Drifts.Overview(ctx)
	if err != nil {
		l.log.WithError(err).Warn("a scrape could not read the ledger")
		gauge(upMetric, 0)
		return
	}
	gauge(upMetric, 1)
	if replica, err := l.reader.Replica(ctx); err != nil {
		l.log.WithError(err).Warn("a scrape could not read whether the server is a standby")
	} else if replica != nil {
		collectReplica(*replica, gauge)
	}
	if err := l.collectScopes(ctx, gauge); err != nil {
		l.log.WithError(err).Warn("a scrape could not read the scopes")
	}
	if f, err := l.reader.Messages.Figures(ctx, l.now().Add(-models.GivenUpLately)); err == nil {
		gauge(messagesMetric, float64(f.Waiting), string(models.MessageWaiting))
		gauge(messagesMetric, float64(f.GivenUp), string(models.MessageGivenUp))
		gauge(noticesMetric, float64(f.Notices))
	} else {
		l.log.WithError(err).Warn("a scrape could not read what waits to be told")
	}
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

// collectReplica tells how much of its primary a standby has.
func collectReplica(r models.Replica, gauge func(*prometheus.Desc, float64, ...string)) {
	following := 0.0
	if r.Following {
		following = 1
	}
	gauge(followingMetric, following)
	if r.BehindSeconds != nil {
		gauge(behindMetric, *r.BehindSeconds)
	}
}

// collectScopes tells of the scopes, as soon as all that it tells is known.
func (l *ledgerCollector) collectScopes(ctx context.Context, gauge func(*prometheus.Desc, float64, ...string)) error {
	now := l.now()
	first, err := l.scopes.get(ctx, models.ScopeFilter{}, models.PageRequest{Limit: scopesShown})
	if err != nil {
		return err
	}
	count, err := l.reader.Scopes.Count(ctx, now.Add(-models.StaleAfter))
	if err != nil {
		return err
	}
	open, err := l.reader.Drifts.OpenNow(ctx, models.Yesterday(now))
	if err != nil {
		return err
	}
	none, err := l.reader.Scopes.None(ctx, models.Yesterday(now))
	if err != nil {
		return err
	}
	gauge(scopesMetric, float64(count.All))
	gauge(staleMetric, float64(count.Stale(now)))
	gauge(overdueMetric, float64(open.Overdue))
	for _, word := range models.NextApplies() {
		gauge(nextApplyMetric, float64(open.NextApply[word]-none.NextApply[word]), string(word))
	}
	for _, s := range first.Items {
		for _, severity := range models.Severities() {
			gauge(scopeMetric, float64(s.Open.Of(severity)), s.Name, s.Tool, string(severity))
		}
		if s.Newest != nil {
			gauge(scanAgeMetric, max(0, now.Sub(s.Newest.Looked(now)).Seconds()), s.Name, s.Tool)
		}
	}
	return nil
}
