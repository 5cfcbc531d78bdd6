package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/testdb"
)

func TestStatements(t *testing.T) {
	t.Parallel()
	conn, err := pgx.Connect(t.Context(), testdb.Empty(t).URL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if err := execAll(t.Context(), conn, filled([]string{"CREATE %s a (n int)", "CREATE %s b (n int)"}, "TABLE")); err != nil {
		t.Fatal(err)
	}
	if err := execAll(t.Context(), conn, []string{"DROP TABLE a", "DROP TABLE a", "DROP TABLE b"}); err == nil || !strings.HasPrefix(err.Error(), "DROP TABLE a: ") {
		t.Error(err)
	}
	if names, err := lines(t.Context(), conn, "SELECT tablename::text FROM pg_tables WHERE schemaname = $1", "public"); err != nil || !slices.Equal(names, []string{"b"}) {
		t.Error(names, err)
	}
}
