package repositories_test

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// everything calls every method of the repositories, with each filter alone and
// with those together that are asked for together. TestEveryMethodIsCalled holds
// it to every method there is.
func everything(t *testing.T, l *ledger) {
	t.Helper()
	readDrifts(l)
	readOthers(l)
	writeDrifts(l)
	writeOthers(l)
	scanAndDetect(l)
	l.ok(l.Ping(l.Context()))
}

// driftFilters are the filters that people use: each alone, and the common pairs.
func driftFilters(l *ledger) []models.DriftFilter {
	open := models.OpenStatuses()
	return asked(models.DriftFilters(), []models.DriftFilter{
		{},
		{Status: []models.Status{models.StatusDetected}},
		{Status: open},
		{Severity: []models.Severity{models.SeverityCritical}},
		{Status: open, Severity: []models.Severity{models.SeverityCritical}},
		{ResourceType: []string{"aws_type_1"}},
		{ResourceID: []string{"i-17"}},
		{Region: []string{"region-1"}},
		{ResourceType: []string{"aws_type_1", "aws_type_2"}, Region: []string{"region-1"}},
		{AccountID: []string{"000000000003"}},
		{AccountID: []string{"000000000003"}, Status: open},
		{DetectedBy: []models.DetectedBy{models.DetectedByAPI}},
		{Scope: []string{"scope-7"}},
		{Scope: []string{"scope-7"}, Status: open},
		{Scope: []string{"scope-7/*"}},
		{Scope: []string{"scope-7", "scope-8/*"}, Status: []models.Status{models.StatusOpen}},
		{Address: []string{"aws_instance.x17"}},
		{Tool: []string{"driftctl"}},
		{NextApply: []models.NextApply{models.NextApplyRevert}},
		{NextApply: []models.NextApply{models.NextApplyRevert}, Status: []models.Status{models.StatusOpen}},
		{Kind: []models.Kind{models.KindState}},
		{Changed: []string{"key_3"}},
		{Changed: []string{"key_3[4].a"}},
		{Changed: []string{"key_3[*].a"}, Status: open},
		{Changed: []string{"key_3", "key_4"}, Status: open},
		{Since: l.past(7)},
		{Since: l.past(30), Until: l.past(20), Status: open},
	})
}

// asked adds to filters that people use together one for each filter of the table
// that is in none of them.
func asked[F any](filters []models.Filter[F], together []F) []F {
	for _, filter := range filters {
		if slices.ContainsFunc(together, func(f F) bool { return filter.Value(f) != nil }) {
			continue
		}
		sample := map[models.FilterKind]string{models.FilterTexts: "x", models.FilterID: someID.String(), models.FilterFlag: "true",
			models.FilterSince: "2026-11-01", models.FilterUntil: "2026-11-01"}[filter.Kind]
		if filter.Kind == models.FilterWords {
			sample = filter.Words[0]
		}
		alone, _, err := models.ParseFilter(url.Values{filter.Name: {sample}}, filters)
		if err != nil {
			panic(err)
		}
		together = append(together, alone)
	}
	return together
}

func readDrifts(l *ledger) {
	ctx := l.Context()
	id := uuid.MustParse(one[string](l, "SELECT id::text FROM drifts LIMIT 1"))
	for _, f := range driftFilters(l) {
		for _, sort := range models.DriftSorts() {
			q := models.DriftQuery{Filter: f, Sort: sort}
			q.Limit = 20
			page, err := l.Drifts.List(ctx, q)
			l.ok(err)
			q.Cursor = page.Next
			_, err = l.Drifts.List(ctx, q)
			l.ok(err)
		}
		_, err := l.Drifts.Overview(ctx, f)
		l.ok(err)
		_, err = l.Drifts.TopKeys(ctx, f, 10)
		l.ok(err)
		if err := l.Drifts.Stream(ctx, models.DriftQuery{Filter: f}, func(models.SeenDrift) error { return errEnough }); !errors.Is(err, errEnough) && err != nil {
			l.Fatal(err)
		}
	}
	for _, f := range driftFilters(l)[:4] {
		_, err := l.Drifts.AsOf(ctx, l.past(40), models.DriftQuery{Filter: f})
		l.ok(err)
	}
	_, err := l.Drifts.Get(ctx, id)
	l.ok(err)
	_, err = l.Drifts.Daily(ctx, l.past(30), l.past(0))
	l.ok(err)
	for _, since := range []time.Time{{}, l.past(30)} {
		_, err = l.Drifts.ResolutionTimes(ctx, since, time.Time{})
		l.ok(err)
	}
	_, err = l.Drifts.FindRecentDuplicate(ctx, "i-1", "aws_type_1", 0)
	ignore(l, err, models.ErrNotFound)
	_, err = l.Drifts.Dossier(ctx, id, 10)
	l.ok(err)
	_, err = l.Drifts.Sightings(ctx, []uuid.UUID{id, uuid.New()})
	l.ok(err)
	_, err = l.Drifts.Occurrences(ctx, id, models.PageRequest{})
	l.ok(err)
	_, err = l.Drifts.Names(ctx, []uuid.UUID{id})
	l.ok(err)
	_, err = l.Users.Names(ctx, []uuid.UUID{l.viewer})
	l.ok(err)
	_, err = l.Drifts.NextApplies(ctx)
	l.ok(err)
}

