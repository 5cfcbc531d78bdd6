package importing_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// change is one entry of a made-up plan: an instance whose attributes differ.
type change struct {
	address, id      string
	expected, actual map[string]any // nil actual: gone
}

// plan writes a refresh-only plan of so many checked instances, some of them changed.
func plan(at string, checked []string, changes ...change) []byte {
	var drift, prior []any
	for _, c := range changes {
		side := func(values map[string]any) any {
			if values == nil {
				return nil
			}
			all := map[string]any{"id": c.id}
			for k, v := range values {
				all[k] = v
			}
			return all
		}
		action := "update"
		if c.actual == nil {
			action = "delete"
		}
		drift = append(drift, map[string]any{
			"address": c.address, "mode": "managed", "type": "aws_instance", "name": "x",
			"change": map[string]any{"actions": []string{action}, "before": side(c.expected), "after": side(c.actual)},
		})
	}
	for _, address := range checked {
		prior = append(prior, map[string]any{
			"address": address, "mode": "managed", "type": "aws_instance", "name": "x", "values": map[string]any{"id": "i-" + address},
		})
	}
	raw, err := json.Marshal(map[string]any{
		"format_version": "1.2", "terraform_version": "1.11.4", "timestamp": at,
		"planned_values": map[string]any{"root_module": map[string]any{}}, "resource_drift": drift,
		"prior_state":   map[string]any{"values": map[string]any{"root_module": map[string]any{"resources": prior}}},
		"configuration": map[string]any{}, "applyable": len(drift) > 0, "complete": true, "errored": false,
	})
	if err != nil {
		panic(err)
	}
	return raw
}

// web is aws_instance.web with an instance type and a key: the first may wander, the second is critical.
func web(instanceType, key string) change {
	return change{
		"aws_instance.web", "i-aws_instance.web",
		map[string]any{"instance_type": "t3.small", "vpc_security_group_ids": "ops"},
		map[string]any{"instance_type": instanceType, "vpc_security_group_ids": key},
	}
}

type ledger struct {
	*testing.T
	store *repositories.Store
	user  uuid.UUID
}

func newLedger(t *testing.T) ledger {
	return ledgerOn(t, testdb.Lend(t))
}

func ledgerOn(t *testing.T, db *postgres.DB) ledger {
	return ledger{t, repositories.New(db, time.Minute), engineer(t, db)}
}

func (l ledger) take(raw []byte, o importing.Options) importing.Summary {
	l.Helper()
	o.DetectedBy = models.DetectedByScheduler
	if o.Scope == "" {
		o.Scope = "prod"
	}
	s, err := importing.File(context.Background(), l.store, "plan.json", bytes.NewReader(raw), o)
	must(l.T, err)
	return s
}

func (l ledger) drift(id *uuid.UUID) models.Drift {
	l.Helper()
	d, err := l.store.Drifts.Get(context.Background(), *id)
	must(l.T, err)
	return d
}

func (l ledger) sighting(id *uuid.UUID) models.Sighting {
	l.Helper()
	all, err := l.store.Drifts.Sightings(context.Background(), []uuid.UUID{*id})
	must(l.T, err)
	return all[*id]
}

func at(hour int) string { return fmt.Sprintf("2026-11-20T%02d:00:00Z", hour) }

func clock(hour int) time.Time { return time.Date(2026, 11, 20, hour, 0, 0, 0, time.UTC) }

func TestAValueThatWandersIsNoNewDrift(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	first := l.take(plan(at(1), nil, web("t3.large", "other")), importing.Options{})
	second := l.take(plan(at(2), nil, web("t3.xlarge", "other")), importing.Options{})
	if first.Created != 1 || second.Repeated != 1 || *second.Items[0].DriftID != *first.Items[0].DriftID {
		t.Fatalf("got %+v then %+v, want created then repeated", first, second)
	}
	seen := l.sighting(first.Items[0].DriftID)
	if !seen.FirstSeen.Equal(clock(1)) || !seen.LastSeen.Equal(clock(2)) || seen.Occurrences != 2 {
		t.Errorf("got %+v, want seen twice, from 1:00 to 2:00", seen)
	}
	page, err := l.store.Drifts.Occurrences(context.Background(), *first.Items[0].DriftID, models.PageRequest{})
	must(t, err)
	if newest, oldest := page.Items[0], page.Items[1]; newest.ActualState == nil || newest.ExpectedState != nil || oldest.ActualState != nil {
		t.Errorf("occurrences keep %q and %q, want only what differs from the drift's own record", newest.ActualState, oldest.ActualState)
	}
}

