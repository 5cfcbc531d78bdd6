package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

func lines(ctx context.Context, conn *pgx.Conn, sql string, args ...any) ([]string, error) {
	rows, err := conn.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func filled(patterns []string, word string) []string {
	all := make([]string, len(patterns))
	for i, p := range patterns {
		all[i] = fmt.Sprintf(p, word)
	}
	return all
}

func execAll(ctx context.Context, conn *pgx.Conn, statements []string) error {
	for _, s := range statements {
		if _, err := conn.Exec(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}
