package migrations_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/migrations"
)

const ruled = ledger + `
INSERT INTO rule_sets (id, source, file, sha256, applied_by)
VALUES ('00000000-0000-0000-0000-000000000004', 'ignore', 'r.hcl', sha256('ignore'), '00000000-0000-0000-0000-000000000001');
INSERT INTO scans (id, scope, source, report_sha256, report_bytes, scanned_at, detected_by, refresh_only, complete, errored, rule_set_id)
VALUES ('00000000-0000-0000-0000-000000000005', 'prod', 'terraform', sha256('y'), 1, '2026-01-03Z', 'manual', true, true, false, '00000000-0000-0000-0000-000000000004');
INSERT INTO rule_matches (scan_id, rule, matched) VALUES ('00000000-0000-0000-0000-000000000005', 'ignore "x"', 1);`

// What was applied stays as it was, and a scan keeps the rules that judged it.
func TestRulesNeverChange(t *testing.T) {
	t.Parallel()
	db := withLedger(t)
	mustExec(t, db, strings.TrimPrefix(ruled, ledger))
	for _, sql := range []string{
		"UPDATE rule_sets SET source = 'other'",
		"UPDATE rule_sets SET created_at = created_at",
		"DELETE FROM rule_sets",
		"UPDATE scans SET rule_set_id = NULL WHERE rule_set_id IS NOT NULL",
		"UPDATE scans SET rule_set_id = '00000000-0000-0000-0000-000000000004' WHERE rule_set_id IS NULL",
	} {
		wantCode(t, db, migrations.CodeImmutable, sql)
	}
	for _, sql := range []string{
		"UPDATE rule_matches SET matched = 0", "UPDATE rule_matches SET critical = 2", "UPDATE rule_matches SET critical = -1",
		"UPDATE rule_matches SET rule = ''", "UPDATE rule_matches SET rule = repeat('x', 1025)",
		"INSERT INTO rule_sets (source, file, sha256, applied_by) SELECT '', 'f', 'short', id FROM users",
	} {
		wantCode(t, db, "23514", sql)
	}
	wantCode(t, db, "", "UPDATE scans SET checked = 7")
	mustExec(t, db, "DELETE FROM scans")
	if got := one(t, db, "SELECT count(*)::text FROM rule_matches"); got != "0" {
		t.Errorf("%s matches are left of scans that are gone", got)
	}
}

// The way back leaves a ledger that has rules as it would be without, and up again it takes new ones.
func TestRulesGoAndComeAgain(t *testing.T) {
	t.Parallel()
	db := withLedger(t)
	mustExec(t, db, strings.TrimPrefix(ruled, ledger))
	back := 0
	for i, id := range migrations.IDs() {
		if strings.HasSuffix(id, "_rule_sets") {
			back = len(migrations.IDs()) - i
		}
	}
	down(t, db, migrations.DownOptions{Steps: back, Force: true})
	if got := one(t, db, "SELECT count(*)::text FROM scans"); got != "2" {
		t.Errorf("%s scans are left, want 2", got)
	}
	wantCode(t, db, migrations.CodeImmutable, "UPDATE scans SET scope = 'other'")
	wantCode(t, db, "", "UPDATE scans SET checked = 7")
	up(t, db, migrations.Options{})
	if got := one(t, db, "SELECT count(rule_set_id)::text FROM scans"); got != "0" {
		t.Errorf("%s scans name rules that are gone", got)
	}
	wantCode(t, db, "", "INSERT INTO rule_sets (source, file, sha256, applied_by) SELECT 's', 'f', sha256('s'), id FROM users")
}
