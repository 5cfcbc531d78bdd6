package repositories_test

import (
	"crypto/rand"
	"crypto/sha256"
	"iter"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// once is a single batch.
func once(rows *repositories.Rows) iter.Seq2[*repositories.Rows, error] {
	return func(yield func(*repositories.Rows, error) bool) { yield(rows, nil) }
}

// TestSeedKeepsEveryColumn writes a row of each table with every field set and reads
// it back by gorm.
func TestSeedKeepsEveryColumn(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	at := time.Date(2026, 1, 2, 3, 4, 5, 678_901_000, time.UTC)
	id := func(table repositories.SeedTable) uuid.UUID { return repositories.SeedID(1, table, 1) }
	user, drift, scan := id(repositories.SeedUsers), id(repositories.SeedDrifts), id(repositories.SeedScans)
	ip, err := models.ParseIP("2001:db8::7")
	l.ok(err)
	j := func(s string) models.JSON { return models.JSON(`{"k": ` + s + `}`) }
	rows := repositories.Rows{
		Users: []models.User{{ID: user, Email: "a@example.com", PasswordHash: "hash", FirstName: ptr("A"), LastName: ptr("B"),
			AvatarURL: ptr("https://example.com/a.png"), Role: models.RoleAdmin, IsActive: true, CreatedAt: at, UpdatedAt: at, LastLoginAt: &at}},
		Drifts: []models.Drift{{ID: drift, ResourceID: "i-1", ResourceType: "EC2", Region: "eu-west-1", AccountID: ptr("123456789012"),
			ExpectedState: j("1.10"), ActualState: j(`"ü"`), Difference: j("[]"), Severity: models.SeverityInfo,
			CostImpactMonthly: models.MustMoney("-99999999.99"), Status: models.StatusResolved, DetectedAt: at, DetectedBy: models.DetectedByAPI,
			ApprovedAt: &at, ApprovedBy: &user, ApprovalReason: ptr("approved"), RejectedAt: &at, RejectedBy: &user, RejectionReason: ptr("rejected"),
			ResolvedAt: &at, ResolvedHow: ptr(models.ResolvedManualFix), CreatedAt: at, UpdatedAt: at}},
		Scans: []models.Scan{{ID: scan, Scope: "s", Source: "terraform", File: "f", ReportSHA256: make([]byte, 32), ReportBytes: 1 << 40,
			ReportTime: &at, ScannedAt: at, DetectedBy: models.DetectedByManual, ToolVersion: "1", FormatVersion: "2", RefreshOnly: true, Complete: true,
			Errored: true, Checked: 1, Drifted: 2, Created: 3, Repeated: 4, Superseded: 5, Resolved: 6, Skipped: 7,
			Suppressed: j("1"), Coverage: models.JSON(`[1]`), CreatedAt: at, NotClosing: "n"}},
		Occurrences: []models.Occurrence{{DriftID: drift, ScanID: scan, Address: "a", PreviousAddress: "b", ResourceID: "c", ResourceType: "d",
			Action: "delete", NextApply: models.NextApplyKeep, ExpectedState: j("1"), ActualState: j("2"), Difference: j("3"),
			SeenAt: at, FirstSeenAt: at.Add(-time.Hour), CreatedAt: at}},
		Alerts: []models.Alert{{ID: id(repositories.SeedAlerts), DriftID: drift, Type: "t", Severity: models.SeverityWarning, Title: "title",
			Message: "message", IsRead: true, ReadAt: &at, ReadBy: &user, CreatedAt: at, UpdatedAt: at}},
		Audit: []models.AuditLog{{ID: id(repositories.SeedAudit), DriftID: &drift, Action: "a", ActorID: &user, ActorEmail: ptr("a@example.com"),
			OldValue: j("1"), NewValue: j("2"), Details: j("3"), IPAddress: &ip, UserAgent: ptr("curl"), CreatedAt: at}},
		Costs: []models.CostMetric{{ID: id(repositories.SeedCosts), DriftID: &drift, CostUSD: models.MustMoney("0.01"),
			CostProjectedMonthly: ptr(models.MustMoney("100")), RecordedAt: at, PeriodStart: at, PeriodEnd: at.Add(time.Hour), CreatedAt: at}},
		Sessions: []models.Session{{ID: id(repositories.SeedSessions), UserID: user, RefreshToken: "digest", IPAddress: &ip,
			UserAgent: ptr("curl"), IsRevoked: true, ExpiresAt: at, CreatedAt: at, LastUsedAt: &at}},
	}
	var drifts, all int64
	l.ok(l.Seed(l.Context(), repositories.SeedRun{Drifts: 1, RandomSeed: 1<<64 - 1}, true, once(&rows), func(d, n int64) { drifts, all = d, n }))
	if drifts != 1 || all != 8 {
		t.Errorf("it tells of %d drifts and %d rows", drifts, all)
	}
	for _, row := range []any{&models.User{}, &models.Drift{}, &models.Scan{}, &models.Occurrence{}, &models.Alert{}, &models.AuditLog{}, &models.CostMetric{}, &models.Session{}} {
		l.ok(l.db.Gorm.Take(row).Error)
		for i, v := 0, reflect.ValueOf(row).Elem(); i < v.NumField(); i++ {
			if v.Field(i).IsZero() {
				t.Errorf("%T.%s came back empty", row, v.Type().Field(i).Name)
			}
		}
	}
	if got := one[string](l, "SELECT concat_ws(' ', expected_state, cost_impact_monthly, detected_at AT TIME ZONE 'UTC') FROM drifts"); got != `{"k": 1.10} -99999999.99 2026-01-02 03:04:05.678901` {
		t.Errorf("the drift is %s", got)
	}
	run, err := l.Reader().SeedRun(l.Context())
	if err != nil || run.RandomSeed != 1<<64-1 || run.FinishedAt == nil {
		t.Errorf("the run is %+v, %v", run, err)
	}
}

func TestSeedIDs(t *testing.T) {
	t.Parallel()
	seen := map[uuid.UUID]bool{}
	for _, seed := range []uint64{0, 1, 2, 1<<64 - 1} {
		for table := repositories.SeedUsers; table <= repositories.SeedSessions; table++ {
			for _, n := range []uint64{1, 2, 1<<44 - 1} {
				id := repositories.SeedID(seed, table, n)
				if seen[id] || id.Version() != 8 || id.Variant() != uuid.RFC4122 || id.String()[:15] != "5eed5eed-5eed-8" {
					t.Errorf("%d %d %d gives %s, seen before: %t", seed, table, n, id, seen[id])
				}
				seen[id] = true
			}
		}
	}
}

// TestMarkSeeded imports, as it were, a report on the seed's behalf and then one on
// nobody's: the seed clears the first alone.
func TestMarkSeeded(t *testing.T) {
	t.Parallel()
	l := &ledger{T: t, db: testdb.Open(t)}
	l.Store = repositories.New(l.db, time.Minute)
	l.ok(l.Seed(l.Context(), repositories.SeedRun{}, false, once(&repositories.Rows{}), func(_, _ int64) {}))

	sample := l.scanned("sample", `{"size":{"expected":1,"actual":2}}`)
	l.ok(l.MarkSeeded(l.Context(), sample))
	again := l.scanned("sample", `{"size":{"expected":1,"actual":2},"more":{"actual":3}}`) // supersedes
	l.ok(l.MarkSeeded(l.Context(), again))
	l.ok(l.MarkSeeded(l.Context(), again))
	l.ok(l.Seed(l.Context(), repositories.SeedRun{}, false, once(&repositories.Rows{}), func(_, _ int64) {}))

	sample = l.scanned("sample", `{"size":{"expected":1,"actual":2}}`)
	l.ok(l.MarkSeeded(l.Context(), sample))
	l.scanned("sample", `{"size":{"expected":1,"actual":2},"more":{"actual":3}}`)
	err := l.Seed(l.Context(), repositories.SeedRun{}, false, once(&repositories.Rows{}), func(_, _ int64) {})
	fails(t, err, models.ErrConflict, "(drifts 1, scans 1, alerts 1, audit_logs 4, drift_occurrences 1)")
}

// scanned imports a report that sees one drift.
func (l *ledger) scanned(scope, difference string) uuid.UUID {
	l.Helper()
	var id uuid.UUID
	l.ok(l.InTx(l.Context(), func(tx *repositories.Store) error {
		at := time.Now()
		scan, err := tx.Scans.Begin(l.Context(), models.CreateScanInput{Scope: scope, Source: "terraform", ReportSHA256: sha256.Sum256([]byte(rand.Text())), ScannedAt: at, DetectedBy: models.DetectedByManual})
		if err != nil {
			return err
		}
		id = scan.ID
		_, err = tx.Drifts.Detect(l.Context(), models.Detection{
			Scan: scan, ResourceID: "i-1", ResourceType: "EC2", Region: "eu-west-1", Address: "aws_instance.a", FullResourceID: "i-1",
			FullType: "aws_instance", Action: "update", ExpectedState: models.JSON(`{"size":1}`), ActualState: models.JSON(`{"size":2,"more":3}`),
			Difference: models.JSON(difference), Severity: models.SeverityWarning, NextApply: models.NextApplyUnknown,
			DetectedBy: models.DetectedByManual, SeenAt: at,
		})
		return err
	}))
	return id
}
