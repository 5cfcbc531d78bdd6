package repositories_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

// The bytes of a page, and how many pages a file of a table or an index has before the
// next begins.
const (
	page         = 8192
	pagesOfAFile = 131072
)

// grow makes the planner take the ledger for one of so many times the rows. It goes by the
// length of the files and by what the statistics tell of a page; so the files get longer,
// with holes where the rows would be. Nothing can be written to it then, and only
// plans are to be asked for.
func grow(t *testing.T, db *postgres.DB, times int64) {
	t.Helper()
	db = testdb.Super(t, db)
	var dir string
	if err := db.Pool.QueryRow(t.Context(), ofTest+"SELECT current_setting('data_directory')").Scan(&dir); err != nil {
		t.Fatal(err)
	}
	rows, err := db.Pool.Query(t.Context(), ofTest+"SELECT pg_relation_filepath(oid), pg_relation_size(oid) / $2"+ofGrowing, growing, page)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var file string
		var pages int64
		if err := rows.Scan(&file, &pages); err != nil {
			t.Fatal(err)
		}
		if err := lengthen(filepath.Join(dir, file), pages*times); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	_, err = db.Pool.Exec(t.Context(), ofTest+`UPDATE pg_class SET reltuples = reltuples * $2, relpages = relpages * $2, relallvisible = relallvisible * $2
		WHERE reltuples > 0 AND oid IN (SELECT oid`+ofGrowing+")", growing, times)
	if err != nil {
		t.Fatal(err)
	}
}

// ofGrowing are the growing tables and their indexes.
const ofGrowing = ` FROM pg_class LEFT JOIN pg_index ON indexrelid = oid WHERE relkind IN ('r', 'i') AND COALESCE(indrelid, oid) = ANY($1::text[]::regclass[])`

// lengthen gives a table or an index so many pages, in files as PostgreSQL names them. They
// belong to whom the first belongs to, who may not be who runs the tests.
func lengthen(file string, pages int64) error {
	first, err := os.Stat(file)
	if err != nil {
		return err
	}
	owner := first.Sys().(*syscall.Stat_t)
	for n := int64(0); pages > 0; n, pages = n+1, pages-pagesOfAFile {
		name := file
		if n > 0 {
			name = fmt.Sprintf("%s.%d", file, n)
			f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY, 0o600)
			if err != nil {
				return err
			}
			if err := f.Close(); err != nil {
				return err
			}
			if err := os.Chown(name, int(owner.Uid), int(owner.Gid)); err != nil {
				return err
			}
		}
		if err := os.Truncate(name, min(pages, pagesOfAFile)*page); err != nil {
			return err
		}
	}
	return nil
}

// grown is a plan's way through the ledger, as far as its time grows with it.
type grown struct {
	whole []string // the growing tables that it reads in whole
	sorts bool     // whether it sorts all that it reads of one of them, for one page as well
}

func (n node) grown(g *grown) {
	if n.isPutInOrder() {
		return
	}
	if n.Type == "Seq Scan" && slices.Contains(growing, n.Table) && !slices.Contains(g.whole, n.Table) {
		g.whole = append(g.whole, n.Table)
	}
	g.sorts = g.sorts || n.Type == "Sort" && n.readsGrowing()
	for _, p := range n.Plans {
		p.grown(g)
	}
}

// readsGrowing tells whether rows of a growing table pass through the step: three severities that
// are sorted for a merge take as long in any ledger.
func (n node) readsGrowing() bool {
	return slices.Contains(growing, n.Table) || slices.ContainsFunc(n.Plans, node.readsGrowing)
}

// worse says what a plan over more rows does that the one over fewer does not; that the larger
// walks an index where the smaller sorts is no worse.
func (g grown) worse(than grown) (words []string) {
	for _, table := range g.whole {
		if !slices.Contains(than.whole, table) {
			words = append(words, "reads all of "+table)
		}
	}
	if g.sorts && !than.sorts {
		words = append(words, "sorts all that it reads")
	}
	return words
}

// growsWithItsAnswer are the statements that give, or change, more rows in a larger ledger, so
// that no plan of them can stay the same; each with the reason.
var growsWithItsAnswer = map[string]*regexp.Regexp{
	"a step of all drifts that a filter keeps chooses them all":   regexp.MustCompile(`^SELECT (id, severity|status, count\(\*\) AS drifts) FROM "drifts" WHERE`),
	"a download is read to its end":                               regexp.MustCompile(`^DECLARE `),
	"scopes without a scan are looked for among all that is open": regexp.MustCompile(`FROM known_scopes k WHERE newest_scan_id IS NOT NULL OR EXISTS`),
	"all that is overdue is looked through":                       regexp.MustCompile(`^\s*WITH overdue AS`),
	"drifts that have words are counted by their ids":             regexp.MustCompile(`count\(\*\) FROM drifts WHERE \(drifts\.id IN \(SELECT drift_id FROM drift_words`),
	"all alerts are marked as read at once":                       regexp.MustCompile(`is_read IS NOT TRUE AND \$\d`),
}

// plansStay holds every statement to the plan that it has over a ledger of fewer drifts: over
// 160 times as many, near 10,000,000, none reads a table in whole or sorts
// what it reads which did not before. FLAT_DRIFTS=1000000 fills a ledger with so many rows,
// where otherwise the planner is only made to believe in them, see grow.
func plansStay(t *testing.T, db *postgres.DB, sent []postgres.Sent) {
	before := grownOf(t, db, sent)
	if text := os.Getenv("FLAT_DRIFTS"); text != "" {
		drifts, err := strconv.Atoi(text)
		if err != nil {
			t.Fatalf("FLAT_DRIFTS takes a number of drifts, got %q", text)
		}
		db = testdb.Open(t)
		fill(t, db, drifts)
	} else {
		grow(t, db, 160)
	}
	after := grownOf(t, db, sent)
	for i, s := range sent {
		words := after[i].worse(before[i])
		for _, of := range growsWithItsAnswer {
			if of.MatchString(s.SQL) {
				words = nil
			}
		}
		if len(words) > 0 {
			t.Errorf("in a larger ledger this %s: let an index serve it whatever the size, or name it in growsWithItsAnswer, in repositories/flat_test.go, with the reason:\n%s", strings.Join(words, ", and "), s.SQL)
		}
	}
}

// grownOf explains the statements, each done by one process: that several share the work
// is no other way.
func grownOf(t *testing.T, db *postgres.DB, sent []postgres.Sent) []grown {
	t.Helper()
	all := make([]grown, len(sent))
	err := pgx.BeginTxFunc(t.Context(), db.Pool, pgx.TxOptions{}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), ofTest+"SET LOCAL max_parallel_workers_per_gather = 0"); err != nil {
			return err
		}
		for i, s := range sent {
			if plan := planOf(t, tx, s); plan != nil {
				plan.grown(&all[i])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