var errEnough = errors.New("enough")

// ignore lets one kind of error pass.
func ignore(l *ledger, err, kind error) {
	l.Helper()
	if !errors.Is(err, kind) {
		l.ok(err)
	}
}

// each asks for two pages and a stream of one list.
func each[F, T any](l *ledger, f F, list func(F, models.PageRequest) (models.Page[T], error), stream func(F, func(T) error) error) {
	l.Helper()
	page, err := list(f, models.PageRequest{Limit: 20})
	l.ok(err)
	_, err = list(f, models.PageRequest{Limit: 20, Cursor: page.Next})
	l.ok(err)
	if err := stream(f, func(T) error { return errEnough }); !errors.Is(err, errEnough) {
		l.ok(err)
	}
}

func readOthers(l *ledger) {
	ctx := l.Context()
	for _, do := range usual {
		ignore(l, do(ctx, l.Store), models.ErrNotFound)
	}
	for _, f := range asked(models.ScanFilters(), []models.ScanFilter{{}, {Scope: []string{"scope-7"}}, {Source: []string{"driftctl"}}, {Scope: []string{"scope-7"}, Source: []string{"driftctl"}}}) {
		each(l, f, func(f models.ScanFilter, p models.PageRequest) (models.Page[models.Scan], error) {
			return l.Scans.List(ctx, f, p)
		},
			func(f models.ScanFilter, fn func(models.Scan) error) error { return l.Scans.Stream(ctx, f, fn) })
	}
	drift := uuid.MustParse(one[string](l, "SELECT drift_id::text FROM alerts LIMIT 1"))
	for _, f := range asked(models.AlertFilters(), []models.AlertFilter{{}, {DriftID: &drift}, {Unread: ptr(true)}, {Unread: ptr(false)},
		{Severity: []models.Severity{models.SeverityCritical}}, {Unread: ptr(true), Severity: []models.Severity{models.SeverityCritical}}}) {
		each(l, f, func(f models.AlertFilter, p models.PageRequest) (models.Page[models.Alert], error) {
			return l.Alerts.List(ctx, f, p)
		},
			func(f models.AlertFilter, fn func(models.Alert) error) error { return l.Alerts.Stream(ctx, f, fn) })
	}
	actor := uuid.MustParse(one[string](l, "SELECT id::text FROM users WHERE email LIKE 'user1@%' OR id = $1 ORDER BY email DESC LIMIT 1", l.engineer))
	for _, f := range asked(models.AuditFilters(), []models.AuditFilter{{}, {DriftID: &drift}, {ActorID: &actor}, {Action: []string{models.ActionDriftApproved}},
		{Since: l.past(7)}, {ActorID: &actor, Since: l.past(7)}, {DriftID: &drift, Action: []string{models.ActionDriftDetected}}}) {
		each(l, f, func(f models.AuditFilter, p models.PageRequest) (models.Page[models.AuditLog], error) {
			return l.Audit.List(ctx, f, p)
		},
			func(f models.AuditFilter, fn func(models.AuditLog) error) error { return l.Audit.Stream(ctx, f, fn) })
	}
	for _, f := range asked(models.CostFilters(), []models.CostFilter{{}, {DriftID: &drift}, {Since: l.past(7)}, {DriftID: &drift, Since: l.past(300), Until: l.past(1)}}) {
		each(l, f, func(f models.CostFilter, p models.PageRequest) (models.Page[models.CostMetric], error) {
			return l.Costs.List(ctx, f, p)
		},
			func(f models.CostFilter, fn func(models.CostMetric) error) error { return l.Costs.Stream(ctx, f, fn) })
		_, err := l.Costs.TotalsByDay(ctx, f)
		l.ok(err)
		_, err = l.Costs.TotalsByDrift(ctx, f, 10)
		l.ok(err)
		_, err = l.Costs.TotalsByAccount(ctx, f)
		l.ok(err)
	}
	for _, f := range asked(models.UserFilters(), []models.UserFilter{{}, {Role: []models.Role{models.RoleAdmin}}, {Active: ptr(true)}, {Active: ptr(false)}}) {
		each(l, f, func(f models.UserFilter, p models.PageRequest) (models.Page[models.User], error) {
			return l.Users.List(ctx, f, p)
		},
			func(f models.UserFilter, fn func(models.User) error) error { return l.Users.Stream(ctx, f, fn) })
	}
	for _, f := range asked(models.SessionFilters(), []models.SessionFilter{{}, {UserID: &actor}}) {
		each(l, f, func(f models.SessionFilter, p models.PageRequest) (models.Page[models.Session], error) {
			return l.Sessions.List(ctx, f, p)
		},
			func(f models.SessionFilter, fn func(models.Session) error) error {
				return l.Sessions.Stream(ctx, f, fn)
			})
	}
	_, err := l.Alerts.CountUnread(ctx)
	l.ok(err)
}

