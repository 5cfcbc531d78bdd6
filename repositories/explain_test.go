package repositories_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// staysSmall are the tables with so few rows that reading every row is as good as any index.
// Few approvals end.
var staysSmall = []string{"users", "rule_sets", "approval_terms"}

// growing are the tables of which nothing may read every row in the order they lie:
// each that has an entity, and some that have none.
var growing = func() []string {
	tables := []string{"session_rotations", "drift_words", "counted_drifts"}
	for _, e := range models.Entities() {
		if !slices.Contains(staysSmall, e.TableName()) {
			tables = append(tables, e.TableName())
		}
	}
	return tables
}()

// readInWhole are the tables whose rows are about as narrow as an entry of an index:
// a question about all of them, without a WHERE, is answered best by the table itself.
var readInWhole = []string{"cost_metrics"}

// countsAll is the question how many rows a table has, which reads all of something.
var countsAll = regexp.MustCompile(`^SELECT count\(\*\) FROM "\w+"$`)

// Every statement that the repositories send is explained by PostgreSQL, over a
// ledger large enough for the planner to mean it. What they send is found by
// listening while every method runs, see everything, over a ledger that is small: the
// statements are the same.
func TestEveryQueryIsIndexed(t *testing.T) {
	if testing.Short() {
		t.Skip("fills a large ledger")
	}
	small := testdb.Open(t)
	fill(t, small, 6_000)
	sent := listen(t, small, func(l *ledger) { everything(t, l) })
	if len(sent) < 80 {
		t.Fatalf("heard of %d statements only", len(sent))
	}
	db := testdb.Open(t)
	fill(t, db, 60_000)
	used := map[string]bool{}
	for _, s := range sent {
		plan, scanned := explain(t, db, s, used)
		if len(scanned) > 0 {
			t.Errorf("reads all of %s: write an index in a migration and in the tags of models, for a list's order (created_at DESC, id DESC), "+
				"for a filter its column, or its clause in repositories/filter_clauses.go so that an index serves it, such as NOT EXISTS for NOT IN; a table that stays small is named in staysSmall, in repositories/explain_test.go:\n%s\n%s", strings.Join(slices.Compact(slices.Sorted(slices.Values(scanned))), ", "), s.SQL, plan)
		}
	}
	var idle []string
	err := db.Gorm.Raw("SELECT indexname FROM pg_indexes WHERE tablename IN ? AND indexname LIKE 'idx_%' AND indexname NOT IN ?", growing, staying).Scan(&idle).Error
	if err != nil {
		t.Fatal(err)
	}
	for _, index := range idle {
		if !used[index] {
			t.Errorf("nothing uses %s: leave it out, or have everything, in repositories/everything_test.go, ask for what it serves", index)
		}
	}
	t.Run("vacuumed by rows", func(t *testing.T) { vacuumedByRows(t, db, sent) })
	t.Run("whatever the size", func(t *testing.T) { plansStay(t, db, sent) })
}

// vacuumedByRows holds that an index alone goes on answering where it is walked: of pages that were written since
// the last vacuum each entry looks up its row, and as PostgreSQL is set a fifth of a table's rows, 2,000,000 of
// 10,000,000, are written before it vacuums. So these tables say a number of rows.
func vacuumedByRows(t *testing.T, db *postgres.DB, sent []postgres.Sent) {
	var set []string
	err := db.Gorm.Raw("SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' " +
		"AND reloptions @> ARRAY['autovacuum_vacuum_insert_scale_factor=0', 'autovacuum_vacuum_scale_factor=0.01']").Scan(&set).Error
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sent {
		if plan := planOf(t, db.Pool, s); plan != nil {
			for _, table := range plan.walked() {
				if slices.Contains(growing, table) && !slices.Contains(set, table) {
					t.Errorf("an index of %s is walked for its entries alone, and the table says nothing of autovacuum_vacuum_insert_scale_factor; let a migration do as 040_vacuum_by_rows:\n%s", table, s.SQL)
				}
			}
		}
	}
}

// walked are the tables of which an index alone answers for more rows than a page has.
func (n node) walked() (tables []string) {
	if n.Type == "Index Only Scan" && n.Rows > 100 {
		tables = append(tables, n.Table)
	}
	for _, p := range n.Plans {
		tables = append(tables, p.walked()...)
	}
	return tables
}

// staying are indexes of the first six tables, which stay whatever uses them: others
// may count on them.
var staying = []string{
	"idx_drifts_status", "idx_drifts_severity", "idx_drifts_resource", "idx_drifts_detected_at", "idx_drifts_created_at",
	"idx_alerts_drift_id", "idx_alerts_is_read", "idx_cost_metrics_drift_id", "idx_users_email",
}

