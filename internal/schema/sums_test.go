package schema_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/schema"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
)

// few is a ledger that has something to be summed up by each table.
const few = `
INSERT INTO drifts (id, resource_id, resource_type, region, account_id, expected_state, actual_state, difference, detected_at, detected_by, cost_impact_monthly, severity)
SELECT ('00000000-0000-0000-0000-00000000000' || n)::uuid, 'i-' || n, 'EC2', 'eu-west-1', '12345', '{}', '{}', '{"a": {}}', '2026-01-02Z', 'api',
	CASE n WHEN 1 THEN 'NaN' WHEN 2 THEN 5.0 END, CASE n WHEN 3 THEN 'info' ELSE 'critical' END FROM generate_series(1, 5) n;
INSERT INTO scans (id, scope, source, report_sha256, report_bytes, scanned_at, detected_by, refresh_only, complete, errored)
SELECT ('00000000-0000-0000-0001-00000000000' || n)::uuid, 'prod-' || n % 2, 'terraform', sha256(n::text::bytea), 1, '2026-01-02Z', 'manual', true, true, false FROM generate_series(1, 4) n;
INSERT INTO drift_summaries (drift_id, scope, tool, address, resource_id, resource_type, first_seen, last_seen, first_scan_id, newest_scan_id, owner, due_at)
SELECT id, 'prod-1', 'terraform', 'a', resource_id, 'aws_instance', now(), now(), id, id, 'net', '2026-02-02Z' FROM drifts WHERE resource_id < 'i-4';
UPDATE drifts SET status = 'approved', approved_at = '2026-01-03Z' WHERE resource_id = 'i-2';
UPDATE drifts SET status = 'resolved', resolved_at = '2026-01-04Z' WHERE resource_id = 'i-3';
INSERT INTO cost_metrics (drift_id, cost_usd, recorded_at, period_start, period_end)
SELECT id, CASE resource_id WHEN 'i-2' THEN 'NaN' ELSE 1.5 END, now(), now(), now() FROM drifts UNION ALL SELECT NULL, 2, now(), now(), now();
INSERT INTO alerts (drift_id, type, severity, title, message, is_read) SELECT id, 'drift_detected', 'critical', 't', 'm', resource_id = 'i-1' FROM drifts;`

// Each table that triggers keep is found wrong when it is, whatever is wrong with it, and no other is; then it is written anew.
func TestSums(t *testing.T) {
	t.Parallel()
	db := testdb.OpenOwner(t)
	if _, err := migrations.Up(t.Context(), db.Gorm, migrations.Options{Schema: "acme"}); err != nil { // whose sums nobody means
		t.Fatal(err)
	}
	exec := func(sql string) {
		t.Helper()
		if _, err := db.Pool.Exec(t.Context(), "BEGIN; SET LOCAL guardian.keeping = 'on'; "+sql+"; COMMIT"); err != nil {
			t.Fatal(sql, err)
		}
	}
	sums := func() (wrong []string) {
		t.Helper()
		lines, err := schema.Sums(t.Context(), db.Gorm, "", time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			table, _, _ := strings.Cut(line, ":")
			wrong = append(wrong, table)
		}
		return wrong
	}
	exec(few)
	if wrong := sums(); wrong != nil {
		t.Fatalf("%v are wrong from the beginning", wrong)
	}
	for table, harms := range map[string][]string{
		"drift_counts":  {"DELETE FROM drift_counts", "UPDATE drift_counts SET cost_unknown = cost_unknown + 1", "UPDATE drift_counts SET cost = cost + 1", "INSERT INTO drift_counts SELECT * FROM drift_counts"},
		"drift_days":    {"UPDATE drift_days SET due = due + 1", "UPDATE drift_days SET closed = closed + 1", "UPDATE drift_days SET day = day + interval '1 day'"},
		"scope_counts":  {"UPDATE scope_counts SET owner = 'other'", "INSERT INTO scope_counts SELECT * FROM scope_counts"},
		"region_counts": {"UPDATE region_counts SET region = 'other'", "INSERT INTO region_counts SELECT * FROM region_counts", "DELETE FROM region_counts"},
		"known_scopes":  {"DELETE FROM known_scopes", "UPDATE known_scopes SET newest_scan_id = NULL, scanned_at = NULL, scan_created_at = NULL", "UPDATE known_scopes SET newest_scan_id = gen_random_uuid()", "UPDATE known_scopes SET scanned_at = scanned_at - interval '1 day'"},
		"cost_days":     {"UPDATE cost_days SET account_id = '7' WHERE account_id IS NULL", "DELETE FROM cost_days", "UPDATE cost_days SET metrics = metrics + 1"},
		"unread_alerts": {"DELETE FROM unread_alerts", "INSERT INTO unread_alerts VALUES (-7)"},
		"drift_words":   {"DELETE FROM drift_words", "INSERT INTO drift_words SELECT gen_random_uuid(), words FROM drift_words LIMIT 1"},
	} {
		for _, harm := range harms {
			exec(harm)
			if wrong := sums(); !slices.Equal(wrong, []string{table}) {
				t.Errorf("after %s, %v are wrong", harm, wrong)
			}
			rebuilt, err := schema.Rebuild(t.Context(), db.Gorm, "")
			if wrong := sums(); err != nil || wrong != nil || !slices.Equal(rebuilt, []string{table}) {
				t.Fatalf("after %s, %v are rebuilt, %v are wrong still; %v", harm, rebuilt, wrong, err)
			}
		}
	}
	// What a drift counts as is itself summed up.
	for _, harm := range []string{"TRUNCATE counted_drifts", "DELETE FROM counted_drifts WHERE severity = 'info'", "UPDATE counted_drifts SET due_at = NULL"} {
		exec(harm)
		if wrong := sums(); !slices.Equal(wrong, []string{"counted_drifts"}) {
			t.Errorf("after %s, %v are wrong", harm, wrong)
		}
		if _, err := schema.Rebuild(t.Context(), db.Gorm, ""); err != nil || sums() != nil {
			t.Fatalf("after %s, %v are wrong still; %v", harm, sums(), err)
		}
	}
	db = testdb.Broken(t)
	if _, err := schema.Sums(t.Context(), db.Gorm, "", time.Minute); err == nil {
		t.Error("without a database there is nothing wrong")
	}
	if _, err := schema.Rebuild(t.Context(), db.Gorm, ""); err == nil {
		t.Error("without a database all is rebuilt")
	}
}