func TestACriticalValueThatChangesSupersedes(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	first := l.take(plan(at(1), nil, web("t3.large", "other")), importing.Options{})
	second := l.take(plan(at(2), nil, web("t3.large", "third")), importing.Options{})
	if second.Created != 1 || second.Superseded != 1 {
		t.Fatalf("got %+v, want one created that supersedes", second)
	}
	old, successor := l.drift(first.Items[0].DriftID), l.drift(second.Items[0].DriftID)
	if old.Status != models.StatusResolved || *old.ResolvedHow != models.ResolvedAcknowledged || successor.Status != models.StatusDetected {
		t.Errorf("old is %s, new is %s", old.Status, successor.Status)
	}
	if seen := l.sighting(&successor.ID); !seen.FirstSeen.Equal(clock(1)) || !successor.DetectedAt.Equal(clock(2)) {
		t.Errorf("first seen %s, detected %s; want the first sight inherited", seen.FirstSeen, successor.DetectedAt)
	}
	audit, err := l.store.Audit.List(context.Background(), models.AuditFilter{Action: []string{models.ActionDriftSuperseded}}, models.PageRequest{})
	must(t, err)
	if len(audit.Items) != 1 || *audit.Items[0].DriftID != old.ID || !bytes.Contains(audit.Items[0].Details, []byte(successor.ID.String())) {
		t.Errorf("got %+v, want one row that names the successor", audit.Items)
	}
	unread := true
	alerts, err := l.store.Alerts.List(context.Background(), models.AlertFilter{DriftID: &old.ID, Unread: &unread}, models.PageRequest{})
	must(t, err)
	if alerts.Total != 0 {
		t.Error("the superseded drift still has unread alerts")
	}
}

func TestAnApprovalCoversWhatWasSeenAndNothingMore(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	first := l.take(plan(at(1), nil, web("t3.large", "other")), importing.Options{})
	l.take(plan(at(2), nil, web("t3.xlarge", "other")), importing.Options{})
	_, err := l.store.Drifts.Approve(context.Background(), *first.Items[0].DriftID,
		models.ApproveDriftInput{ApprovedBy: l.user, Reason: "bigger until the sale is over"})
	must(t, err)
	if quiet := l.take(plan(at(3), nil, web("t3.xlarge", "other")), importing.Options{}); quiet.Repeated != 1 {
		t.Errorf("what was approved came back as %+v", quiet.Items)
	}
	further := l.take(plan(at(4), nil, web("t3.2xlarge", "other")), importing.Options{})
	if further.Created != 1 || further.Superseded != 1 {
		t.Errorf("a further change came back as %+v", further.Items)
	}
}

func TestOtherKeysAreAnotherDrift(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.take(plan(at(1), nil, web("t3.large", "other")), importing.Options{})
	if less := l.take(plan(at(2), nil, web("t3.large", "ops")), importing.Options{}); less.Created != 1 || less.Superseded != 1 {
		t.Errorf("one key less came back as %+v", less.Items)
	}
	if gone := l.take(plan(at(3), nil, change{"aws_instance.web", "i-aws_instance.web", map[string]any{"instance_type": "t3.small"}, nil}), importing.Options{}); gone.Created != 1 || gone.Items[0].Severity != models.SeverityCritical {
		t.Errorf("the resource gone came back as %+v", gone.Items)
	}
}

func TestScopesDoNotMix(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.take(plan(at(1), nil, web("t3.large", "other")), importing.Options{Scope: "a"})
	if s := l.take(plan(at(1), nil, web("t3.large", "other")), importing.Options{Scope: "b"}); s.Created != 1 || s.Superseded != 0 {
		t.Errorf("another scope's drift counted: %+v", s)
	}
}

func TestALateReportOnlyAddsOccurrences(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	first := l.take(plan(at(1), nil, web("t3.large", "other")), importing.Options{})
	second := l.take(plan(at(5), []string{"aws_instance.web"}), importing.Options{ResolveMissing: true})
	if second.Resolved != 1 {
		t.Fatalf("got %+v, want the drift resolved", second)
	}
	stranger := change{"aws_instance.new", "i-new", map[string]any{"ami": "1"}, map[string]any{"ami": "2"}}
	late := l.take(plan(at(3), nil, web("t3.large", "other"), stranger), importing.Options{ResolveMissing: true})
	if !late.NewestScan.Equal(clock(5)) || late.Repeated != 1 || late.Created+late.Resolved+late.Superseded != 0 || late.Skipped != 1 || late.NotClosed == "" {
		t.Errorf("got %+v", late)
	}
	if seen := l.sighting(first.Items[0].DriftID); seen.Occurrences != 2 || !seen.LastSeen.Equal(clock(3)) {
		t.Errorf("got %+v, want a second occurrence at 3:00", seen)
	}
	if d := l.drift(first.Items[0].DriftID); d.Status != models.StatusResolved {
		t.Errorf("a late report changed the status to %s", d.Status)
	}
}