// fill writes so many drifts and what belongs to them; of a table that largeLedger does
// not name a row for each drift.
func fill(t testing.TB, db *postgres.DB, drifts int) {
	t.Helper()
	db = testdb.Super(t, db)
	send := func(sql, problem string) {
		t.Helper()
		if _, err := db.Pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(problem, err)
		}
	}
	send(dropIndexes, "")
	send(fmt.Sprintf("BEGIN; SET LOCAL ledger.drifts = %d;", drifts)+largeLedger+"; COMMIT", "")
	for _, e := range models.Entities() {
		if !strings.Contains(largeLedger, "INSERT INTO "+e.TableName()+" (") {
			send("BEGIN; SET LOCAL session_replication_role = replica; SET LOCAL synchronous_commit = local;"+rowsOf(e, manyRows)+"; COMMIT",
				"repositories/rows_test.go: the tags of "+e.TableName()+" do not tell values that its checks take; write SQL for them in values: ")
		}
	}
	send(makeIndexes+"; DROP TABLE actors, numbered, looks", "")
	send("VACUUM", "") // the planner goes by what these count
	send("ANALYZE", "")
}

// listen gives every statement that is sent while fn runs, each text once.
func listen(t *testing.T, db *postgres.DB, fn func(l *ledger)) []postgres.Sent {
	t.Helper()
	l := ledgerOn(t, db)
	var mu sync.Mutex
	heard := map[string]postgres.Sent{}
	hear(db, func(s postgres.Sent) {
		mu.Lock()
		defer mu.Unlock()
		heard[s.SQL] = postgres.Sent{SQL: s.SQL, Values: slices.Clone(s.Values)}
	})
	fn(l)
	db.Hear(nil)
	mu.Lock() // what nobody waited for may still be sent
	defer mu.Unlock()
	var all []postgres.Sent
	for _, s := range heard {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b postgres.Sent) int { return strings.Compare(a.SQL, b.SQL) })
	return all
}

// hear hands over every statement that is sent, but those of the test's own.
func hear(db *postgres.DB, fn func(postgres.Sent)) {
	db.Hear(func(s postgres.Sent) {
		if !strings.HasPrefix(s.SQL, ofTest) {
			fn(s)
		}
	})
}

// control are statements that have no plan.
var control = regexp.MustCompile(`(?i)^(begin|commit|savepoint|release|rollback|fetch|close|discard|copy|set) `)

// explain gives the plan of a statement, and the growing tables that it reads in
// whole; it notes the indexes that the plan uses.
func explain(t *testing.T, db *postgres.DB, s postgres.Sent, used map[string]bool) (plan string, scanned []string) {
	t.Helper()
	of := planOf(t, db.Pool, s)
	if of == nil {
		return "", nil
	}
	var b strings.Builder
	scanned = of.walk(&b, 0, used)
	if countsAll.MatchString(s.SQL) {
		return "", nil
	}
	return b.String(), scanned
}

// planOf is the plan of a statement, nil where it has none.
func planOf(t *testing.T, db interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}, s postgres.Sent) *node {
	t.Helper()
	if control.MatchString(s.SQL + " ") {
		return nil
	}
	var raw []byte
	if err := db.QueryRow(context.Background(), "EXPLAIN (FORMAT JSON) "+s.SQL, s.Values...).Scan(&raw); err != nil {
		t.Fatalf("%s: %v", s.SQL, err)
	}
	var plans []struct{ Plan node }
	if err := json.Unmarshal(raw, &plans); err != nil {
		t.Fatal(err)
	}
	return &plans[0].Plan
}

// node is one step of a plan, as EXPLAIN writes it.
type node struct {
	Type   string  `json:"Node Type"`
	Table  string  `json:"Relation Name"`
	Index  string  `json:"Index Name"`
	Rows   float64 `json:"Plan Rows"`
	Filter string
	Of     string `json:"Subplan Name"`
	Plans  []node
}

// isPutInOrder says of a step that it reads all that a filter keeps, which grows with how many these are: it is done where so
// many others have been walked past in vain.
func (n node) isPutInOrder() bool { return n.Of == "CTE kept" }

func (n node) walk(b *strings.Builder, depth int, used map[string]bool) (scanned []string) {
	used[n.Index] = true
	fmt.Fprintf(b, "%s%s %s %s (%.0f rows)\n", strings.Repeat("  ", depth), n.Type, n.Table, n.Index, n.Rows)
	if n.Type == "Seq Scan" && slices.Contains(growing, n.Table) && (n.Filter != "" || !slices.Contains(readInWhole, n.Table)) {
		scanned = append(scanned, n.Table)
	}
	for _, p := range n.Plans {
		scanned = append(scanned, p.walk(b, depth+1, used)...)
	}
	if n.isPutInOrder() {
		return nil
	}
	return scanned
}
