package testdb

import (
	"fmt"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
)

var (
	anyID   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	anyTime = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)`)
)

// ofTables are the tables that a ledger is told by, in SQL: all but those whose rows are
// sums to be added up, of which there may be more or fewer.
const ofTables = `SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
	AND c.relname NOT IN ('drift_counts', 'drift_days', 'scope_counts', 'region_counts', 'cost_days', 'unread_alerts')`

// Rows gives what a ledger holds as texts in order, so that two ledgers to which the same was
// done are equal: each id stands as its place among those of its table, in the order in
// which they were written, and each time from yesterday on, the time of writing, as now.
func Rows(t testing.TB, db *postgres.DB) (all []string) {
	t.Helper()
	db = Owner(t, db) // who alone sees what the seed has noted
	texts := func(sql string) (list []string) {
		t.Helper()
		if err := db.Gorm.Raw(sql).Scan(&list).Error; err != nil {
			t.Fatal("testdb:", err)
		}
		return list
	}
	names, yesterday := map[string]string{}, Now(t, db).UTC().AddDate(0, 0, -1).Format(time.RFC3339)
	const has = " AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = '"
	for _, table := range texts(ofTables + has + "id') " + has + "created_at')") {
		for i, id := range texts("SELECT id::text FROM " + table + " ORDER BY created_at, id") {
			names[id] = fmt.Sprintf("%s-%d", table, i)
		}
	}
	for _, table := range texts(ofTables) {
		row := "to_jsonb(r)"
		if table == "audit_logs" || table == "notices" { // an order within each drift
			row = "(" + row + " - 'id') || jsonb_build_object('place', rank() OVER (PARTITION BY drift_id ORDER BY created_at))"
		}
		for _, text := range texts("SELECT (" + row + ")::text FROM " + table + " r") {
			text = anyID.ReplaceAllStringFunc(text, func(id string) string {
				if name, known := names[id]; known {
					return name
				}
				return "another"
			})
			all = append(all, table+" "+anyTime.ReplaceAllStringFunc(text, func(at string) string {
				if at > yesterday {
					return "now"
				}
				return at
			}))
		}
	}
	slices.Sort(all)
	return all
}

// SameRows fails where two ledgers do not hold the same, as [Rows] tells it, and says in
// what; each is known by a name.
func SameRows(t testing.TB, one string, a []string, other string, b []string) {
	t.Helper()
	for _, side := range []struct {
		in, not     string
		has, hasNot []string
	}{{one, other, a, b}, {other, one, b, a}} {
		for _, row := range side.has {
			if !slices.Contains(side.hasNot, row) {
				t.Errorf("%s, and not %s: %s", side.in, side.not, row)
			}
		}
	}
	if len(a) != len(b) {
		t.Errorf("%s %d rows, %s %d", one, len(a), other, len(b))
	}
}
