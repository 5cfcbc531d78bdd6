package repositories_test

import (
	"context"
	crand "crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/schema"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// counts holds what is counted to the rows.
func (l *ledger) counts(after string) {
	l.Helper()
	for _, w := range testdb.Miscounted(l, l.db) {
		l.Errorf("after %s: %s", after, w)
	}
	if l.Failed() {
		l.FailNow()
	}
}

// counting does something at random to the drifts of a few scopes.
func (l *ledger) counting(ctx context.Context, random *rand.Rand) (what string, err error) {
	pick := func(query string) (id uuid.UUID) {
		_ = l.db.Pool.QueryRow(ctx, query+" ORDER BY random() LIMIT 1").Scan(&id)
		return id
	}
	exec := func(what, sql string, args ...any) (string, error) {
		_, err := testdb.Super(l.T, l.db).Pool.Exec(ctx, sql, args...)
		return what, err
	}
	some := pick("SELECT id FROM drifts")
	n := random.IntN(23)
	if some == uuid.Nil { // all are deleted
		n = 0
	}
	switch n {
	case 0, 1, 2, 3, 4, 5:
		return "detect", l.InTx(ctx, func(tx *repositories.Store) error {
			scope := fmt.Sprint("scope-", random.IntN(3))
			scan, err := tx.Scans.Begin(ctx, models.CreateScanInput{
				Scope: scope, Source: "terraform", ScannedAt: l.now(), DetectedBy: models.DetectedByAPI, ReportSHA256: sha256.Sum256([]byte(crand.Text())), ReportBytes: 1,
			})
			if err != nil {
				return err
			}
			for i := range 1 + random.IntN(3) {
				in := l.detection(scan.ID)
				in.ResourceID = fmt.Sprint("i-", random.IntN(5))
				in.FullResourceID, in.Address = in.ResourceID, "aws_instance."+in.ResourceID
				in.Severity = models.Severities()[random.IntN(3)]
				in.NextApply = models.NextApplies()[random.IntN(3)]
				in.Kind = models.Kinds()[random.IntN(len(models.Kinds()))]
				in.Owner = []string{"", "net", "db"}[random.IntN(3)]
				if random.IntN(2) == 0 {
					in.DueWithin = ptr(time.Hour * time.Duration(random.IntN(50)))
				}
				in.SeenAt = l.now().Add(-time.Duration(random.IntN(200)+i) * time.Hour)
				if random.IntN(2) == 0 {
					differs(fmt.Sprintf(`{"instance_type": {"expected": "t3.small", "actual": "v%d"}}`, random.IntN(4)))(&in)
				}
				if _, err := tx.Drifts.Detect(ctx, in); err != nil {
					return err
				}
			}
			if random.IntN(8) == 0 {
				return errEnough
			}
			return nil
		})
	case 6:
		in := input()
		in.CostImpactMonthly = models.MustMoney(fmt.Sprint(random.IntN(900)))
		in.Region = fmt.Sprint("region-", random.IntN(3))
		_, err := l.Drifts.CreateMany(ctx, []models.CreateDriftInput{in, in})
		return "create", err
	case 7, 8, 9:
		return "step", l.move(some, models.Statuses()[1+random.IntN(4)])
	case 10:
		return exec("delete", "DELETE FROM drifts WHERE id = $1", some)
	case 11:
		return exec("summary deleted", "DELETE FROM drift_summaries WHERE drift_id = $1", some)
	case 12:
		return exec("several", `UPDATE drifts SET severity = CASE severity WHEN 'info' THEN 'critical' ELSE 'info' END,
			cost_impact_monthly = (ARRAY[NULL, 1.25, 3])[1 + floor(random() * 3)::int] WHERE id IN (SELECT id FROM drifts ORDER BY id LIMIT 4 FOR UPDATE)`)
	case 13:
		in := models.RecordCostInput{CostUSD: models.MustMoney(fmt.Sprint(random.IntN(900) - 100)), PeriodStart: l.now().Add(-time.Duration(random.IntN(100)) * time.Hour), PeriodEnd: l.now().Add(time.Hour)}
		other := in
		if other.DriftID = &some; random.IntN(3) == 0 {
			other.DriftID = nil
		}
		_, err := l.Costs.RecordMany(ctx, []models.RecordCostInput{other, in, other})
		return "costs", err
	case 14:
		return exec("costs changed", `UPDATE cost_metrics SET cost_usd = CASE WHEN random() < 0.2 THEN 'NaN' ELSE cost_usd + 1 END, period_start = period_start - interval '5 hours',
			drift_id = CASE WHEN random() < 0.3 THEN $1 ELSE drift_id END WHERE id IN (SELECT id FROM cost_metrics ORDER BY id LIMIT 3)`, some)
	case 15:
		return exec("cost and drift deleted", `WITH c AS (DELETE FROM cost_metrics WHERE id IN (SELECT id FROM cost_metrics ORDER BY random() LIMIT 2) OR drift_id = $1),
			d AS (DELETE FROM drifts WHERE id = $1) SELECT`, pick("SELECT drift_id FROM cost_metrics WHERE drift_id IS NOT NULL"))
	case 16:
		return exec("cost deleted", "DELETE FROM cost_metrics WHERE id = $1", pick("SELECT id FROM cost_metrics"))
	case 17:
		return exec("scans deleted", "DELETE FROM scans WHERE id IN (SELECT id FROM scans ORDER BY scanned_at DESC, id LIMIT 2)")
	case 18:
		return exec("scan deleted", "DELETE FROM scans WHERE id = $1", pick("SELECT id FROM scans"))
	case 19:
		_, err := l.Alerts.Create(ctx, models.CreateAlertInput{DriftID: some, Type: "t", Severity: models.SeverityInfo, Title: "t", Message: "m"})
		return "alert", err
	case 20:
		return exec("alerts read", "UPDATE alerts SET is_read = (ARRAY[NULL, false, true])[1 + floor(random() * 3)::int] WHERE id IN (SELECT id FROM alerts ORDER BY id LIMIT 3)")
	case 21:
		return exec("both at once", `WITH d AS (INSERT INTO drifts (id, resource_id, resource_type, region, expected_state, actual_state, difference, detected_at, detected_by)
			VALUES ($1, 'both', 'EC2', 'r', '{}', '{}', '{}', now(), 'api') RETURNING id), s AS (
			  INSERT INTO drift_summaries (drift_id, scope, tool, address, resource_id, resource_type, first_seen, last_seen, first_scan_id, newest_scan_id)
			  SELECT $1, 'both', 'terraform', 'a', 'r', 't', now(), now(), $1, $1)
			UPDATE drifts SET severity = 'info' WHERE id = $2`, uuid.New(), some)
	default:
		return exec("fold", `SELECT set_config('guardian.keeping', 'on', true), fold_drift_counts(), fold_scope_counts(ARRAY(SELECT scope FROM scope_counts)), fold_region_counts(), fold_cost_days(ARRAY(SELECT day FROM cost_days WHERE random() < 0.5)), fold_unread_alerts()`)
	}
}

// Whatever is done, one after the other or at once, what is counted is what there is.
func TestCountsAreExact(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	t.Log("random seed", seed)
	l := ledgerOn(t, testdb.Open(t))
	random, done := rand.New(rand.NewPCG(seed, 0)), map[string]int{}
	for range 300 {
		what, err := l.counting(t.Context(), random)
		if err == nil {
			done[what]++
		} else if !errors.Is(err, models.ErrConflict) && !errors.Is(err, models.ErrNotFound) && !errors.Is(err, errEnough) {
			t.Fatal(what, err)
		}
		l.counts(what)
	}
	atOnce(6, func(i int) {
		random := rand.New(rand.NewPCG(seed, uint64(i)+1))
		for range 60 {
			_, _ = l.counting(t.Context(), random) // two may want the rows of each other
		}
	})
	l.counts("many at once")
	lines, err := schema.Sums(t.Context(), testdb.Owner(t, l.db).Gorm, "", time.Minute)
	l.ok(err)
	if len(lines) > 0 {
		t.Errorf("schema verify says %s", lines)
	}
	t.Log(done)
	l.exec("UPDATE drift_summaries SET drift_id = (SELECT id FROM drifts WHERE id NOT IN (SELECT drift_id FROM drift_summaries) LIMIT 1) WHERE drift_id = (SELECT min(drift_id::text)::uuid FROM drift_summaries)")
	l.counts("a summary of another drift")
	l.exec("UPDATE drifts SET cost_impact_monthly = 'NaN' WHERE severity = 'critical'")
	l.counts("costs that are no number")
	l.exec("DELETE FROM drifts WHERE severity = 'info'")
	l.counts("many deleted")
	l.exec("UPDATE drifts SET cost_impact_monthly = 2")
	l.counts("costs are known again")
	l.exec("TRUNCATE scans CASCADE")
	l.counts("no scan is left")
	l.exec("TRUNCATE alerts, notices")
	l.counts("no alert is left")
	l.exec("TRUNCATE drift_summaries")
	l.counts("no summary is left")
	l.exec("TRUNCATE drifts CASCADE")
	l.counts("all gone")
	if n := one[int](l, "SELECT count(*) FROM drift_words"); n != 0 {
		t.Errorf("words of %d drifts are left", n)
	}
}

// The sums are folded by and by, so that reading them stays as quick as it is.
func TestCountsAreFolded(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	for i := range 5 {
		l.row(models.SeverityInfo, models.StatusDetected, *at(1+i%2, 1), nil, nil, nil)
	}
	const rows = "SELECT (SELECT count(*) FROM drift_counts) || ' ' || (SELECT count(*) FROM drift_days) || ' ' || (SELECT count(*) FROM region_counts)"
	const fold = "BEGIN; SET LOCAL guardian.keeping = 'on'; SELECT fold_drift_counts(), fold_region_counts(); COMMIT"
	l.exec(fold)
	if got := one[string](l, rows); got != "1 2 1" {
		t.Errorf("folded they are %s rows, want 1 2 1", got)
	}
	l.counts("folding")
	tx, err := l.db.Pool.BeginTx(t.Context(), pgx.TxOptions{IsoLevel: pgx.RepeatableRead})
	l.ok(err)
	defer func() { l.ok(tx.Rollback(context.Background())) }()
	_, err = tx.Exec(t.Context(), "SELECT count(*) FROM drifts")
	l.ok(err)
	l.row(models.SeverityInfo, models.StatusDetected, *at(1, 1), nil, nil, nil)
	l.exec(fold)
	_, err = tx.Exec(t.Context(), "SELECT fold_drift_counts(), fold_region_counts()")
	l.ok(err) // it leaves alone what it cannot see
}

// A summary that is written beside its drift, by another session, is counted with it.
func TestCountsOfASummaryBesideItsDrift(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	id := uuid.New()
	tx, err := l.db.Pool.Begin(t.Context())
	l.ok(err)
	defer tx.Rollback(context.WithoutCancel(t.Context())) //nolint:errcheck // it has committed by then
	_, err = tx.Exec(t.Context(), ofTest+`INSERT INTO drifts (id, resource_id, resource_type, region, expected_state, actual_state, difference, detected_at, detected_by)
		VALUES ($1, 'beside', 'EC2', 'r', '{}', '{}', '{}', now(), 'api')`, id)
	l.ok(err)
	summary := l.waiting(func() {
		_, err := l.db.Pool.Exec(t.Context(), ofTest+`INSERT INTO drift_summaries (drift_id, scope, tool, address, resource_id, resource_type, first_seen, last_seen, first_scan_id, newest_scan_id)
			VALUES ($1, 'beside', 'terraform', 'a', 'r', 't', now(), now(), $1, $1)`, id)
		if err != nil {
			t.Error(err)
		}
	})
	l.ok(tx.Commit(t.Context()))
	<-summary
	l.counts("a summary beside its drift")
}
