package repositories_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// A total is kept only as long as nothing changes, and one of a unit of work counts what
// the unit has written.
func TestTotalsAreOfWhatIsThere(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	for _, q := range []models.DriftQuery{
		{Filter: models.DriftFilter{Status: []models.Status{models.StatusDetected}}}, {Filter: models.DriftFilter{Region: []string{"eu-west-1"}}},
	} {
		already := one[int64](l, "SELECT count(*) FROM drifts")
		for want := already; want < already+5; want++ {
			for range 2 {
				page, err := l.Drifts.List(t.Context(), q)
				l.ok(err)
				if page.Total != want {
					t.Fatalf("counts %d drifts, there are %d", page.Total, want)
				}
				page, err = l.Drifts.List(t.Context(), models.DriftQuery{Filter: q.Filter, PageRequest: models.PageRequest{Limit: 1, Page: 100}})
				l.ok(err)
				if page.Total != want || len(page.Items) > 0 {
					t.Fatalf("beyond the end it counts %d drifts, there are %d", page.Total, want)
				}
			}
			l.ok(l.InTx(t.Context(), func(tx *repositories.Store) error {
				l.on(tx).drift()
				page, err := tx.Drifts.List(t.Context(), q)
				if page.Total != want+1 || len(page.Items) != int(want)+1 {
					t.Errorf("within a unit: %d of %d drifts, there are %d", len(page.Items), page.Total, want+1)
				}
				return err
			}))
		}
	}
}

// A standby says how far it is when it is asked, and not of the rows that a statement sees. So a total is kept by
// what was asked before it was counted: what came in between is then counted anew.
func TestTotalsAreCountedAfterTheirSnapshot(t *testing.T) {
	t.Parallel()
	l := ledgerOn(t, testdb.Open(t))
	for _, f := range []models.DriftFilter{{}, {Region: []string{"eu-west-1"}}, {Changed: []string{"tags"}}} {
		sent := sentBy(l.db, func() {
			_, err := l.Drifts.List(t.Context(), models.DriftQuery{Filter: f, PageRequest: models.PageRequest{Page: 2}})
			l.ok(err)
		})
		counts := slices.IndexFunc(sent, func(sql string) bool {
			return strings.Contains(sql, "count(*)") || strings.Contains(sql, "sum(drifts)")
		})
		asked := slices.IndexFunc(sent, func(sql string) bool { return strings.Contains(sql, "pg_last_wal_replay_lsn()") })
		if asked < 0 || counts <= asked || strings.Contains(sent[counts], "replay") {
			t.Errorf("%+v: sent are\n%s", f, strings.Join(sent, "\n"))
		}
	}
}

// Whatever tells a total tells what the rows come to: the sums by which drifts are counted, and the drifts
// themselves.
func TestTotalsAreThoseOfTheRows(t *testing.T) {
	t.Parallel()
	l, _, _ := superseded(t)
	for _, status := range models.Statuses() {
		l.driftIn(status)
	}
	ended := l.driftIn(models.StatusApproved)
	l.exec("INSERT INTO approval_terms (drift_id, ends_at, created_at) VALUES (?, now() - interval '1 hour', now() - interval '1 day')", ended.ID)
	for _, kind := range models.Kinds() {
		l.detect("kinds", func(in *models.Detection) {
			in.Kind, in.Address, in.ResourceID, in.FullResourceID, in.Owner = kind, "a."+string(kind), string(kind), string(kind), "x"
		})
	}
	for _, region := range []string{"eu-west-1", "region-2"} {
		for _, kind := range []string{"EC2", "S3", "RDS"} {
			l.drift(func(in *models.CreateDriftInput) { in.Region, in.ResourceType = region, kind })
		}
	}
	for _, region := range [][]string{nil, {"region-2"}, {"region-2", "eu-west-1", "region-2"}, {"none"}} {
		for _, kind := range [][]string{nil, {"EC2"}, {"S3", "RDS"}, {""}} {
			for _, account := range [][]string{nil, {"123456789012"}} {
				f := models.DriftFilter{Region: region, ResourceType: kind, AccountID: account}
				l.totalOfRows(f)
				f.Status = []models.Status{models.StatusOpen}
				l.totalOfRows(f)
			}
		}
	}
	statuses := [][]models.Status{nil, {models.StatusOpen}, {models.StatusOpen, models.StatusApproved}, {models.StatusOpen, models.StatusResolved}, {models.StatusApproved}}
	kinds := [][]models.Kind{nil, {models.KindUnmanaged}, models.ManagedKinds(), models.Kinds(), {models.KindState}, {models.KindUnknown, models.KindUnmanaged}}
	for _, status := range statuses {
		for _, kind := range kinds {
			for _, next := range [][]models.NextApply{nil, {models.NextApplyRevert}, {models.NextApplyUnknown}} {
				for _, severity := range [][]models.Severity{nil, {models.SeverityWarning, models.SeverityInfo}} {
					f := models.DriftFilter{Status: status, Kind: kind, NextApply: next, Severity: severity}
					l.totalOfRows(f)
					f.Tool = []string{"terraform"}
					l.totalOfRows(f)
					f.Scope, f.Owner = []string{"s", "kin/*", "kinds"}, []string{"x"}
					l.totalOfRows(f)
					f.Owner, f.Tool = nil, nil
					l.totalOfRows(f)
					// What no scan has seen has no scope, tool or owner; its sums say the same of it as of what one saw without.
					for _, owner := range [][]string{{""}, {"x", ""}} {
						l.totalOfRows(models.DriftFilter{Status: status, Kind: kind, NextApply: next, Severity: severity, Owner: owner})
					}
				}
			}
		}
	}
}

// Of regions and types an index alone tells which drifts are passed over, and these are not read.
func TestPagesOfRegions(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	l := ledgerOn(t, db)
	for _, f := range []models.DriftFilter{
		{}, {Region: []string{"r"}}, {ResourceType: []string{"EC2"}, Severity: models.Severities(), Status: models.OpenStatuses()},
		{Severity: models.Severities()}, {Region: []string{"r"}, AccountID: []string{"1"}},
	} {
		for _, sort := range []models.DriftSort{"", models.SortCreatedAt, models.SortCost} {
			sent := strings.Join(sentBy(db, func() { l.ok(first(l.Drifts.List(t.Context(), models.DriftQuery{Filter: f, Sort: sort}))) }), "\n")
			want := len(f.Region)+len(f.ResourceType) > 0 && f.AccountID == nil && sort != models.SortCost
			if strings.Contains(sent, "= ANY(ARRAY(SELECT id FROM drifts") != want {
				t.Errorf("%+v by %s: found by ids is not %t:\n%s", f, sort, want, sent)
			}
		}
	}
}

// totalOfRows holds a total to the rows.
func (l *ledger) totalOfRows(f models.DriftFilter) {
	l.Helper()
	rows, err := l.Drifts.List(l.Context(), models.DriftQuery{Filter: f})
	l.ok(err)
	beyond, err := l.Drifts.List(l.Context(), models.DriftQuery{Filter: f, PageRequest: models.PageRequest{Page: 100}})
	l.ok(err)
	if n := int64(len(rows.Items)); rows.Total != n || beyond.Total != n {
		l.Errorf("%+v: totals of %d and %d, and %d rows", f, rows.Total, beyond.Total, n)
	}
}
