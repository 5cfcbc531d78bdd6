package repositories_test

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

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
		{Owner: []string{"team-3"}},
		{Overdue: []string{models.Overdue}},
		{Overdue: []string{models.Overdue}, Severity: []models.Severity{models.SeverityCritical}},
		{Changed: []string{"key_3"}},
		{Changed: []string{"key_3[4].a"}},
		{Changed: []string{"key_3[*].a"}, Status: open},
		{Changed: []string{"key_3", "key_4"}, Status: open},
		{Since: l.past(7)},
		{Since: l.past(30), Until: l.past(20), Status: open},
	})
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
			_, err = l.Drifts.ListWithoutStates(ctx, q)
			l.ok(err)
			q.Cursor, q.Page = "", 3
			_, err = l.Drifts.AppendJSON(ctx, nil, q, nil)
			l.ok(err)
		}
		_, err := l.Drifts.TopKeys(ctx, f, 10)
		l.ok(err)
		if err := l.Drifts.Stream(ctx, models.DriftQuery{Filter: f}, func(models.SeenDrift) error { return errEnough }); !errors.Is(err, errEnough) && err != nil {
			l.Fatal(err)
		}
	}
	for _, fields := range [][]string{{"id", "severity"}, {"open"}} {
		l.ok(l.Drifts.StreamFields(ctx, models.DriftQuery{}, fields, func(models.SeenDrift) error { return nil }))
		l.ok(l.Drifts.StreamJSON(ctx, models.DriftQuery{}, fields, func([]byte) error { return nil }))
	}
	l.ok(first(l.Drifts.Overview(ctx)))
	l.ok(first(l.Drifts.OpenNow(ctx, l.past(1))))
	l.ok(first(l.Drifts.Worst(ctx, 8)))
	l.ok(first(l.Drifts.EndingNext(ctx, 8)))
	for _, to := range models.Statuses()[1:] {
		for _, f := range driftFilters(l) {
			_, err := l.Drifts.Choose(ctx, f, to)
			l.ok(err)
		}
	}
	for _, f := range driftFilters(l) {
		_, err := l.Drifts.AsOf(ctx, l.past(85), models.DriftQuery{Filter: f})
		l.ok(err)
	}
	_, err := l.Drifts.Get(ctx, id)
	l.ok(err)
	_, err = l.Drifts.DossierAsOf(ctx, id, l.now(), 10)
	l.ok(err)
	_, err = l.Drifts.SightingsAsOf(ctx, l.now(), []uuid.UUID{id})
	l.ok(err)
	for _, words := range []string{id.String(), id.String()[:8], "scope-7/aws_instance.x17", `scope/a/b.c/module.a["x/y"].b`} {
		ref, err := models.ParseDriftReference(words)
		l.ok(err)
		_, err = l.Drifts.Find(ctx, ref)
		ignore(l, err, models.ErrNotFound)
	}
	for _, begin := range []string{"", "a", id.String()[:6]} {
		_, err = l.Drifts.Beginning(ctx, begin, models.OpenStatuses(), 50)
		l.ok(err)
	}
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
	_, err = l.Drifts.NewestOccurrence(ctx, id)
	l.ok(err)
	_, err = l.Drifts.Occurrences(ctx, id, models.PageRequest{})
	l.ok(err)
	_, err = l.Drifts.Names(ctx, []uuid.UUID{id})
	l.ok(err)
	_, err = l.Users.Names(ctx, []uuid.UUID{l.viewer})
	l.ok(err)
	_, err = l.Drifts.Elsewhere(ctx, "scope-7", "terraform", "eu-west-1", "111122223333")
	l.ok(err)
	_, err = l.Drifts.Gone(ctx, "scope-7", "terraform")
	l.ok(err)
	_, err = l.Drifts.Unlisted(ctx, "scope-7", "terraform", uuid.New())
	l.ok(err)
}

func driftWrites(l *ledger) {
	ctx := l.Context()
	_, err := l.Drifts.EndApprovals(ctx)
	l.ok(err)
	for _, path := range [][]models.Status{{models.StatusTriaged, models.StatusApproved, models.StatusResolved}, {models.StatusRejected}} {
		d := l.drift()
		l.alert(d.ID)
		for _, to := range path {
			l.ok(l.move(d.ID, to))
		}
		fails(l, l.move(d.ID, models.StatusTriaged), models.ErrConflict)
	}
	several := []uuid.UUID{l.drift().ID, l.drift().ID}
	l.ok(l.Drifts.StepAll(ctx, several, models.StepInput{To: models.StatusApproved, By: l.engineer, Reason: reason}, nil))
	_, err = l.Drifts.StepEach(ctx, several, models.StepInput{To: models.StatusResolved, By: l.engineer, How: models.ResolvedManualFix}, nil)
	l.ok(err)
	_, err = l.Drifts.CreateMany(ctx, []models.CreateDriftInput{input(), input()})
	l.ok(err)
}

func scanWrites(l *ledger) {
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
	other := l.detection(scan.ID)
	other.Address, other.FullResourceID = "aws_instance.other", "i-other"
	_, err := l.Drifts.DetectMany(ctx, []models.Detection{l.detection(scan.ID), other})
	l.ok(err)
	next := l.scan("scope-7", l.now())
	in := l.detection(next.ID)
	in.Difference = models.JSON(`{"ami": {"expected": "ami-1", "actual": "ami-2"}}`)
	result, err := l.Drifts.Detect(ctx, in) // supersedes
	l.ok(err)
	if result.Superseded == nil {
		l.Error("nothing was superseded")
	}
	last := l.scan("scope-7", l.now())
	moved := other
	moved.Scan.Scan, moved.Address = last, "aws_instance.moved"
	moved.Coverage = models.NewCoverage([]models.CoveredResource{moved.Resource()})
	result, err = l.Drifts.Detect(ctx, moved)
	l.ok(err)
	if result.Outcome != models.DetectRepeated {
		l.Errorf("what moved is %s", result.Outcome)
	}
	_, _, err = l.Drifts.ResolveMissing(ctx, last.ID, models.NewCoverage([]models.CoveredResource{in.Resource()}), func(models.CoveredResource) (bool, string) { return true, "" })
	l.ok(err)
	l.ok(l.Scans.Replan(ctx))
	l.ok(l.Scans.Finish(ctx, last.ID, models.ScanResult{Checked: 1, Ruled: map[string]models.RuleCount{"r": {Matched: 1}}}))
	_, err = l.Scans.Get(ctx, last.ID)
	l.ok(err)
	_, err = l.Scans.Addresses(ctx, last.ID)
	l.ok(err)
	_, err = l.Scans.OpenDrifts(ctx, last.ID)
	l.ok(err)
	_, _, err = l.Scans.Entries(ctx, next.ID)
	l.ok(err)
	_, err = l.Scans.Before(ctx, next)
	l.ok(err)
	for _, f := range []models.ScopeFilter{{}, {Scope: []string{"prod", "prod/*"}, Tool: []string{"terraform"}, Owner: []string{"web"}, Stale: ptr(true)}} {
		_, err = l.Scopes.List(ctx, f, models.PageRequest{}, l.now())
		l.ok(err)
		l.ok(l.Scopes.Stream(ctx, f, l.now(), func(models.Scope) error { return nil }))
	}
	_, err = l.Scopes.None(ctx, l.past(1))
	l.ok(err)
	_, err = l.Scopes.Named(ctx, "prod", l.past(1))
	l.ok(err)
	_, err = l.Scopes.Count(ctx, l.past(2))
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
