package carry

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/testdb"
)

// both runs SQL in two databases and then work on a transaction in each.
func both(t *testing.T, one, other string, work func(from, to pgx.Tx) error) error {
	t.Helper()
	source, target := testdb.Super(t, testdb.Open(t)), testdb.Super(t, testdb.Open(t)) // as whom the servers are carried
	if _, err := source.Pool.Exec(t.Context(), one); err != nil {
		t.Fatal(err)
	}
	if _, err := target.Pool.Exec(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	return pgx.BeginFunc(t.Context(), source.Pool, func(from pgx.Tx) error {
		return pgx.BeginFunc(t.Context(), target.Pool, func(to pgx.Tx) error { return work(from, to) })
	})
}

func TestCompare(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ one, other, says string }{
		{"(1, 'a'), (2, NULL)", "(2, NULL), (1, 'a')", ""},
		{"(1, 'a'), (2, NULL)", "(1, 'a'), (2, '')", "does not hold the same after copying: 2 rows, and 2 before"},
		{"(1, 'a'), (2, NULL)", "(1, 'a')", "1 rows, and 2 before"},
	} {
		const create = "CREATE TABLE t (n int, v text); INSERT INTO t VALUES "
		err := both(t, create+c.one, create+c.other, func(from, to pgx.Tx) error {
			_, err := table{"t", "n, v"}.compare(context.Background(), from, to)
			return err
		})
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s and %s: %v", c.one, c.other, err)
		}
	}
}

// Columns that are computed are left out, and a row that is refused is told, by the table.
func TestCopy(t *testing.T) {
	t.Parallel()
	const create = "CREATE TABLE t (n int, twice int GENERATED ALWAYS AS (2 * n) STORED); INSERT INTO t SELECT generate_series(1, 50000); "
	work := func(from, to pgx.Tx) error {
		_, err := copyAll(t.Context(), from, to, "public")
		return err
	}
	if err := both(t, create, create+"DELETE FROM t", work); err != nil {
		t.Error(err)
	}
	if err := both(t, create, create+"ALTER TABLE t ADD CHECK (n < 0) NOT VALID", work); err == nil || !strings.HasPrefix(err.Error(), "copying public.t: ") {
		t.Errorf("a row that is refused: %v", err)
	}
}

func TestSequences(t *testing.T) {
	t.Parallel()
	const create = `CREATE SEQUENCE "A b"; CREATE SEQUENCE unused; `
	var next [2]int
	err := both(t, create+`SELECT nextval('"A b"'), nextval('"A b"')`, create, func(from, to pgx.Tx) error {
		if err := sequences(t.Context(), from, to, "public"); err != nil {
			return err
		}
		return to.QueryRow(t.Context(), `SELECT nextval('"A b"'), nextval('unused')`).Scan(&next[0], &next[1])
	})
	if err != nil || next != [2]int{3, 1} {
		t.Errorf("they go on at %v, %v", next, err)
	}
}
