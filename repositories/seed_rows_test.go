package repositories_test

import (
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
	l := ledgerOn(t, testdb.OpenOwner(t))
	at := time.Date(2026, 1, 2, 3, 4, 5, 678_901_000, time.UTC)
	id := func(table repositories.SeedTable) uuid.UUID { return repositories.SeedID(1, table, 1) }
	user, drift, scan := id(repositories.SeedUsers), id(repositories.SeedDrifts), id(repositories.SeedScans)
	rules := uuid.New()
	ip, err := models.ParseIP("2001:db8::7")
	l.ok(err)
	j := func(s string) models.JSON { return models.JSON(`{"k": ` + s + `}`) }
	rows := repositories.Rows{
		Users: []models.User{{ID: user, Email: "a@example.com", PasswordHash: "hash", FirstName: ptr("A"), LastName: ptr("B"),
			AvatarURL: ptr("https://example.com/a.png"), Role: models.RoleAdmin, IsActive: true, CreatedAt: at, UpdatedAt: at, LastLoginAt: &at}},
		RuleSets: []models.RuleSet{{ID: rules, Source: "s", File: "f", SHA256: make([]byte, 32), Rules: models.JSON(`[1]`), AppliedBy: user, CreatedAt: at}},
		Matches:  []models.RuleMatch{{ScanID: scan, Rule: "r", Matched: 2, Critical: 1, CreatedAt: at}},
		Drifts: []models.Drift{{ID: drift, ResourceID: "i-1", ResourceType: "EC2", Region: "eu-west-1", AccountID: ptr("123456789012"),
			ExpectedState: j("1.10"), ActualState: j(`"ü"`), Difference: j("[]"), Severity: models.SeverityInfo,
			CostImpactMonthly: ptr(models.MustMoney("-99999999.99")), Status: models.StatusResolved, DetectedAt: at, DetectedBy: models.DetectedByAPI,
			ApprovedAt: &at, ApprovedBy: &user, ApprovalReason: ptr("approved"), RejectedAt: &at, RejectedBy: &user, RejectionReason: ptr("rejected"),
			ResolvedAt: &at, ResolvedHow: ptr(models.ResolvedManualFix), CreatedAt: at, UpdatedAt: at}},
		Scans: []models.Scan{{ID: scan, Scope: "s", Source: "terraform", File: "f", ReportSHA256: make([]byte, 32), ReportBytes: 1 << 40,
			ReportTime: &at, ScannedAt: at, DetectedBy: models.DetectedByManual, ToolVersion: "1", FormatVersion: "2", RefreshOnly: true, Complete: true,
			Errored: true, Checked: 1, Drifted: 2, Created: 3, Repeated: 4, Superseded: 5, Resolved: 6, Skipped: 7,
			Suppressed: j("1"), Coverage: models.JSON(`[1]`), LeftOut: models.JSON(`[2]`), CreatedAt: at, NotClosing: "n",
			Managed: ptr(8), Missing: ptr(9), Unmanaged: ptr(10), InventoryDoubt: "d", RuleSetID: &rules}},
		Occurrences: []models.Occurrence{{DriftID: drift, ScanID: scan, Address: "a", PreviousAddress: "b", ResourceID: "c", ResourceType: "d",
			Action: "delete", NextApply: models.NextApplyKeep, Kind: models.KindState, Changes: models.JSON(`[1]`), ExpectedState: j("1"), ActualState: j("2"), Difference: j("3"),
			SeenAt: at, FirstSeenAt: at.Add(-time.Hour), CreatedAt: at, Owner: "o", DueAt: &at}},
		Summaries: []models.DriftSummary{{DriftID: drift, Scope: "s", Tool: "terraform", Address: "a", ResourceID: "c", ResourceType: "d",
			PreviousAddress: "g", Region: "e", AccountID: "f", Kind: models.KindState, FirstSeen: at, LastSeen: at, Occurrences: 2, NextApply: models.NextApplyKeep, NextApplyAt: &at,
			Changes: models.JSON(`[1]`), Places: models.JSON(`["a"]`), FirstScanID: scan, NewestScanID: scan, ApprovedScanID: &scan, Supersedes: &drift, SupersededBy: &drift, Owner: "o", DueAt: &at}},
		Terms: []models.ApprovalTerm{{DriftID: drift, EndsAt: ptr(at.Add(time.Hour)), Ticket: "t", CreatedAt: at, ClosedAt: &at}},
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
	if drifts != 1 || all != 12 {
		t.Errorf("it tells of %d drifts and %d rows", drifts, all)
	}
	for _, row := range []any{&models.User{}, &models.Drift{}, &models.Scan{}, &models.Occurrence{}, &models.DriftSummary{}, &models.ApprovalTerm{}, &models.Alert{}, &models.AuditLog{}, &models.CostMetric{}, &models.Session{}, &models.RuleSet{}, &models.RuleMatch{}} {
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
	if got := one[string](l, "SELECT concat_ws(' ', c.ctid, w.ctid) FROM counted_drifts c, drift_words w"); got != "(0,1) (0,1)" {
		t.Errorf("what the drift counts as and its words were written more than once: they are at %s", got)
	}
	run, err := l.Reader().SeedRun(l.Context())
	if err != nil || run.RandomSeed != 1<<64-1 || run.FinishedAt == nil {
		t.Errorf("the run is %+v, %v", run, err)
	}
}
