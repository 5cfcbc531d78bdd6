package repositories_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// row writes a drift as it would be after a life, past the repositories.
func (l *ledger) row(severity models.Severity, status models.Status, detected time.Time, approved, resolved *time.Time, cost *string) uuid.UUID {
	l.Helper()
	id := uuid.New()
	l.exec(`INSERT INTO drifts (id, resource_id, resource_type, region, expected_state, actual_state, difference,
		severity, status, detected_at, detected_by, approved_at, resolved_at, cost_impact_monthly, created_at)
		VALUES (?, ?, 'EC2', 'r', '{}', '{"c": 1}', '{"a": {}, "b": {}}', ?, ?, ?, 'api', ?, ?, ?::numeric, ?)`,
		id, id.String(), severity, status, detected, approved, resolved, cost, detected)
	return id
}

func at(day, hour int) *time.Time { return ptr(time.Date(2026, 5, day, hour, 0, 0, 0, time.UTC)) }

// may is a month with five drifts: see TestDaily for what they come to.
func (l *ledger) may() {
	l.row(models.SeverityCritical, models.StatusDetected, *at(1, 23), nil, nil, ptr("99999999.99"))
	l.row(models.SeverityCritical, models.StatusApproved, *at(2, 0), at(3, 1), nil, ptr("99999999.99"))
	l.row(models.SeverityWarning, models.StatusResolved, *at(2, 12), at(3, 2), at(4, 12), nil)
	l.row(models.SeverityWarning, models.StatusResolved, *at(2, 12), nil, at(2, 13), ptr("-1.50"))
	l.row(models.SeverityInfo, models.StatusRejected, *at(4, 0), nil, nil, ptr("0.25"))
}

func TestOverview(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	empty, err := l.Drifts.Overview(t.Context())
	l.ok(err)
	if len(empty.Groups) != 0 || empty.Groups == nil || empty.OldestOpen != nil {
		t.Errorf("of nothing: %+v", empty)
	}
	l.may()
	got, err := l.Drifts.Overview(t.Context())
	l.ok(err)
	const want = "[{detected false false false critical 1 99999999.99 0} {approved false false false critical 1 99999999.99 0} {rejected false false false info 1 0.25 0} {resolved false false false warning 2 -1.50 1}]"
	if fmt.Sprint(got.Groups) != want || !got.OldestOpen.Equal(*at(1, 23)) {
		t.Errorf("got %v, oldest %v", got.Groups, got.OldestOpen)
	}
	if sum := got.Sum(nil, []models.Severity{models.SeverityCritical}); sum.Drifts != 2 || sum.CostMonthly.String() != "199999999.98" {
		t.Errorf("critical: %+v", sum)
	}
	if sum := got.Sum(models.OpenStatuses(), nil); sum.Drifts != 2 {
		t.Errorf("open: %+v", sum)
	}
}

func TestTopKeys(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.may()
	l.drift() // differs in instance_type
	keys, err := l.Drifts.TopKeys(t.Context(), models.DriftFilter{}, 2)
	l.ok(err)
	if fmt.Sprint(keys) != "[{a 5} {b 5}]" {
		t.Errorf("got %v", keys)
	}
	keys, err = l.Drifts.TopKeys(t.Context(), models.DriftFilter{ResourceID: []string{"i-1"}}, 500)
	l.ok(err)
	if fmt.Sprint(keys) != "[{instance_type 1}]" {
		t.Errorf("narrowed: %v", keys)
	}
	for _, limit := range []int{0, -1, 501} {
		_, err := l.Drifts.TopKeys(t.Context(), models.DriftFilter{}, limit)
		fails(t, err, models.ErrInvalid, "limit")
	}
}

