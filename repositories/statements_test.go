package repositories_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// statementsOf are how many statements a call sends, with those that begin and end a
// transaction. More of them are more trips to the database, of which a call consists.
var statementsOf = []struct {
	name string
	want int
	call func(l *ledger, of models.Drift) error
}{
	{"Drifts.Get", 1, func(l *ledger, of models.Drift) error { return first(l.Drifts.Get(l.Context(), of.ID)) }},
	{"Drifts.Create", 1, func(l *ledger, _ models.Drift) error { return first(l.Drifts.Create(l.Context(), input())) }},
	{"Drifts.Triage", 2, func(l *ledger, of models.Drift) error { return l.move(of.ID, models.StatusTriaged) }},
	{"Drifts.Approve", 2, func(l *ledger, of models.Drift) error { return l.move(of.ID, models.StatusApproved) }},
	{"Drifts.Reject", 2, func(l *ledger, of models.Drift) error { return l.move(of.ID, models.StatusRejected) }},
	{"Drifts.FindRecentDuplicate", 1, func(l *ledger, of models.Drift) error {
		return first(l.Drifts.FindRecentDuplicate(l.Context(), of.ResourceID, of.ResourceType, time.Hour))
	}},
}

func TestStatementsOfACall(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	l := ledgerOn(t, db)
	for _, c := range statementsOf {
		of := l.drift()
		sent := sentBy(db, func() { l.ok(c.call(l, of)) })
		if len(sent) != c.want {
			t.Errorf("%s sends %d statements, want %d:\n%s", c.name, len(sent), c.want, strings.Join(sent, "\n"))
		}
	}
}

// sentBy gives the statements that are sent while fn runs, in order.
func sentBy(db *postgres.DB, fn func()) []string {
	var mu sync.Mutex
	var sent []string
	hear(db, func(s postgres.Sent) {
		mu.Lock()
		defer mu.Unlock()
		sent = append(sent, s.SQL)
	})
	defer db.Hear(nil)
	fn()
	mu.Lock() // what nobody waited for may still be sent
	defer mu.Unlock()
	return slices.Clone(sent)
}

// PostgreSQL plans a page once, and not for each call, where no value tells which drifts it keeps: to plan it takes as long
// as to read it. Of a value it plans for the value, since a rare one wants another way.
func TestPagesArePlannedOnce(t *testing.T) {
	t.Parallel()
	db := testdb.With(t, postgres.Config{URL: testdb.New(t).URL, MaxConns: 1})
	l := ledgerOn(t, db)
	l.drift()
	l.drift()
	page, err := l.Drifts.List(t.Context(), models.DriftQuery{PageRequest: models.PageRequest{Limit: 1}})
	l.ok(err)
	for _, c := range []struct {
		filter models.DriftFilter
		once   bool
	}{
		{models.DriftFilter{}, true},
		{models.DriftFilter{Status: []models.Status{models.StatusOpen}, Severity: models.Severities()}, true},
		{models.DriftFilter{NextApply: []models.NextApply{models.NextApplyRevert, models.NextApplyUnknown}}, true},
		{models.DriftFilter{Overdue: []string{models.Overdue}}, true},
		{models.DriftFilter{Region: []string{"eu-west-1"}}, false},
	} {
		db.Pool.Reset() // what was prepared goes with its connection
		for range 9 {
			for _, cursor := range []string{"", page.Next} {
				q := models.DriftQuery{Filter: c.filter, PageRequest: models.PageRequest{Cursor: cursor}}
				l.ok(first(l.Drifts.AppendJSON(t.Context(), nil, q, nil)))
			}
		}
		var planned int64
		l.ok(db.Pool.QueryRow(t.Context(), "SELECT sum(custom_plans) FROM pg_prepared_statements WHERE statement LIKE 'SELECT id, %' AND statement LIKE '%drift_summaries%'").Scan(&planned))
		if (planned <= 5) != c.once { // PostgreSQL plans a statement with values five times before it keeps a plan
			t.Errorf("%+v is planned anew %d times of 18", c.filter, planned)
		}
	}
}
