package main

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// describe says on what is measured, which is the caption of the table, and how many drifts there are.
func describe(ctx context.Context, conn *pgx.Conn, settings string) (about string, drifts int64, err error) {
	var bytes int64
	var version string
	err = conn.QueryRow(ctx, "SELECT count(*), pg_database_size(current_database()), current_setting('server_version') FROM drifts").Scan(&drifts, &bytes, &version)
	if err != nil {
		return "", 0, err
	}
	thin := ""
	if drifts > whole {
		thin = " One drift in ten has its trail of audit rows, alerts and costs."
	}
	return fmt.Sprintf("%s drifts, %s GB, on %s; PostgreSQL %s on the same machine with %s; %d processors, %s.%s",
		grouped(drifts), number(float64(bytes)/1e9), time.Now().UTC().Format("2 January 2006"), version, settings, runtime.NumCPU(), runtime.Version(), thin), drifts, nil
}

// sizesOf is a table of the largest tables and one of the indexes, in Markdown.
func sizesOf(ctx context.Context, conn *pgx.Conn) (string, error) {
	var b strings.Builder
	for _, part := range []struct{ head, sql string }{
		{"| table | MB | its indexes, MB |\n|---|---|---|\n", `SELECT format('| %s | %s | %s |', relname, pg_table_size(relid) / 1000000, pg_indexes_size(relid) / 1000000)
			FROM pg_stat_user_tables WHERE pg_total_relation_size(relid) > 1000000 ORDER BY pg_total_relation_size(relid) DESC`},
		{"| index | MB |\n|---|---|\n", `SELECT format('| %s | %s |', indexrelname, pg_relation_size(indexrelid) / 1000000)
			FROM pg_stat_user_indexes WHERE pg_relation_size(indexrelid) > 1000000 ORDER BY pg_relation_size(indexrelid) DESC`},
	} {
		rows, err := lines(ctx, conn, part.sql)
		if err != nil {
			return "", err
		}
		b.WriteString("\n" + part.head + strings.Join(rows, "\n") + "\n")
	}
	return b.String(), nil
}