func TestResolveMissingTrustsOnlyWhatWasCheckedAndInOrder(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	other := change{"aws_instance.other", "i-aws_instance.other", map[string]any{"ami": "1"}, map[string]any{"ami": "2"}}
	gone := change{"aws_instance.gone", "i-aws_instance.gone", map[string]any{"ami": "1"}, nil}
	noisy := change{"aws_instance.noisy", "i-aws_instance.noisy", map[string]any{"ami": "1"}, map[string]any{"ami": "2"}}
	first := l.take(plan(at(1), nil, web("t3.large", "other"), other, gone, noisy), importing.Options{})
	noisy.expected, noisy.actual = map[string]any{"labels": nil}, map[string]any{"labels": []any{}}
	// web still drifts, other is in order, gone was not looked at, noisy has noise alone.
	second := l.take(plan(at(2), []string{"aws_instance.web", "aws_instance.other", "aws_instance.noisy"}, web("t3.large", "other"), noisy),
		importing.Options{ResolveMissing: true})
	var resolved []string
	for _, item := range second.Items {
		if item.Outcome == importing.Resolved {
			resolved = append(resolved, item.Address)
		}
	}
	slices.Sort(resolved)
	if want := []string{"aws_instance.noisy", "aws_instance.other"}; !slices.Equal(resolved, want) {
		t.Errorf("resolved %v, want %v", resolved, want)
	}
	for _, item := range first.Items {
		d := l.drift(item.DriftID)
		if want := slices.Contains(resolved, item.Address); (d.Status == models.StatusResolved) != want {
			t.Errorf("%s is %s", item.Address, d.Status)
		}
		if d.ResolvedHow != nil && *d.ResolvedHow != models.ResolvedManualFix {
			t.Errorf("%s resolved as %s", item.Address, *d.ResolvedHow)
		}
	}
}

func TestWithoutResolveMissingNothingCloses(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	first := l.take(plan(at(1), nil, web("t3.large", "other")), importing.Options{})
	l.take(plan(at(2), []string{"aws_instance.web"}), importing.Options{})
	if d := l.drift(first.Items[0].DriftID); d.Status != models.StatusDetected {
		t.Errorf("became %s", d.Status)
	}
}

func TestADryRunWritesNothing(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	before := dump(t, l.store)
	s := l.take(plan(at(1), nil, web("t3.large", "other")), importing.Options{DryRun: true})
	if s.Created != 1 || !s.DryRun || s.ScanID != uuid.Nil || s.Items[0].DriftID != nil {
		t.Errorf("got %+v, want what would be created, and no id of what is not", s)
	}
	if dump(t, l.store) != before {
		t.Error("a dry run wrote")
	}
}

func TestTheSameResourceAtTwoAddressesIsTwoDrifts(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	a, b := web("t3.large", "other"), web("t3.xlarge", "third")
	b.address = "aws_instance.twin"
	for hour := 1; hour <= 2; hour++ {
		s := l.take(plan(at(hour), nil, a, b), importing.Options{})
		if hour == 1 && s.Created != 2 || hour == 2 && s.Repeated != 2 || s.Superseded != 0 {
			t.Errorf("at %d:00 got %+v", hour, s)
		}
	}
}

// What was approved at one address stays so when the code comes to hold the
// resource at a second, whatever the order in the report.
func TestASecondAddressLeavesTheFirstAlone(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	first := l.take(plan(at(1), nil, web("t3.large", "other")), importing.Options{})
	_, err := l.store.Drifts.Approve(context.Background(), *first.Items[0].DriftID,
		models.ApproveDriftInput{ApprovedBy: l.user, Reason: "bigger until the sale is over"})
	must(t, err)
	second := web("t3.xlarge", "third")
	second.address = "aws_instance.alpha"
	s := l.take(plan(at(2), nil, second, web("t3.large", "other")), importing.Options{})
	if s.Created != 1 || s.Repeated != 1 || s.Superseded != 0 {
		t.Errorf("got %+v", s)
	}
	if d := l.drift(first.Items[0].DriftID); d.Status != models.StatusApproved {
		t.Errorf("the approved drift is %s", d.Status)
	}
}

// A resource that moved takes its drift along.
func TestAMovedResourceKeepsItsDrift(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.take(plan(at(1), nil, web("t3.large", "other")), importing.Options{})
	moved := web("t3.large", "other")
	moved.address = "module.shop.aws_instance.web"
	if s := l.take(plan(at(2), nil, moved), importing.Options{}); s.Repeated != 1 || s.Created != 0 {
		t.Errorf("got %+v", s)
	}
}

