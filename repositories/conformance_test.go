package repositories_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// What every repository promises, one suite each. It holds on the pool and within
// a unit of work alike.
var suites = map[string]func(l *ledger){
	"drifts": driftSuite, "alerts": alertSuite, "users": userSuite, "costs": costSuite,
	"audit": auditSuite, "sessions": sessionSuite, "scans": scanSuite,
}

func TestConformance(t *testing.T) {
	t.Parallel()
	for name, suite := range suites {
		t.Run(name+" on the pool", func(t *testing.T) {
			t.Parallel()
			suite(newLedger(t))
		})
		t.Run(name+" within a unit of work", func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			l.ok(l.InTx(t.Context(), func(tx *repositories.Store) error {
				suite(l.on(tx))
				return nil
			}))
		})
	}
}

func driftSuite(l *ledger) {
	ctx := l.Context()
	made := l.drift()
	got, err := l.Drifts.Get(ctx, made.ID)
	l.ok(err)
	if got.ResourceID != "i-1" || *got.AccountID != "123456789012" || got.CostImpactMonthly.String() != "12.50" ||
		got.Status != models.StatusDetected || got.CreatedAt.Location() != time.UTC || !got.DetectedAt.Equal(made.DetectedAt) {
		l.Errorf("got %+v", got)
	}
	if want := `{"instance_type": {"actual": "t3.large", "expected": "t3.small"}}`; string(got.Difference) != want {
		l.Errorf("difference %s, want %s", got.Difference, want)
	}
	many, err := l.Drifts.CreateMany(ctx, []models.CreateDriftInput{input(), input(), input()})
	l.ok(err)
	for _, d := range many {
		if actions := l.audit(d.ID); len(actions) != 1 || actions[0] != models.ActionDriftDetected {
			l.Errorf("audit of a created drift: %v", actions)
		}
	}
	if none, err := l.Drifts.CreateMany(ctx, nil); err != nil || len(none) != 0 {
		l.Errorf("none created: %v, %v", none, err)
	}
	l.ok(l.move(made.ID, models.StatusTriaged))
	page, err := l.Drifts.List(ctx, models.DriftQuery{Filter: models.DriftFilter{Status: []models.Status{models.StatusDetected}}, PageRequest: models.PageRequest{Limit: 2}})
	l.ok(err)
	if page.Total != 3 || len(page.Items) != 2 || page.Next == "" {
		l.Errorf("page of %d of %d, next %q", len(page.Items), page.Total, page.Next)
	}
	var streamed int
	l.ok(l.Drifts.Stream(ctx, models.DriftQuery{}, func(models.Drift) error { streamed++; return nil }))
	if streamed != 4 {
		l.Errorf("%d streamed", streamed)
	}
}

func alertSuite(l *ledger) {
	ctx := l.Context()
	d := l.drift()
	a, b := l.alert(d.ID), l.alert(d.ID)
	l.exec("INSERT INTO users (email, password_hash) VALUES (?, 'x')", uuid.NewString()+"@example.com") // unrelated
	count := func() int64 {
		n, err := l.Alerts.CountUnread(ctx)
		l.ok(err)
		return n
	}
	if n := count(); n != 2 {
		l.Errorf("%d unread, want 2", n)
	}
	for range 2 { // the second time changes nothing
		read, err := l.Alerts.MarkRead(ctx, a.ID, l.viewer)
		l.ok(err)
		if !read.IsRead || *read.ReadBy != l.viewer || read.ReadAt == nil {
			l.Errorf("read %+v", read)
		}
	}
	unread, err := l.Alerts.List(ctx, models.AlertFilter{Unread: ptr(true), DriftID: &d.ID, Severity: []models.Severity{models.SeverityWarning}}, models.PageRequest{})
	l.ok(err)
	if unread.Total != 1 || unread.Items[0].ID != b.ID {
		l.Errorf("unread: %+v", unread)
	}
	n, err := l.Alerts.MarkAllRead(ctx, l.engineer)
	l.ok(err)
	if n != 1 || count() != 0 {
		l.Errorf("%d read at once, %d left", n, count())
	}
	trail, err := l.Audit.List(ctx, models.AuditFilter{Action: []string{models.ActionAlertRead}}, models.PageRequest{})
	l.ok(err)
	if trail.Total != 2 {
		l.Errorf("%d audit rows of 2 alerts", trail.Total)
	}
	_, err = l.Alerts.MarkRead(ctx, a.ID, someID)
	fails(l, err, models.ErrForbidden, "no user has the id")
	_, err = l.Alerts.Create(ctx, models.CreateAlertInput{DriftID: someID, Type: "t", Severity: models.SeverityInfo, Title: "t", Message: "m"})
	fails(l, err, models.ErrInvalid, "driftId: is no drift")
}

