package migrations_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
)

// oldLedger is what a release wrote that kept no summaries: a drift that was
// approved between two scans and seen by a late one and one of the future since, one
// that took another's place, one that nobody approved, and two that no scan saw.
const oldLedger = `
INSERT INTO users (id, email, password_hash, role) VALUES ('00000000-0000-4000-8000-00000000000a', 'a@example.com', 'x', 'admin');
INSERT INTO scans (id, scope, source, report_sha256, report_bytes, scanned_at, detected_by, refresh_only, complete, errored, created_at)
SELECT ('00000000-0000-4000-8000-00000000010' || n)::uuid, 's', 'terraform', decode(repeat('0' || n, 32), 'hex'), 1, at, 'scheduler', false, true, false, written
FROM (VALUES
  (1, timestamptz '2026-01-01Z', timestamptz '2026-01-01 00:01Z'), (2, '2026-01-02Z', '2026-01-02 00:01Z'),
  (3, '2026-01-01 12:00Z', '2026-01-02 00:02Z'), (4, '2399-01-01Z', '2026-01-02 00:03Z'), (5, '2026-01-03Z', '2026-01-03 00:01Z')) AS scan(n, at, written);
INSERT INTO drifts (id, resource_id, resource_type, region, expected_state, actual_state, difference, severity, status, detected_at, detected_by, created_at, approved_at, approved_by, approval_reason, resolved_at, resolved_how)
SELECT ('00000000-0000-4000-8000-00000000020' || n)::uuid, 'i-' || n, 'EC2', 'r', '{"a": 1}', '{"a": 2}', '{"a": {"expected": 1, "actual": 2}}', 'warning', status, created, 'scheduler', created,
  approved, CASE WHEN approved IS NOT NULL THEN '00000000-0000-4000-8000-00000000000a'::uuid END, CASE WHEN approved IS NOT NULL THEN 'agreed upon' END, resolved, CASE WHEN resolved IS NOT NULL THEN 'acknowledged' END
FROM (VALUES
  (1, 'approved', timestamptz '2026-01-01 00:01Z', timestamptz '2026-01-02 00:02:30Z', NULL::timestamptz),
  (2, 'resolved', '2026-01-01 00:01Z', '2026-01-01 00:02Z', '2026-01-02 00:01Z'),
  (3, 'detected', '2026-01-02 00:01Z', NULL, NULL),
  (4, 'triaged', '2025-01-01Z', NULL, NULL),
  (5, 'approved', '2025-01-01Z', '2025-01-02Z', NULL)) AS drift(n, status, created, approved, resolved);
INSERT INTO drift_occurrences (drift_id, scan_id, address, resource_id, resource_type, next_apply, seen_at, first_seen_at, created_at)
SELECT ('00000000-0000-4000-8000-00000000020' || drift)::uuid, s.id, 'aws_instance.' || drift || '_' || scan, 'i-' || drift, 'aws_instance', next, s.scanned_at, COALESCE(first, s.scanned_at), s.created_at
FROM (VALUES
  (1, 1, 'keep', NULL::timestamptz), (1, 2, 'revert', NULL), (1, 3, 'keep', NULL), (1, 4, 'keep', NULL), (1, 5, 'unknown', NULL),
  (2, 1, 'unknown', NULL), (3, 2, 'unknown', '2026-01-01Z'), (3, 5, 'revert', NULL)) AS seen(drift, scan, next, first)
JOIN scans s ON s.id = ('00000000-0000-4000-8000-00000000010' || scan)::uuid;
INSERT INTO audit_logs (drift_id, action, details) VALUES
  ('00000000-0000-4000-8000-000000000202', 'drift.superseded', '{"supersededBy": "00000000-0000-4000-8000-000000000203"}'),
  ('00000000-0000-4000-8000-000000000203', 'drift.detected', '{"supersedes": "00000000-0000-4000-8000-000000000202"}');
`

// The summaries of a ledger that had none say what its occurrences do, and what can
// be said of what was approved; going back and up again says the same.
func TestSummariesOfAnOldLedger(t *testing.T) {
	t.Parallel()
	db := empty(t)
	up(t, db, migrations.Options{})
	back := 0
	for i, id := range migrations.IDs() {
		if strings.HasPrefix(id, "013_") {
			back = len(migrations.IDs()) - i
		}
	}
	down(t, db, migrations.DownOptions{Steps: back})
	mustExec(t, db, oldLedger)
	const want = "201: aws_instance.1_5, 2026-01-01 to 2399-01-01, 5 seen, revert at 2026-01-02, first 101, newest 105, approved 102\n" +
		"202: aws_instance.2_1, 2026-01-01 to 2026-01-01, 1 seen, unknown, first 101, newest 101, approved 101, superseded by 203\n" +
		"203: aws_instance.3_5, 2026-01-01 to 2026-01-03, 2 seen, revert at 2026-01-03, first 102, newest 105, supersedes 202"
	for round := range 2 {
		up(t, db, migrations.Options{})
		got := one(t, db, `SELECT string_agg(right(drift_id::text, 3) || ': ' || address || ', ' || first_seen::date || ' to ' || last_seen::date || ', ' || occurrences || ' seen, '
			|| next_apply || COALESCE(' at ' || next_apply_at::date, '') || ', first ' || right(first_scan_id::text, 3) || ', newest ' || right(newest_scan_id::text, 3)
			|| COALESCE(', approved ' || right(approved_scan_id::text, 3), '') || COALESCE(', supersedes ' || right(supersedes::text, 3), '') || COALESCE(', superseded by ' || right(superseded_by::text, 3), ''),
			E'\n' ORDER BY drift_id) FROM drift_summaries WHERE (scope, tool, kind, changes) = ('s', 'terraform', 'unknown', '[]')`)
		if got != want {
			t.Errorf("round %d: got\n%s\nwant\n%s", round, got, want)
		}
		for _, broken := range testdb.BrokenSummaries(t, db) {
			t.Error(broken)
		}
		down(t, db, migrations.DownOptions{Steps: back, Force: true})
	}
}
