package repositories_test

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// A unitHeard is what one unit of work sent, in order.
type unitHeard struct {
	sent    []string
	changed []string // the tables of entities that it wrote to
	user    bool     // a user's id stands in what it wrote
}

var (
	changing  = regexp.MustCompile(`(?:INSERT INTO|UPDATE|DELETE FROM|COPY) "?([a-z]\w*)"?`)
	holdsRow  = regexp.MustCompile(`(?s)FROM drifts .*FOR NO KEY UPDATE|INSERT INTO "?drifts"?`)
	holdsUser = regexp.MustCompile(`(?s)FROM users .*FOR (SHARE|NO KEY UPDATE)|INSERT INTO "?users"?`)
)

// ofScans are the tables whose rows say by themselves which scan wrote them.
var ofScans = []string{"scans", "drift_occurrences", "drift_summaries", "rule_matches"}

// ofTelling are the tables whose rows are nothing but what was told and when: they say so by themselves.
var ofTelling = []string{"notices", "messages"}

// Each unit of work that changes something writes its audit row, holds the drift that it
// is about, and looks whether the user may.
func TestEveryUnitOfWork(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	fill(t, db, 500)
	heard := units(t, db, func(l *ledger) { everything(t, l) })
	if len(heard) < 50 {
		t.Fatalf("heard of %d units of work only", len(heard))
	}
	for _, u := range heard {
		last := u.sent[len(u.sent)-1]
		audited := slices.Contains(u.changed, "audit_logs")
		others := slices.DeleteFunc(slices.Clone(u.changed), func(table string) bool {
			return table == "audit_logs" || slices.Contains(ofScans, table) || slices.Contains(ofTelling, table)
		})
		if len(others) > 0 && !audited {
			t.Errorf("a unit of work changes %v and writes no audit row: write one by tx.note in the method that sends\n%s", others, last)
		}
		if slices.ContainsFunc(others, ofDrift) && !u.sends(holdsRow) {
			t.Errorf("a unit of work changes %v without holding the drift: call tx.hold first in the method that sends\n%s", others, last)
		}
		if u.user && audited && !u.sends(holdsUser) {
			t.Errorf("a unit of work writes down a user and does not look whether they may: call tx.actor first in the method that sends\n%s", last)
		}
	}
}

func (u unitHeard) sends(what *regexp.Regexp) bool {
	return slices.ContainsFunc(u.sent, what.MatchString)
}

// ofDrift says whether a row of a table is about a drift.
func ofDrift(table string) bool {
	for _, e := range models.Entities() {
		if e.TableName() == table {
			return table == "drifts" || slices.Contains(columnsOf(reflect.TypeOf(e)), "drift_id")
		}
	}
	return false
}

// units gives what each unit of work sends while fn runs; a statement or a batch in no
// transaction is one by itself.
func units(t *testing.T, db *postgres.DB, fn func(l *ledger)) []*unitHeard {
	t.Helper()
	l := ledgerOn(t, db)
	users := []uuid.UUID{l.engineer, l.admin, l.viewer}
	var mu sync.Mutex
	var all []*unitHeard
	open, batches := map[*pgx.Conn]*unitHeard{}, map[*pgx.Batch]*unitHeard{}
	hear(db, func(s postgres.Sent) {
		mu.Lock()
		defer mu.Unlock()
		switch word, _, _ := strings.Cut(strings.ToLower(s.SQL), " "); word {
		case "begin":
			open[s.Conn] = &unitHeard{}
			return
		case "commit":
			delete(open, s.Conn)
			return
		case "rollback":
			if !strings.Contains(s.SQL, "SAVEPOINT") {
				delete(open, s.Conn)
			}
			return
		}
		u := open[s.Conn]
		if u == nil && s.Batch != nil {
			if batches[s.Batch] == nil {
				batches[s.Batch] = &unitHeard{}
			}
			u = batches[s.Batch]
		}
		if u == nil {
			u = &unitHeard{}
		}
		if len(u.sent) == 0 {
			all = append(all, u)
		}
		u.sent = append(u.sent, s.SQL)
		for _, found := range changing.FindAllStringSubmatch(s.SQL, -1) {
			u.changed = append(u.changed, found[1])
			u.user = u.user || slices.ContainsFunc(s.Values, func(v any) bool {
				return slices.ContainsFunc(users, func(id uuid.UUID) bool { return fmt.Sprint(reflect.Indirect(reflect.ValueOf(v))) == id.String() })
			})
		}
	})
	fn(l)
	db.Hear(nil)
	mu.Lock() // what nobody waited for may still be sent
	defer mu.Unlock()
	return slices.Clone(all)
}
