package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// The seed makes the first drifts of a ledger, row by row. The others are copies of
// those, which PostgreSQL makes itself in a tenth of the time: each copy has ids, scopes
// and resources of its own and lies some milliseconds further back.

// copied are the tables whose rows a copy has, in the order in which the triggers that
// count them have the least to do. What the triggers themselves write is not among them.
var copied = []string{"scans", "drift_summaries", "drifts", "drift_occurrences", "approval_terms", "rule_matches", "alerts", "audit_logs", "cost_metrics"}

// trail are those of them that tell what became of a drift. Where there is no room for all,
// one drift in ten has its trail.
var trail = map[string]bool{"alerts": true, "audit_logs": true, "cost_metrics": true}

// original is the schema that holds the rows that are copied.
const original = "bench_original"

// copyOf is the statement that writes the copy of a number, $1, of one table.
func copyOf(ctx context.Context, conn *pgx.Conn, table string, thin bool) (string, error) {
	rows, err := conn.Query(ctx, `
		SELECT a.attname, format_type(a.atttypid, NULL), EXISTS (
			SELECT FROM pg_constraint c WHERE c.conrelid = a.attrelid AND c.contype = 'f' AND a.attnum = ANY(c.conkey)
			AND c.confrelid IN ('users'::regclass, 'rule_sets'::regclass))
		FROM pg_attribute a WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum`, table)
	if err != nil {
		return "", err
	}
	var columns, values []string
	var column, kind string
	var shared bool
	_, err = pgx.ForEachRow(rows, []any{&column, &kind, &shared}, func() error {
		column = pgx.Identifier{column}.Sanitize()
		columns, values = append(columns, column), append(values, copiedValue(column, kind, shared))
		return nil
	})
	statement := fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM %s.%[1]s", table, strings.Join(columns, ", "), strings.Join(values, ", "), original)
	if thin && trail[table] {
		statement += " WHERE drift_id IS NULL OR get_byte(uuid_send(drift_id), 15) % 10 = 0"
	}
	return statement, err
}

// copiedValue is what a column has in a copy, in SQL. A shared column names a row of
// which there are no copies.
func copiedValue(column, kind string, shared bool) string {
	switch {
	case kind == "uuid" && !shared: // the seed's ids, with the number of the copy in their third group
		return fmt.Sprintf("overlay(%s::text placing lpad(to_hex($1::int), 3, '0') from 16)::uuid", column)
	case kind == "timestamp with time zone":
		return column + " - $1::int * interval '1 millisecond'"
	case column == `"scope"` || column == `"resource_id"`:
		return fmt.Sprintf("left(%s, 240) || '-' || $1::int", column)
	}
	return column
}

// writeCopy writes one copy of all tables.
func writeCopy(ctx context.Context, conn *pgx.Conn, statements []string, number int) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		for _, statement := range statements {
			if _, err := tx.Exec(ctx, statement, number); err != nil {
				return fmt.Errorf("copy %d: %s…: %w", number, statement[:min(len(statement), 40)], err)
			}
		}
		return nil
	})
}

// keepOriginal sets aside the rows that are copied.
func keepOriginal(ctx context.Context, conn *pgx.Conn) error {
	statements := []string{"DROP SCHEMA IF EXISTS " + original + " CASCADE", "CREATE SCHEMA " + original}
	for _, table := range copied {
		statements = append(statements, fmt.Sprintf("CREATE UNLOGGED TABLE %s.%s AS SELECT * FROM public.%[2]s", original, table))
	}
	return execAll(ctx, conn, statements)
}
