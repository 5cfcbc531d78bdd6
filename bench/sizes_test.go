package main

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/testdb"
)

func TestSizes(t *testing.T) {
	t.Parallel()
	conn, err := pgx.Connect(t.Context(), testdb.New(t).Super().URL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	about, _, err := describe(t.Context(), conn, "`fsync=off`")
	if err != nil || !strings.HasPrefix(about, "0 drifts, ") || !strings.Contains(about, "with `fsync=off`; ") {
		t.Error(about, err)
	}
	if err := execAll(t.Context(), conn, []string{"CREATE TABLE large AS SELECT n, n AS x FROM generate_series(1, 100000) n", "CREATE INDEX large_n ON large (n)"}); err != nil {
		t.Fatal(err)
	}
	sizes, err := sizesOf(t.Context(), conn)
	if err != nil || !strings.Contains(sizes, "| large | 3 | 2 |\n") || !strings.Contains(sizes, "| large_n | 2 |\n") || strings.Contains(sizes, "drifts") {
		t.Error(sizes, err)
	}
}