func writeDrifts(l *ledger) {
	ctx := l.Context()
	for _, path := range [][]models.Status{{models.StatusTriaged, models.StatusApproved, models.StatusResolved}, {models.StatusRejected}} {
		d := l.drift()
		l.alert(d.ID)
		for _, to := range path {
			l.ok(l.move(d.ID, to))
		}
		fails(l, l.move(d.ID, models.StatusTriaged), models.ErrConflict)
	}
	drifts, err := l.Drifts.CreateMany(ctx, []models.CreateDriftInput{input(), input()})
	l.ok(err)
	alert := l.alert(drifts[0].ID)
	_, err = l.Alerts.Get(ctx, alert.ID)
	l.ok(err)
	_, err = l.Alerts.MarkRead(ctx, alert.ID, l.viewer)
	l.ok(err)
	_, err = l.Alerts.MarkAllRead(ctx, l.viewer)
	l.ok(err)
	now := l.now()
	cost := models.RecordCostInput{DriftID: &drifts[0].ID, CostUSD: models.MustMoney("1.50"), PeriodStart: now.Add(-time.Hour), PeriodEnd: now}
	metric, err := l.Costs.Record(ctx, cost)
	l.ok(err)
	_, err = l.Costs.RecordMany(ctx, []models.RecordCostInput{cost, cost})
	l.ok(err)
	_, err = l.Costs.Get(ctx, metric.ID)
	l.ok(err)
}