func TestImportsAtOnceMakeOneRowOfOneDrift(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	var all sync.WaitGroup
	summaries := make([]importing.Summary, 16)
	for i := range summaries {
		all.Go(func() {
			raw := plan(fmt.Sprintf("2026-11-20T01:00:%02dZ", i), nil, web("t3.large", "other"))
			o := importing.Options{Scope: "prod", DetectedBy: models.DetectedByAPI, DetectedAt: clock(1)}
			var err error
			if summaries[i], err = importing.File(context.Background(), l.store, "plan.json", bytes.NewReader(raw), o); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	created := 0
	for _, s := range summaries {
		created += s.Created
	}
	drifts, err := l.store.Drifts.List(context.Background(), models.DriftQuery{})
	must(t, err)
	if created != 1 || drifts.Total != 1 {
		t.Fatalf("%d created, %d rows", created, drifts.Total)
	}
	if seen := l.sighting(&drifts.Items[0].ID); seen.Occurrences != 16 {
		t.Errorf("%d occurrences, want 16", seen.Occurrences)
	}
}

func TestWhatDoesNotFitIsFitted(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	long := string(bytes.Repeat([]byte("x"), 300))
	s := l.take(plan(at(1), nil,
		change{"aws_instance.long", long, map[string]any{"ami": "1"}, map[string]any{"ami": "2"}},
		change{"aws_instance.nul", "i-nul", map[string]any{"note": "a\x00b"}, map[string]any{"note": "c"}},
		change{"aws_instance.nul_id", "i-\x00", map[string]any{"ami": "1"}, map[string]any{"ami": "2"}},
	), importing.Options{})
	if s.Created != 2 || s.Skipped != 1 || s.Unstorable != 1 {
		t.Fatalf("got %+v", s)
	}
	occurrences, err := l.store.Drifts.Occurrences(context.Background(), *s.Items[0].DriftID, models.PageRequest{})
	must(t, err)
	if d := l.drift(s.Items[0].DriftID); len(d.ResourceID) != 255 || occurrences.Items[0].ResourceID != long {
		t.Errorf("drift has %d characters, occurrence %d", len(d.ResourceID), len(occurrences.Items[0].ResourceID))
	}
	if d := l.drift(s.Items[1].DriftID); !bytes.Contains(d.ExpectedState, []byte("a\uFFFDb")) {
		t.Errorf("got %s", d.ExpectedState)
	}
}

// An import reads for each entry what it may be a repeat of, not all of its scope, be it the
// first one or the second, of which the statistics know nothing yet.
func TestFirstImportReadsLittle(t *testing.T) {
	t.Parallel()
	const entries = 1100
	db := testdb.Open(t)
	var read, looked int
	hear := func(tx *gorm.DB) {
		if strings.HasPrefix(tx.Statement.SQL.String(), `UPDATE "scans"`) { // at its end
			row := tx.Statement.ConnPool.QueryRowContext(t.Context(), "SELECT seq_tup_read + idx_tup_fetch, seq_scan + idx_scan FROM pg_stat_xact_user_tables WHERE relname = 'drift_summaries'")
			if err := row.Scan(&read, &looked); err != nil {
				t.Error(err)
			}
		}
	}
	must(t, db.Gorm.Callback().Update().After("*").Register("hear", hear))
	var changes []change
	for i := range entries {
		changes = append(changes, change{fmt.Sprintf("aws_instance.x[%d]", i), fmt.Sprint("i-", i), map[string]any{"a": 1}, map[string]any{"a": 2}})
	}
	imported := func(scope, at string, changes ...change) importing.Summary {
		t.Helper()
		s, err := importing.File(t.Context(), repositories.New(db, time.Minute), "p.json", bytes.NewReader(plan(at, nil, changes...)), importing.Options{DetectedBy: models.DetectedByManual, Scope: scope})
		must(t, err)
		return s
	}
	// What PostgreSQL knows is of another scope, and it learns no more.
	imported("other", "2026-10-01T03:00:00Z", changes[:3]...)
	must(t, testdb.Owner(t, db).Gorm.Exec("ANALYZE; ALTER TABLE drift_summaries SET (autovacuum_enabled = false)").Error)
	for _, at := range []string{"2026-10-01T03:00:00Z", "2026-10-01T04:00:00Z"} {
		s := imported("", at, changes...)
		if s.Created+s.Repeated != entries || looked == 0 || read > 20*entries {
			t.Errorf("%d created, %d repeated, %d rows read in %d looks", s.Created, s.Repeated, read, looked)
		}
	}
}
