package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/testdb"
)

// A ledger of copies is one as the seed would make it: whole, counted, indexed and held together.
func TestFill(t *testing.T) {
	t.Parallel()
	db := testdb.New(t).Super()
	conn, err := pgx.Connect(t.Context(), db.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	const definitions = "SELECT concat(pg_get_indexdef(indexrelid), obj_description(indexrelid)) FROM pg_index WHERE indisready AND indisvalid AND indrelid >= 16384 ORDER BY 1"
	before := read(t, conn, definitions)
	if err := fill(t.Context(), db.URL, 60, 3, false); err != nil {
		t.Fatal(err)
	}
	if after := read(t, conn, definitions); after != before {
		t.Errorf("the indexes are others:\n%s\nwere\n%s", after, before)
	}
	for sql, want := range map[string]string{
		"SELECT count(*) FROM drifts":          "240",
		"SELECT sum(drifts) FROM drift_counts": "240",
		"SELECT count(*) - 4 * count(*) FILTER (WHERE scope !~ '-[123]$') FROM drift_summaries":                    "0",
		"SELECT count(*) - 4 * count(*) FILTER (WHERE id::text LIKE '________-____-89e3%') FROM audit_logs":        "0",
		"SELECT count(*) FROM drift_occurrences o LEFT JOIN scans s ON (s.id = o.scan_id) WHERE s.id IS NULL":      "0",
		"SELECT count(*) FROM alerts a LEFT JOIN drifts d ON (d.id = a.drift_id) WHERE d.id IS NULL":               "0",
		"SELECT count(*) FROM drift_summaries s JOIN drifts d ON (d.id = s.drift_id) WHERE s.superseded_by = d.id": "0",
		"SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'":                                                    "0",
		"SELECT count(*) FROM pg_namespace WHERE nspname = 'bench_original'":                                       "0",
	} {
		if got := read(t, conn, sql); got != want {
			t.Errorf("%s gives %s", sql, got)
		}
	}
	if err := check(t.Context(), conn, 300); err == nil {
		t.Error("240 drifts pass for 300")
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := load(t.Context(), dir, 1<<40); err == nil || !strings.Contains(err.Error(), "GB left") {
		t.Error(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "pg"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := load(t.Context(), dir, 1); err == nil || !strings.Contains(err.Error(), "holds a ledger already") {
		t.Error(err)
	}
}

func read(t *testing.T, conn *pgx.Conn, sql string) string {
	t.Helper()
	rows, err := lines(t.Context(), conn, "SELECT x::text FROM ("+sql+") AS of(x)")
	if err != nil {
		t.Fatal(sql, ": ", err)
	}
	return strings.Join(rows, "\n")
}