func writeOthers(l *ledger) {
	ctx := l.Context()
	row, err := l.Audit.Append(ctx, models.AppendAuditInput{Action: "report.sent", ActorID: l.viewer})
	l.ok(err)
	_, err = l.Audit.Get(ctx, row.ID)
	l.ok(err)
	in := models.CreateUserInput{Email: "Somebody@example.com", Password: "correct horse", Role: models.RoleViewer}
	user, err := l.Users.Create(ctx, in)
	l.ok(err)
	in.Email = "other@example.com"
	_, err = l.Users.CreateBy(ctx, in, l.admin)
	l.ok(err)
	_, err = l.Users.Get(ctx, user.ID)
	l.ok(err)
	_, err = l.Users.CheckPassword(ctx, "somebody@EXAMPLE.com", "correct horse")
	l.ok(err)
	_, err = l.Users.FindByEmail(ctx, "SOMEBODY@example.com")
	l.ok(err)
	l.ok(l.Users.NoteLogin(ctx, user.ID))
	_, err = l.Users.ChangeRole(ctx, user.ID, models.RoleEngineer, l.admin)
	l.ok(err)
	_, err = l.Users.Rename(ctx, user.ID, models.RenameUserInput{FirstName: "Some"}, user.ID)
	l.ok(err)
	first, err := l.Sessions.Create(ctx, models.CreateSessionInput{UserID: user.ID, ExpiresAt: l.now().Add(time.Hour)})
	l.ok(err)
	second, err := l.Sessions.Rotate(ctx, models.RotateSessionInput{Token: first.Token})
	l.ok(err)
	_, err = l.Sessions.FindByToken(ctx, second.Token)
	l.ok(err)
	_, err = l.Sessions.Get(ctx, second.Session.ID)
	l.ok(err)
	_, err = l.Sessions.Rotate(ctx, models.RotateSessionInput{Token: first.Token})
	fails(l, err, models.ErrForbidden)
	_, err = l.Sessions.Revoke(ctx, second.Session.ID, user.ID)
	l.ok(err)
	_, err = l.Sessions.RevokeAllOfUser(ctx, user.ID, l.admin)
	l.ok(err)
	_, err = l.Sessions.DeleteExpired(ctx)
	l.ok(err)
	_, err = l.Users.Deactivate(ctx, user.ID, l.admin)
	l.ok(err)
	_, err = l.Users.Reactivate(ctx, user.ID, l.admin)
	l.ok(err)
}

func scanAndDetect(l *ledger) {
	ctx := l.Context()
	scan := l.scan("scope-7", l.now())
	for _, late := range []bool{false, true} {
		in := l.detection(scan.ID)
		if late {
			in.Scan.Newest = l.now()
		}
		_, err := l.Drifts.Detect(ctx, in)
		l.ok(err)
	}
	next := l.scan("scope-7", l.now())
	in := l.detection(next.ID)
	in.Difference = models.JSON(`{"ami": {"expected": "ami-1", "actual": "ami-2"}}`)
	result, err := l.Drifts.Detect(ctx, in) // supersedes
	l.ok(err)
	if result.Superseded == nil {
		l.Error("nothing was superseded")
	}
	last := l.scan("scope-7", l.now())
	_, err = l.Drifts.ResolveMissing(ctx, last.ID, models.NewCoverage([]models.CoveredResource{in.Resource()}), func(models.CoveredResource) bool { return true })
	l.ok(err)
	l.ok(l.Scans.Finish(ctx, last.ID, models.ScanResult{Checked: 1}))
	_, err = l.Scans.Get(ctx, last.ID)
	l.ok(err)
	_, err = l.Scans.Addresses(ctx, last.ID)
	l.ok(err)
	_, err = l.Scans.OpenDrifts(ctx, last.ID)
	l.ok(err)
	_, err = l.Scans.Begin(ctx, models.CreateScanInput{Scope: "scope-7", Source: "terraform", ReportSHA256: [32]byte{1},
		ReportTime: l.now(), ScannedAt: l.now(), DetectedBy: models.DetectedByAPI})
	l.ok(err)
}

// scan writes a scan of a scope by terraform.
func (l *ledger) scan(scope string, at time.Time) models.Scan {
	l.Helper()
	scan, err := l.Scans.Begin(l.Context(), models.CreateScanInput{
		Scope: scope, Source: "terraform", ReportSHA256: sha256.Sum256([]byte(rand.Text())), ReportBytes: 1,
		ScannedAt: at, DetectedBy: models.DetectedByScheduler, RefreshOnly: true, Complete: true,
	})
	l.ok(err)
	return scan.Scan
}

// detection is what a scan saw of the instance of input.
func (l *ledger) detection(scan uuid.UUID) models.Detection {
	l.Helper()
	in := input()
	return models.Detection{
		Scan: models.BegunScan{Scan: models.Scan{ID: scan}}, ResourceID: in.ResourceID, ResourceType: in.ResourceType, Region: in.Region, AccountID: in.AccountID,
		Address: "aws_instance.web", FullResourceID: in.ResourceID, FullType: "aws_instance", Action: "update",
		ExpectedState: in.ExpectedState, ActualState: in.ActualState,
		Difference: models.JSON(`{"instance_type": {"expected": "t3.small", "actual": "t3.large"}}`),
		Severity:   models.SeverityWarning, NextApply: models.NextApplyRevert,
		DetectedBy: models.DetectedByScheduler, SeenAt: l.now(),
	}
}
