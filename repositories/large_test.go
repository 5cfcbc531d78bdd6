package repositories_test

// largeLedger fills the tables with ledger.drifts drifts of a year, six in ten
// resolved, from scans of 100 scopes, with their audit rows, alerts, occurrences and
// costs. The values follow from the row's number, so every run has the same ledger. The
// rows are right by construction: checking the foreign keys would cost the time of
// writing them once more.
const largeLedger = `
SET LOCAL session_replication_role = replica;

SET LOCAL synchronous_commit = local; -- else VACUUM comes too soon to know the rows as visible to all

INSERT INTO users (id, email, password_hash, role)
SELECT gen_random_uuid(), 'user' || n || '@example.com', 'none', 'engineer' FROM generate_series(1, 50) n;

CREATE TABLE actors AS SELECT id, row_number() OVER () AS n FROM users;

INSERT INTO drifts (resource_id, resource_type, region, account_id, expected_state, actual_state, difference,
  severity, cost_impact_monthly, status, detected_at, detected_by, approved_at, approved_by, approval_reason,
  resolved_at, resolved_how, created_at)
SELECT 'i-' || n % 30000, 'aws_type_' || n % 40, 'region-' || n % 8, lpad((n % 20)::text, 12, '0'),
  jsonb_build_object('text', repeat(md5(n::text), 8), 'n', n), jsonb_build_object('text', repeat(md5((n + 1)::text), 8), 'n', n),
  jsonb_build_object('text', jsonb_build_object('expected', 'a', 'actual', 'b'), 'key_' || n % 60, jsonb_build_object('expected', n)),
  CASE WHEN n % 10 = 0 THEN 'critical' WHEN n % 10 < 7 THEN 'warning' ELSE 'info' END, n % 50000 / 100.0, status,
  at, CASE WHEN n % 20 = 0 THEN 'api' WHEN n % 20 < 4 THEN 'manual' ELSE 'scheduler' END,
  CASE WHEN status = 'approved' OR n % 7 = 0 AND status = 'resolved' THEN at + interval '1 day' END,
  CASE WHEN status = 'approved' THEN (SELECT id FROM actors WHERE actors.n = 1) END, NULL,
  CASE WHEN status = 'resolved' THEN at + n % 100 * interval '1 hour' END,
  CASE WHEN status = 'resolved' THEN 'manual-fix' END, at
FROM generate_series(1, current_setting('ledger.drifts')::int) n,
  LATERAL (SELECT now() - n * interval '350 days' / current_setting('ledger.drifts')::int AS at,
    (ARRAY['resolved','resolved','resolved','resolved','resolved','resolved','detected','triaged','approved','rejected'])[1 + n * 7 % 10] AS status) AS x;

CREATE TABLE numbered AS SELECT id, status, severity, detected_at, resolved_at, resource_id, row_number() OVER (ORDER BY detected_at) AS n FROM drifts;

INSERT INTO scans (scope, source, file, coverage, report_sha256, report_bytes, scanned_at, detected_by, refresh_only, complete, errored, created_at)
SELECT 'scope-' || n % 100, CASE n % 4 WHEN 0 THEN 'driftctl' ELSE 'terraform' END, '/var/lib/plans/' || n || '.json',
  (SELECT jsonb_agg(jsonb_build_object('address', 'aws_instance.x' || i * n, 'type', 'aws_instance')) FROM generate_series(1, 20) i),
  sha256(n::text::bytea), 1, at, 'scheduler', true, true, false, at
FROM generate_series(1, current_setting('ledger.drifts')::int / 50) n, LATERAL (SELECT now() - n * interval '350 days' * 50 / current_setting('ledger.drifts')::int AS at) AS x;

CREATE TABLE looks AS SELECT id, scope, scanned_at, row_number() OVER (ORDER BY scanned_at) AS n FROM scans;

INSERT INTO drift_occurrences (drift_id, scan_id, address, resource_id, resource_type, seen_at, first_seen_at, created_at)
SELECT d.id, s.id, 'aws_instance.x' || d.n % 30000, d.resource_id, 'aws_instance', s.scanned_at, s.scanned_at, s.scanned_at
FROM numbered d JOIN looks s ON s.n = 1 + (d.n - 1) / 50;

INSERT INTO drift_summaries (drift_id, scope, tool, address, resource_id, resource_type, kind, first_seen, last_seen, next_apply, places, changes,
  owner, due_at, first_scan_id, newest_scan_id, superseded_by)
SELECT d.id, s.scope, CASE d.n % 50 WHEN 0 THEN 'driftctl' ELSE 'terraform' END, 'aws_instance.x' || d.n % 30000, d.resource_id, 'aws_instance',
  CASE d.n % 100 WHEN 0 THEN 'state' ELSE 'configuration' END, d.detected_at, d.detected_at,
  (ARRAY['revert','keep','unknown'])[CASE WHEN d.n % 100 < 2 THEN 1 + d.n % 100 ELSE 3 END],
  jsonb_build_array('key_' || d.n % 60 || '[*].a'), jsonb_build_array(jsonb_build_object('path', 'key_' || d.n % 60 || '[' || d.n % 9 || '].a', 'severity', 'warning', 'expected', repeat(md5(d.n::text), 20))),
  'team-' || d.n % 60, CASE WHEN d.n % 50 = 0 THEN d.detected_at + interval '30 days' END, s.id, s.id, CASE WHEN d.status = 'resolved' AND d.n % 20 = 0 THEN s.id END
FROM numbered d JOIN looks s ON s.n = 1 + (d.n - 1) / 50;

INSERT INTO approval_terms (drift_id, ends_at, ticket, created_at, closed_at)
SELECT id, CASE status WHEN 'resolved' THEN detected_at + interval '20 days' ELSE now() + (n % 500 - 3) * interval '1 day' END, 'CHG-' || n, detected_at - interval '10 days', resolved_at
FROM numbered WHERE n % 10 < 5 AND (status = 'approved' OR status = 'resolved' AND n % 7 = 0);

INSERT INTO drift_words (drift_id, words) SELECT id, words_of(resource_id || ' type' || n % 40 || ' prod') FROM numbered;

INSERT INTO counted_drifts
SELECT d.id, d.status, severity, cost_impact_monthly, detected_at, approved_at, resolved_at, scope, tool, next_apply, kind = 'unmanaged', superseded_by IS NOT NULL, owner, due_at
FROM drifts d JOIN drift_summaries s ON s.drift_id = d.id;

INSERT INTO drift_counts
SELECT status, severity, next_apply, unmanaged, superseded, count(*), sum(cost), count(*) - count(cost) FROM counted_drifts GROUP BY 1, 2, 3, 4, 5;

INSERT INTO drift_days
SELECT d.day, severity, sum(d.opened), sum(d.resolved), sum(d.closed), sum(d.due)
FROM counted_drifts CROSS JOIN LATERAL days_of(detected_at, approved_at, resolved_at, superseded, status, unmanaged, due_at) d GROUP BY 1, 2;

INSERT INTO scope_counts
SELECT scope, tool, severity, next_apply, unmanaged, owner, count(*) FROM counted_drifts WHERE status IN ('detected', 'triaged', 'rejected') GROUP BY 1, 2, 3, 4, 5, 6;

INSERT INTO region_counts SELECT region, resource_type, count(*) FROM drifts GROUP BY 1, 2;

INSERT INTO known_scopes
SELECT DISTINCT ON (scope, source) scope, source, id, scanned_at, created_at FROM scans ORDER BY scope, source, scanned_at DESC, created_at DESC;

INSERT INTO alerts (drift_id, type, severity, title, message, is_read, created_at)
SELECT id, 'drift_detected', severity, 'title', 'message', CASE WHEN n % 10 > 0 THEN true WHEN n % 20 = 0 THEN false END, detected_at
FROM numbered WHERE severity <> 'info';

INSERT INTO unread_alerts SELECT count(*) FROM alerts WHERE is_read IS NOT TRUE;

INSERT INTO notices (kind, drift_id, scope, severity, once, told_to, told_at, created_at)
SELECT 'alert', d.id, s.scope, d.severity, 'alert ' || d.id, '["oncall"]', CASE WHEN d.n % 100 > 0 THEN d.detected_at END, d.detected_at
FROM numbered d JOIN looks s ON s.n = 1 + (d.n - 1) / 50;

INSERT INTO messages (channel, severity, title, body, status, next_at, created_at)
SELECT 'channel-' || n % 50, severity, 'title', '{}', CASE n % 200 WHEN 0 THEN 'waiting' WHEN 1 THEN 'given_up' ELSE 'sent' END, detected_at + n % 100 * interval '1 minute', detected_at
FROM numbered;

INSERT INTO audit_logs (drift_id, action, actor_id, actor_email, old_value, new_value, details, created_at)
SELECT id, 'drift.detected', NULL, NULL, NULL, jsonb_build_object('status', 'detected', 'severity', severity, 'resourceId', resource_id, 'resourceType', 'EC2'),
  jsonb_build_object('scanId', id, 'scope', 'scope-1', 'source', 'terraform', 'address', 'aws_instance.x' || n), detected_at FROM numbered
UNION ALL
SELECT d.id, 'drift.' || d.status, a.id, 'somebody@example.com', '{"status": "detected"}'::jsonb, jsonb_build_object('status', d.status, 'reason', repeat('because ', 10)), NULL, detected_at + interval '2 hours'
FROM numbered d JOIN actors a ON a.n = 1 + d.n % 50 WHERE status <> 'detected';

INSERT INTO cost_metrics (drift_id, cost_usd, recorded_at, period_start, period_end)
SELECT CASE WHEN n % 100 > 0 THEN id END, n % 1000, detected_at, detected_at, detected_at + interval '1 day' FROM numbered;

INSERT INTO cost_days
SELECT date_trunc('day', period_start, 'UTC'), account_id, sum(cost_usd), count(*) FROM cost_metrics LEFT JOIN drifts d ON d.id = drift_id GROUP BY 1, 2;

INSERT INTO sessions (user_id, user_agent, refresh_token, is_revoked, expires_at, created_at)
SELECT a.id, repeat('Mozilla/5.0 (X11) ', 8), encode(sha256(g.n::text::bytea), 'hex'), g.n % 5 > 0, now() + (g.n - 100) * interval '1 minute', now() - g.n * interval '1 minute'
FROM generate_series(1, current_setting('ledger.drifts')::int / 5) AS g(n) JOIN actors a ON a.n = 1 + g.n % 50;

INSERT INTO session_rotations (session_id, rotated_from, family_id) SELECT id, gen_random_uuid(), gen_random_uuid() FROM sessions;`

// dropIndexes and makeIndexes take away what no constraint needs and make it again, which
// is quicker than to keep it up row by row.
const (
	dropIndexes = `CREATE TABLE taken_away AS SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE 'idx_%';
		DO $$ DECLARE i text; BEGIN
			FOR i IN SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE 'idx_%' LOOP EXECUTE 'DROP INDEX ' || i; END LOOP;
		END $$`
	makeIndexes = `DO $$ DECLARE i text; BEGIN FOR i IN SELECT indexdef FROM taken_away LOOP EXECUTE i; END LOOP; END $$; DROP TABLE taken_away`
)
