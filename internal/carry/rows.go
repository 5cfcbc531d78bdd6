package carry

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/postgres"
)

// table is a table whose rows are copied, by its names as SQL has them.
type table struct {
	name, columns string // columns with commas, those that are computed left out
}

// tables are those of a schema.
const tables = `
	SELECT format('%I.%I', $1::text, c.relname), string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname)
	FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
	WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND c.relkind = 'r'
	GROUP BY c.relname ORDER BY c.relname`

// copyRows copies the rows of a schema to another of the same form, of which what the
// migrations wrote is replaced, and compares them.
func copyRows(ctx context.Context, source, target *postgres.DB, name string) (rows int64, err error) {
	err = pgx.BeginTxFunc(ctx, source.Pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(from pgx.Tx) error {
		return pgx.BeginTxFunc(ctx, target.Pool, pgx.TxOptions{}, func(to pgx.Tx) error {
			rows, err = copyAll(ctx, from, to, name)
			return err
		})
	})
	return rows, err
}

func copyAll(ctx context.Context, from, to pgx.Tx, name string) (rows int64, err error) {
	list, err := tablesOf(ctx, from, name)
	if err != nil {
		return 0, err
	}
	var names []string
	for _, t := range list {
		names = append(names, t.name)
	}
	// Rows are as they were written, by triggers and under foreign keys: neither has a say again.
	for _, sql := range []string{"SET LOCAL session_replication_role = replica", "TRUNCATE " + strings.Join(names, ", ")} {
		if _, err := to.Exec(ctx, sql); err != nil {
			return 0, err
		}
	}
	for _, t := range list {
		if err := t.copy(ctx, from, to); err != nil {
			return 0, fmt.Errorf("copying %s: %w", t.name, err)
		}
		n, err := t.compare(ctx, from, to)
		if err != nil {
			return 0, err
		}
		rows += n
	}
	return rows, sequences(ctx, from, to, name)
}

func tablesOf(ctx context.Context, q querier, name string) ([]table, error) {
	found, err := q.Query(ctx, tables, name)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(found, func(row pgx.CollectableRow) (t table, err error) { return t, row.Scan(&t.name, &t.columns) })
}

// copy streams the rows as text, which every version reads alike.
func (t table) copy(ctx context.Context, from, to pgx.Tx) error {
	out, in := io.Pipe()
	sent := make(chan error, 1)
	go func() {
		_, err := from.Conn().PgConn().CopyTo(ctx, in, "COPY "+t.name+" ("+t.columns+") TO STDOUT")
		in.CloseWithError(err)
		sent <- err
	}()
	_, err := to.Conn().PgConn().CopyFrom(ctx, out, "COPY "+t.name+" ("+t.columns+") FROM STDIN")
	out.CloseWithError(err)
	if read := <-sent; err == nil {
		err = read
	}
	return err
}

// compare tells how many rows both have, and fails where they are not the same.
func (t table) compare(ctx context.Context, from, to pgx.Tx) (rows int64, err error) {
	sql := "SELECT count(*), COALESCE(sum(hashtextextended(ROW(" + t.columns + ")::text, 0)), 0)::text FROM " + t.name
	var sums [2]string
	var counts [2]int64
	for i, tx := range []pgx.Tx{from, to} {
		if err := tx.QueryRow(ctx, sql).Scan(&counts[i], &sums[i]); err != nil {
			return 0, err
		}
	}
	if counts[0] != counts[1] || sums[0] != sums[1] {
		return 0, fmt.Errorf("%s does not hold the same after copying: %d rows, and %d before, with sums of %s and %s", t.name, counts[1], counts[0], sums[1], sums[0])
	}
	return counts[0], nil
}

// sequences has those of a schema go on where they were.
func sequences(ctx context.Context, from, to pgx.Tx, name string) error {
	moves, err := texts(ctx, from, "SELECT format('SELECT setval(%L, %s)', format('%I.%I', schemaname, sequencename), last_value) FROM pg_sequences WHERE schemaname = $1 AND last_value IS NOT NULL", name)
	if err != nil {
		return err
	}
	for _, move := range moves {
		if _, err := to.Exec(ctx, move); err != nil {
			return err
		}
	}
	return nil
}

// querier is a connection, a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func texts(ctx context.Context, q querier, sql string, args ...any) ([]string, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
