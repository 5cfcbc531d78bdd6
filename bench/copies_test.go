package main

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/testdb"
)

func TestCopiedValue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		column, kind string
		shared       bool
		want         string
	}{
		{`"approved_by"`, "uuid", true, `"approved_by"`},
		{`"id"`, "uuid", false, `overlay("id"::text placing lpad(to_hex($1::int), 3, '0') from 16)::uuid`},
		{`"created_at"`, "timestamp with time zone", false, `"created_at" - $1::int * interval '1 millisecond'`},
		{`"scope"`, "text", false, `left("scope", 240) || '-' || $1::int`},
		{`"severity"`, "character varying", false, `"severity"`},
	} {
		if got := copiedValue(c.column, c.kind, c.shared); got != c.want {
			t.Errorf("%s: %s", c.column, got)
		}
	}
}

// Where there is no room, only the tables of the trail are thinned out.
func TestCopyOf(t *testing.T) {
	t.Parallel()
	conn, err := pgx.Connect(t.Context(), testdb.New(t).Super().URL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, table := range copied {
		all, err1 := copyOf(t.Context(), conn, table, false)
		thin, err2 := copyOf(t.Context(), conn, table, true)
		if err1 != nil || err2 != nil || (thin != all) != trail[table] || strings.Contains(all, "WHERE") {
			t.Errorf("%s: %v, %v\n%s\n%s", table, err1, err2, all, thin)
		}
	}
}