func TestResolutionTimes(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	if none, err := l.Drifts.ResolutionTimes(t.Context(), time.Time{}, time.Time{}); err != nil || len(none) != 0 {
		t.Errorf("of nothing: %v, %v", none, err)
	}
	l.may() // two warnings: 48 hours and 1
	l.row(models.SeverityCritical, models.StatusResolved, *at(1, 0), nil, at(1, 3), nil)
	got, err := l.Drifts.ResolutionTimes(t.Context(), time.Time{}, time.Time{})
	l.ok(err)
	want := []models.ResolutionTime{
		{Drifts: 3, Median: 3 * time.Hour, P90: 39 * time.Hour},
		{Severity: models.SeverityCritical, Drifts: 1, Median: 3 * time.Hour, P90: 3 * time.Hour},
		{Severity: models.SeverityWarning, Drifts: 2, Median: 24*time.Hour + 30*time.Minute, P90: 43*time.Hour + 18*time.Minute},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	some, err := l.Drifts.ResolutionTimes(t.Context(), *at(1, 3), *at(2, 13)) // since inclusive, until exclusive
	l.ok(err)
	if len(some) != 2 || some[0].Drifts != 1 {
		t.Errorf("bounded: %v", some)
	}
}

// The gravest come first, of these the newest, and what is not to be acted on does not come.
func TestWorst(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.may()
	newer := l.row(models.SeverityCritical, models.StatusTriaged, *at(7, 0), nil, nil, nil)
	l.row(models.SeverityWarning, models.StatusTriaged, *at(6, 0), nil, nil, nil)
	worst, err := l.Drifts.Worst(t.Context(), 3)
	l.ok(err)
	if len(worst) != 3 || worst[0].ID != newer || !worst[1].DetectedAt.Equal(*at(1, 23)) || worst[2].Severity != models.SeverityWarning {
		t.Errorf("got %+v", worst)
	}
	if worst, err = l.Drifts.Worst(t.Context(), 1); err != nil || len(worst) != 1 || worst[0].ID != newer {
		t.Errorf("the worst is %+v, %v", worst, err)
	}
	ended := l.drift().ID
	l.ok(l.move(ended, models.StatusApproved))
	l.exec("UPDATE drifts SET severity = 'critical' WHERE id = ?", ended)
	l.exec("INSERT INTO approval_terms (drift_id, ends_at, ticket, created_at) VALUES (?, now() - interval '1 second', '', now() - interval '1 hour')", ended)
	worst, err = l.Drifts.Worst(t.Context(), 1)
	l.ok(err)
	if len(worst) != 1 || worst[0].ID != ended {
		t.Errorf("an approval has ended, and the worst is %+v", worst)
	}
	if _, err = l.Drifts.Worst(t.Context(), 0); !errors.Is(err, models.ErrInvalid) {
		t.Error(err)
	}
}

// The next approval to end comes first, whenever its drift was detected, and what ended or ends later not at all.
func TestEndingNext(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	var approved []uuid.UUID
	for _, days := range []int{3, 1, 5, models.EndingDays + 1} {
		id := l.drift().ID
		_, err := l.Drifts.Approve(t.Context(), id, models.ApproveDriftInput{ApprovedBy: l.engineer, Reason: reason, Until: models.ApprovalEnd{After: time.Duration(days) * 24 * time.Hour}})
		l.ok(err)
		approved = append(approved, id)
	}
	next, err := l.Drifts.EndingNext(t.Context(), 2)
	l.ok(err)
	if len(next) != 2 || next[0].ID != approved[1] || next[1].ID != approved[0] || len(next[0].ActualState) == 0 {
		t.Errorf("got %+v of %v", next, approved)
	}
	l.ok(l.move(approved[1], models.StatusResolved))
	if next, err = l.Drifts.EndingNext(t.Context(), 8); err != nil || len(next) != 2 || next[0].ID != approved[0] {
		t.Errorf("once the first is resolved: %+v, %v", next, err)
	}
	if _, err = l.Drifts.EndingNext(t.Context(), 0); !errors.Is(err, models.ErrInvalid) {
		t.Error(err)
	}
}

// Of many a sample tells how long they took, and the sums how many they are; parts of days are read in whole.
func TestResolutionTimesOfMany(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.row(models.SeverityCritical, models.StatusResolved, *at(1, 0), nil, at(1, 3), nil)
	l.exec(`INSERT INTO drifts (resource_id, resource_type, region, expected_state, actual_state, difference, severity, status, detected_at, detected_by, resolved_at)
		SELECT n, 'EC2', 'r', '{}', '{}', '{}', 'warning', 'resolved', '2026-05-01 00:00Z', 'api', timestamptz '2026-05-01 00:00Z' + n * interval '1 second' FROM generate_series(1, 12000) n`)
	// The median of a sample of 2,000 is two minutes off in one of three: six times that is by no chance.
	near := func(got, want time.Duration) bool { return (got - want).Abs() < 12*time.Minute }
	got, err := l.Drifts.ResolutionTimes(t.Context(), *at(1, 0), *at(2, 0))
	l.ok(err)
	if len(got) != 3 || !got[0].Sampled || got[0].Drifts != 12_001 || !got[2].Sampled || got[2].Drifts != 12_000 || got[2].Median == 6000500*time.Millisecond ||
		!near(got[2].Median, 6_000*time.Second) || !near(got[2].P90, 10_800*time.Second) {
		t.Errorf("of whole days: %v", got)
	}
	if got[1].Sampled || got[1].Drifts != 1 || got[1].Median != 3*time.Hour {
		t.Errorf("of one: %v", got[1])
	}
	got, err = l.Drifts.ResolutionTimes(t.Context(), at(1, 0).Add(time.Second), *at(2, 0))
	l.ok(err)
	if len(got) != 3 || got[2].Sampled || got[2].Drifts != 12_000 || got[2].Median != 6000500*time.Millisecond {
		t.Errorf("of a part of a day: %v", got)
	}
}

// What changes most goes by the changes that count, wherever in a list they stand. A
// resource that is gone has every key of its own, which says nothing.
func TestTopKeysOfChanges(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	for i, path := range []string{"ingress[0].cidr[2]", "ingress[4].cidr[0]"} {
		l.detect(fmt.Sprint("scope", i), func(in *models.Detection) {
			in.Changes = []models.JudgedChange{
				{Path: path, Severity: models.SeverityCritical}, {Path: "ingress[7].cidr[1]", Severity: models.SeverityCritical},
				{Path: "etag", Severity: models.SeverityInfo, Noise: "volatile"},
			}
		})
	}
	l.detect("gone", func(in *models.Detection) {
		in.ActualState, in.Difference = models.JSON(`{}`), models.JSON(`{"ami":{"expected":"ami-1"}}`)
	})
	l.drift()
	keys, err := l.Drifts.TopKeys(t.Context(), models.DriftFilter{}, 9)
	l.ok(err)
	if fmt.Sprint(keys) != "[{ingress[*].cidr[*] 2} {instance_type 1}]" {
		t.Errorf("got %v", keys)
	}
}

// superseded gives a ledger with a drift whose place another took, and nothing else.
func superseded(t *testing.T) (l *ledger, old, successor uuid.UUID) {
	t.Helper()
	l = newLedger(t)
	first := l.detect("s")
	l.ok(l.move(first.DriftID, models.StatusApproved))
	second := l.detect("s", differs(`{"ami":{"expected":1,"actual":2}}`))
	if !slices.Equal(second.Superseded, []uuid.UUID{first.DriftID}) {
		t.Fatalf("nothing was superseded: %+v", second)
	}
	return l, first.DriftID, second.DriftID
}

// Nobody put a drift right whose place another took.
func TestSupersededIsNotResolved(t *testing.T) {
	t.Parallel()
	l, _, _ := superseded(t)
	times, err := l.Drifts.ResolutionTimes(t.Context(), time.Time{}, time.Time{})
	l.ok(err)
	if len(times) != 0 {
		t.Errorf("it counts in the time to resolve: %v", times)
	}
	days, err := l.Drifts.Daily(t.Context(), l.past(1), l.now().AddDate(0, 0, 2))
	l.ok(err)
	var resolved, opened int64
	for _, day := range days {
		resolved, opened = resolved+day.Resolved.Total(), opened+day.Opened.Total()
	}
	if last := days[len(days)-1]; resolved != 0 || opened != 2 || last.Open.Total() != 1 {
		t.Errorf("%d resolved, %d opened, %d open", resolved, opened, last.Open.Total())
	}
	overview, err := l.Drifts.Overview(t.Context())
	l.ok(err)
	if got := fmt.Sprint(overview.Groups); got != "[{detected false false false warning 1 0.00 1} {resolved true false false warning 1 0.00 1}]" {
		t.Errorf("the overview has %s", got)
	}
}

// What no code knows is counted apart, and in no other figure.
func TestFiguresOfTheUnmanaged(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	figures := func() string {
		daily, err := l.Drifts.Daily(t.Context(), l.now().Add(-2000*time.Hour), l.now().Add(2000*time.Hour))
		l.ok(err)
		open, err := l.Drifts.OpenNow(t.Context(), l.now().Add(-2000*time.Hour))
		l.ok(err)
		worst, err := l.Drifts.Worst(t.Context(), 8)
		l.ok(err)
		times, err := l.Drifts.ResolutionTimes(t.Context(), time.Time{}, time.Time{})
		l.ok(err)
		overview, err := l.Drifts.Overview(t.Context())
		l.ok(err)
		return fmt.Sprint(daily, open, len(worst), times, overview.Of(false).Groups, overview.OldestOpen)
	}
	l.detect("s")
	l.ok(l.move(l.detect("other").DriftID, models.StatusResolved))
	before := figures()
	unmanaged := func(id string) func(*models.Detection) {
		return func(in *models.Detection) {
			in.SeenAt = l.now().Add(-1000 * time.Hour) // older than all else
			in.Address, in.ResourceID, in.FullResourceID = "aws_iam_user:"+id, id, id
			in.Kind, in.Severity, in.Action = models.KindUnmanaged, models.SeverityCritical, "unmanaged"
		}
	}
	for _, status := range []models.Status{models.StatusDetected, models.StatusTriaged, models.StatusApproved, models.StatusRejected, models.StatusResolved} {
		id := l.detect("s", unmanaged(string(status))).DriftID
		if status != models.StatusDetected {
			l.ok(l.move(id, status))
		}
	}
	l.detect("s", unmanaged(string(models.StatusDetected)), differs(wandered), func(in *models.Detection) { in.Changes[0].Severity = models.SeverityCritical })
	if after := figures(); after != before {
		t.Errorf("got  %s\nwant %s", after, before)
	}
	overview, err := l.Drifts.Overview(t.Context())
	l.ok(err)
	if got := overview.Of(true); got.Sum(models.OpenStatuses(), nil).Drifts != 3 || got.SumOf(models.SupersededWord, nil).Drifts != 1 || got.SumOf("resolved", nil).Drifts != 1 || got.SumOf("approved", nil).Drifts != 1 {
		t.Errorf("unmanaged: %v", got.Groups)
	}
}