func costSuite(l *ledger) {
	ctx := l.Context()
	a := l.drift()
	b := l.drift(func(in *models.CreateDriftInput) { in.AccountID = "" })
	day := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	record := func(d *uuid.UUID, usd string, days int) models.RecordCostInput {
		start := day.AddDate(0, 0, days)
		return models.RecordCostInput{DriftID: d, CostUSD: models.MustMoney(usd), PeriodStart: start, PeriodEnd: start.Add(time.Hour), RecordedAt: start}
	}
	metric, err := l.Costs.Record(ctx, record(&a.ID, "99999999.99", 0))
	l.ok(err)
	if got, err := l.Costs.Get(ctx, metric.ID); err != nil || got.CostUSD.String() != "99999999.99" || !got.RecordedAt.Equal(day) {
		l.Errorf("got %+v, %v", got, err)
	}
	many, err := l.Costs.RecordMany(ctx, []models.RecordCostInput{record(&a.ID, "99999999.99", 0), record(&b.ID, "-3.10", 1), record(nil, "2.00", 1)})
	l.ok(err)
	if len(many) != 3 {
		l.Errorf("%d recorded", len(many))
	}
	if n, err := l.Audit.List(ctx, models.AuditFilter{Action: []string{models.ActionCostRecorded}}, models.PageRequest{}); err != nil || n.Total != 4 {
		l.Errorf("%d audit rows, %v", n.Total, err)
	}
	days, err := l.Costs.TotalsByDay(ctx, models.CostFilter{})
	l.ok(err)
	if got := fmt.Sprint(days); got != "[{2026-03-01 00:00:00 +0000 UTC 199999999.98 2} {2026-03-02 00:00:00 +0000 UTC -1.10 2}]" {
		l.Errorf("by day: %s", got)
	}
	drifts, err := l.Costs.TotalsByDrift(ctx, models.CostFilter{}, 2)
	l.ok(err)
	if len(drifts) != 2 || *drifts[0].DriftID != a.ID || drifts[1].DriftID != nil || drifts[1].CostUSD.String() != "2.00" {
		l.Errorf("by drift: %+v", drifts)
	}
	accounts, err := l.Costs.TotalsByAccount(ctx, models.CostFilter{})
	l.ok(err)
	if len(accounts) != 2 || *accounts[0].AccountID != "123456789012" || accounts[1].AccountID != nil || accounts[1].CostUSD.String() != "-1.10" {
		l.Errorf("by account: %+v", accounts)
	}
	page, err := l.Costs.List(ctx, models.CostFilter{Since: day, Until: day.AddDate(0, 0, 1)}, models.PageRequest{})
	l.ok(err)
	if page.Total != 2 { // until is exclusive
		l.Errorf("%d in the period", page.Total)
	}
	_, err = l.Costs.Record(ctx, record(&someID, "1.00", 0))
	fails(l, err, models.ErrInvalid, "driftId")
	_, err = l.Costs.TotalsByDrift(ctx, models.CostFilter{}, 0)
	fails(l, err, models.ErrInvalid, "limit")
}

func auditSuite(l *ledger) {
	ctx := l.Context()
	d := l.drift()
	ip, err := models.ParseIP("2001:db8::1")
	l.ok(err)
	row, err := l.Audit.Append(ctx, models.AppendAuditInput{
		DriftID: &d.ID, Action: "drift.exported", ActorID: l.viewer, NewValue: models.JSON(`{"n": 1.00}`), IPAddress: &ip, UserAgent: "curl",
	})
	l.ok(err)
	got, err := l.Audit.Get(ctx, row.ID)
	l.ok(err)
	if *got.ActorEmail != "viewer@example.com" || string(got.NewValue) != `{"n": 1.00}` || got.IPAddress.String() != "2001:db8::1" || got.CreatedAt.IsZero() {
		l.Errorf("got %+v", got)
	}
	for f, want := range map[*models.AuditFilter]int64{
		{DriftID: &d.ID}: 2, {ActorID: &l.viewer}: 1, {Action: []string{"drift.exported", "x"}}: 1,
		{Until: time.Now().Add(-time.Hour)}: 0, {Since: time.Now().Add(-time.Hour)}: 2,
	} {
		page, err := l.Audit.List(ctx, *f, models.PageRequest{})
		l.ok(err)
		if page.Total != want {
			l.Errorf("%+v: %d rows, want %d", *f, page.Total, want)
		}
	}
	_, err = l.Audit.Append(ctx, models.AppendAuditInput{Action: "a", ActorID: someID})
	fails(l, err, models.ErrForbidden)
	_, err = l.Audit.Append(ctx, models.AppendAuditInput{Action: "a", DriftID: &someID})
	fails(l, err, models.ErrInvalid, "driftId")
}

func scanSuite(l *ledger) {
	ctx := l.Context()
	old, scan := l.scan("a", past(2)), l.scan("a", past(1))
	l.scan("b", past(0))
	l.ok(l.Scans.Finish(ctx, old.ID, models.ScanResult{Checked: 3, Suppressed: map[string]int{"empty": 2}, Coverage: []models.CoveredResource{{Address: "x", Type: "y"}}}))
	got, err := l.Scans.Get(ctx, old.ID)
	l.ok(err)
	if got.Checked != 3 || string(got.Suppressed) != `{"empty": 2}` || string(got.Coverage) != `[{"type": "y", "address": "x"}]` {
		l.Errorf("finished %+v", got)
	}
	page, err := l.Scans.List(ctx, models.ScanFilter{Scope: []string{"a"}, Source: []string{"terraform"}}, models.PageRequest{})
	l.ok(err)
	if page.Total != 2 || page.Items[0].ID != scan.ID {
		l.Errorf("list %+v", page)
	}
	result, err := l.Drifts.Detect(ctx, detection(scan.ID))
	l.ok(err)
	open, err := l.Scans.OpenDrifts(ctx, scan.ID)
	l.ok(err)
	if len(open) != 1 || open[models.SeverityWarning] != 1 {
		l.Errorf("open %v", open)
	}
	l.ok(l.move(result.DriftID, models.StatusApproved))
	if open, err = l.Scans.OpenDrifts(ctx, scan.ID); err != nil || len(open) != 0 {
		l.Errorf("open after the approval: %v, %v", open, err)
	}
	occurrences, err := l.Drifts.Occurrences(ctx, result.DriftID, models.PageRequest{})
	l.ok(err)
	if occurrences.Total != 1 || occurrences.Items[0].Address != "aws_instance.web" || occurrences.Items[0].Difference != nil {
		l.Errorf("occurrences %+v", occurrences)
	}
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

var _ testing.TB = (*ledger)(nil)
