package migrations_test

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
)

// sums tells what is summed up, the words apart, which are by drift.
const sums = `SELECT concat_ws(' ', (SELECT sum(drifts) FROM drift_counts), (SELECT sum(opened) FROM drift_days), (SELECT sum(metrics) FROM cost_days),
	(SELECT sum(alerts) FROM unread_alerts), (SELECT sum(drifts) FROM region_counts), (SELECT count(*) FROM counted_drifts), (SELECT count(newest_scan_id) FROM known_scopes), (SELECT count(*) FROM drift_words))`

// A transaction that does not see what others have written cannot take it off the sums.
func TestTruncateOfWhatIsNotSeen(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t)
	for i, level := range []pgx.TxIsoLevel{pgx.RepeatableRead, pgx.Serializable} {
		tx, err := db.Pool.BeginTx(t.Context(), pgx.TxOptions{IsoLevel: level})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(t.Context(), "SELECT count(*) FROM users"); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			mustExec(t, db, ledger)
		}
		for _, sql := range []string{"drifts CASCADE", "drift_summaries", "counted_drifts", "alerts, notices", "cost_metrics", "scans CASCADE"} {
			if _, err = tx.Exec(t.Context(), "SAVEPOINT before; TRUNCATE "+sql); err == nil || !strings.Contains(err.Error(), "rows that it does not see") {
				t.Errorf("TRUNCATE %s, %s: %v", sql, level, err)
			}
			if _, err = tx.Exec(t.Context(), "ROLLBACK TO before"); err != nil {
				t.Fatal(err)
			}
		}
		if err = tx.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	before := one(t, db, sums)
	mustExec(t, db, "TRUNCATE drifts, scans CASCADE")
	if got := one(t, db, sums); before != "1 1 1 1 1 1 1 1" || got != "0 0 0" {
		t.Errorf("the sums were %s and are %s", before, got)
	}
}

// A trigger that asks a table about an array keeps one plan: or each drift is planned for anew, which takes longer than to
// count it.
func TestTriggersPlanOnce(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t)
	var functions []struct {
		Proname, Prosrc string
		Once            bool
	}
	err := db.Gorm.Raw(`SELECT proname, prosrc, 'plan_cache_mode=force_generic_plan' = ANY(COALESCE(proconfig, '{}')) AS once
		FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND prorettype = 'trigger'::regtype`).Scan(&functions).Error
	if err != nil {
		t.Fatal(err)
	}
	table := regexp.MustCompile(`\b(?:FROM|JOIN|UPDATE) (?:` + one(t, db, "SELECT string_agg(relname, '|') FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace") + `)\b`)
	asks := 0
	for _, f := range functions {
		for step := range strings.SplitSeq(f.Prosrc, ";") {
			if !strings.Contains(step, "unnest(") || !table.MatchString(step) {
				continue
			}
			if asks++; !f.Once {
				t.Errorf("%s: want SET plan_cache_mode = force_generic_plan, for%s", f.Proname, step)
			}
		}
	}
	if asks < 6 {
		t.Errorf("only %d steps are about an array and a table", asks)
	}
}

// What is restored of rows is summed up as it comes, and what is restored of sums is not added to it; whoever has the
// triggers disabled gets both as they were.
func TestRestoreOfDataAlone(t *testing.T) {
	t.Parallel()
	from := testdb.New(t).Super() // who alone may disable every trigger
	db := testdb.With(t, postgres.Config{URL: from.URL})
	testdb.NeedsDump(t, db)
	mustExec(t, db, ledger)
	mustExec(t, db, "DELETE FROM scans") // its scope stays known
	mustExec(t, db, `INSERT INTO scans (scope, source, report_sha256, report_bytes, scanned_at, detected_by, refresh_only, complete, errored)
		VALUES ('dev', 'terraform', sha256('y'), 1, '2026-01-02Z', 'manual', true, true, false)`)
	for _, options := range [][]string{nil, {"--disable-triggers"}} {
		to := testdb.New(t).Super()
		dump := filepath.Join(t.TempDir(), "dump.sql")
		command(t, "pg_dump", append(options, "--data-only", "--exclude-table", migrations.Table, "--file", dump, from.URL)...)
		command(t, "psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", dump, to.URL)
		restored := testdb.With(t, postgres.Config{URL: to.URL})
		testdb.SameRows(t, "restored", testdb.Rows(t, restored), "dumped", testdb.Rows(t, db))
		if got, want := one(t, restored, sums), one(t, db, sums); got != want {
			t.Errorf("%v: restored, the sums are %s, and %s in what was dumped", options, got, want)
		}
	}
}

// Sums are no rows to be changed by hand.
func TestSumsAreKept(t *testing.T) {
	t.Parallel()
	db := withLedger(t)
	for _, table := range []string{"counted_drifts", "drift_counts", "drift_days", "scope_counts", "region_counts", "known_scopes", "cost_days", "unread_alerts", "drift_words"} {
		wantCode(t, db, migrations.CodeImmutable, "DELETE FROM "+table)
		wantCode(t, db, "", "BEGIN; SET LOCAL guardian.keeping = 'on'; DELETE FROM "+table+"; ROLLBACK")
	}
	wantCode(t, db, migrations.CodeImmutable, "UPDATE drift_counts SET drifts = 7")
	wantCode(t, db, migrations.CodeImmutable, "SELECT fold_drift_counts()")
	before := one(t, db, sums)
	wantCode(t, db, "", "INSERT INTO unread_alerts VALUES (7)")
	if got := one(t, db, sums); got != before {
		t.Errorf("the sums are %s, were %s", got, before)
	}
	// Those of drifts that go, go with them.
	mustExec(t, db, "DELETE FROM drifts")
	if got := one(t, db, "SELECT (SELECT count(*) FROM counted_drifts) + (SELECT count(*) FROM drift_words)"); got != "0" {
		t.Errorf("%s rows are left of drifts that are gone", got)
	}
}

func command(t *testing.T, name string, args ...string) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skip(err)
	}
	if out, err := exec.CommandContext(t.Context(), path, args...).CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", name, err, out)
	}
}
