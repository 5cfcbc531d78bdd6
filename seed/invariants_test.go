package seed

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

// invariants are what holds for every seeded ledger: each statement finds the rows
// that break one. @now is when the story ends.
var invariants = map[string]string{
	"a drift's times are in order": `
		SELECT id FROM drifts WHERE NOT (detected_at <= created_at AND created_at <= updated_at AND updated_at <= @now
		  AND created_at < COALESCE(approved_at, @now) AND created_at < COALESCE(rejected_at, @now)
		  AND COALESCE(approved_at, rejected_at, created_at) <= COALESCE(resolved_at, @now)
		  AND created_at > @now::timestamptz - interval '92 days')`,
	"a drift has the columns of its status": `
		SELECT id FROM drifts WHERE NOT (
		  num_nulls(approved_at, approved_by, approval_reason) IN (0, 3)
		  AND num_nulls(rejected_at, rejected_by, rejection_reason) IN (0, 3)
		  AND num_nulls(resolved_at, resolved_how) IN (0, 2)
		  AND (approved_at IS NULL OR rejected_at IS NULL)
		  AND (status = 'resolved') = (resolved_at IS NOT NULL)
		  AND CASE status WHEN 'approved' THEN approved_at IS NOT NULL WHEN 'rejected' THEN rejected_at IS NOT NULL
		        WHEN 'resolved' THEN true ELSE approved_at IS NULL AND rejected_at IS NULL END)`,
	"a reason is a sentence": `
		SELECT id FROM drifts WHERE length(trim(approval_reason)) < 10 OR length(trim(rejection_reason)) < 10
		  OR approval_reason || ' ' LIKE '%<%' OR rejection_reason || ' ' LIKE '%<%'`,
	"no variable is left in a text": `
		SELECT id FROM drifts WHERE resource_id ~ '<[a-z#]' OR actual_state::text ~ '<[a-z#]' OR difference::text ~ '<[a-z#]' OR region ~ '<'`,
	"the difference is that of the states": `
		SELECT id FROM drifts d WHERE difference <> (
		  SELECT COALESCE(jsonb_object_agg(key, jsonb_strip_nulls(jsonb_build_object('expected', e, 'actual', a))), '{}') FROM (
		    SELECT key, e.value AS e, a.value AS a
		    FROM jsonb_each(d.expected_state) e FULL JOIN jsonb_each(d.actual_state) a USING (key)
		    WHERE e.value IS DISTINCT FROM a.value
		      AND NOT (d.actual_state = '{}' AND e.value IN ('null', '""', '[]', '{}'))) keys)`,
	"each drift was detected once": `
		SELECT d.id FROM drifts d LEFT JOIN audit_logs a ON a.drift_id = d.id AND a.action = 'drift.detected'
		  AND a.created_at = d.created_at AND a.new_value->>'severity' = d.severity AND a.actor_id IS NULL
		GROUP BY d.id HAVING count(a.id) <> 1`,
	"the audit trail takes lawful steps that lead to the status": `
		SELECT drift_id FROM (
		  SELECT drift_id, action, old_value->>'status' AS was, new_value->>'status' AS becomes, created_at,
		    lag(new_value->>'status') OVER trail AS before, lag(created_at) OVER trail AS since,
		    lead(id) OVER trail IS NULL AS newest
		  FROM audit_logs WHERE action LIKE 'drift.%'
		  WINDOW trail AS (PARTITION BY drift_id ORDER BY created_at, action = 'drift.superseded')) a
		JOIN drifts d ON d.id = drift_id
		WHERE was IS DISTINCT FROM before OR a.created_at < since
		  OR newest AND (becomes <> status OR a.created_at <> updated_at)
		  OR NOT CASE becomes WHEN 'detected' THEN was IS NULL WHEN 'triaged' THEN was = 'detected'
		       WHEN 'resolved' THEN was <> 'resolved' ELSE was IN ('detected', 'triaged') END`,
	"the audit trail and the columns tell the same": `
		SELECT d.id FROM drifts d
		LEFT JOIN audit_logs a ON a.drift_id = d.id AND a.action = 'drift.approved'
		LEFT JOIN audit_logs r ON r.drift_id = d.id AND r.action = 'drift.rejected'
		LEFT JOIN audit_logs e ON e.drift_id = d.id AND e.action IN ('drift.resolved', 'drift.superseded')
		WHERE (a.created_at, a.actor_id, a.new_value->>'reason') IS DISTINCT FROM (approved_at, approved_by, approval_reason)
		  OR (r.created_at, r.actor_id, r.new_value->>'reason') IS DISTINCT FROM (rejected_at, rejected_by, rejection_reason)
		  OR (e.created_at, e.new_value->>'resolvedHow') IS DISTINCT FROM (resolved_at, resolved_how::text)`,
	"who acts is there and allowed to": `
		SELECT a.id FROM audit_logs a JOIN users u ON u.id = a.actor_id
		LEFT JOIN audit_logs gone ON gone.action = 'user.deactivated' AND gone.details->>'userId' = u.id::text
		WHERE a.actor_email <> u.email OR a.created_at <= u.created_at OR a.created_at >= gone.created_at
		  OR a.action LIKE 'drift.%' AND u.role = 'viewer' OR u.is_active = (gone.id IS NOT NULL)`,
	"triage, approval and rejection have an actor": `
		SELECT id FROM audit_logs WHERE action IN ('drift.triaged', 'drift.approved', 'drift.rejected') AND actor_id IS NULL`,
	"nothing happens after now": `
		SELECT id FROM audit_logs WHERE created_at > @now UNION ALL SELECT id FROM scans WHERE created_at > @now
		UNION ALL SELECT id FROM cost_metrics WHERE greatest(recorded_at, created_at, period_end) > @now
		UNION ALL SELECT id FROM alerts WHERE greatest(updated_at, read_at) > @now
		UNION ALL SELECT id FROM sessions WHERE greatest(created_at, last_used_at) > @now
		UNION ALL SELECT id FROM users WHERE greatest(updated_at, last_login_at) > @now`,

	"each critical or warning drift has an alert, no other has": `
		SELECT d.id FROM drifts d LEFT JOIN alerts a ON a.drift_id = d.id AND a.severity = d.severity
		  AND a.created_at = d.created_at AND a.type = 'drift_detected'
		GROUP BY d.id HAVING count(a.id) <> CASE d.severity WHEN 'info' THEN 0 ELSE 1 END
		UNION ALL SELECT a.id FROM alerts a JOIN drifts d ON d.id = a.drift_id WHERE d.severity = 'info'`,
	"an alert is read or not, and is once its drift is resolved": `
		SELECT a.id FROM alerts a JOIN drifts d ON d.id = a.drift_id
		WHERE a.is_read <> (a.read_at IS NOT NULL) OR NOT a.is_read AND a.read_by IS NOT NULL
		  OR a.read_at < a.created_at OR a.updated_at <> COALESCE(a.read_at, a.created_at)
		  OR d.status = 'resolved' AND (NOT a.is_read OR a.read_at > d.resolved_at)`,
	"the audit trail knows each alert": `
		SELECT a.id FROM alerts a
		LEFT JOIN audit_logs c ON c.drift_id = a.drift_id AND c.action = 'alert.created' AND c.details->>'alertId' = a.id::text
		LEFT JOIN audit_logs r ON r.drift_id = a.drift_id AND r.action = 'alert.read' AND r.details->>'alertId' = a.id::text
		WHERE c.created_at IS DISTINCT FROM a.created_at
		  OR (r.created_at, r.actor_id) IS DISTINCT FROM (a.read_at, a.read_by)`,

	"costs follow their drift": `
		SELECT c.id FROM cost_metrics c JOIN drifts d ON d.id = c.drift_id
		WHERE c.period_start < d.detected_at OR c.period_end > COALESCE(d.resolved_at, @now) OR c.period_end <= c.period_start
		  OR c.recorded_at < c.period_end OR c.cost_projected_monthly <> d.cost_impact_monthly
		  OR d.cost_impact_monthly = 0 OR c.cost_usd * d.cost_impact_monthly < 0
		  OR c.cost_usd = 0 AND abs(d.cost_impact_monthly) > 0.31`,
	"costs add up, day after day": `
		SELECT drift_id FROM (
		  SELECT *, lag(period_end) OVER (PARTITION BY drift_id ORDER BY period_start) AS since FROM cost_metrics) c
		JOIN drifts d ON d.id = drift_id
		GROUP BY d.id, drift_id
		HAVING sum(cost_usd) <> round(cost_impact_monthly * 12 * extract(day FROM max(period_end) - min(period_start)) / 365, 2)
		  OR count(*) FILTER (WHERE since <> period_start) > 0`,
	"a drift that costs has costs once two days have passed": `
		SELECT d.id FROM drifts d WHERE cost_impact_monthly <> 0
		  AND COALESCE(resolved_at, date_trunc('day', @now::timestamptz)) - detected_at >= interval '3 days'
		  AND NOT EXISTS (SELECT FROM cost_metrics WHERE drift_id = d.id)`,

	"a scan counts what it did": `
		WITH seen AS (
		  SELECT scan_id, count(*) FILTER (WHERE scanned_at = detected_at) AS created, count(*) AS drifted
		  FROM drift_occurrences JOIN drifts d ON d.id = drift_id JOIN scans s ON s.id = scan_id GROUP BY scan_id),
		ended AS (
		  SELECT details->>'scanId' AS scan_id, count(*) FILTER (WHERE action = 'drift.superseded') AS superseded,
		    count(*) FILTER (WHERE action = 'drift.resolved') AS resolved
		  FROM audit_logs WHERE action IN ('drift.superseded', 'drift.resolved') GROUP BY 1)
		SELECT s.id FROM scans s LEFT JOIN seen ON seen.scan_id = s.id LEFT JOIN ended ON ended.scan_id = s.id::text
		WHERE (s.created, s.drifted, s.created + s.repeated) <> (COALESCE(seen.created, 0), COALESCE(seen.drifted, 0), s.drifted)
		  OR (s.superseded, s.resolved) <> (COALESCE(ended.superseded, 0), COALESCE(ended.resolved, 0))
		  OR s.checked <> jsonb_array_length(s.coverage) OR s.checked < s.drifted
		  OR s.errored = s.complete OR s.errored AND s.checked > 0
		  OR s.resolved > 0 AND NOT s.refresh_only
		  OR s.created_at <= s.scanned_at OR COALESCE(s.report_time, s.scanned_at) <> s.scanned_at`,
	"an occurrence is of its scan and its drift": `
		SELECT o.drift_id FROM drift_occurrences o JOIN scans s ON s.id = o.scan_id JOIN drifts d ON d.id = o.drift_id
		WHERE o.seen_at <> s.scanned_at OR o.created_at <> s.created_at OR o.resource_id <> d.resource_id OR s.errored
		  OR s.created_at < d.created_at OR s.created_at >= d.resolved_at OR s.detected_by <> d.detected_by
		  OR o.actual_state = d.actual_state OR o.difference = d.difference OR o.expected_state IS NOT NULL
		  OR (o.action = 'delete') <> (d.actual_state = '{}')
		  OR (o.next_apply <> 'unknown') <> (s.source = 'terraform' AND NOT s.refresh_only)`,
	"every scan sees what is unresolved in its scope": `
		WITH home AS (
		  SELECT DISTINCT o.drift_id, s.scope, s.source FROM drift_occurrences o JOIN scans s ON s.id = o.scan_id)
		SELECT d.id FROM drifts d JOIN home h ON h.drift_id = d.id
		JOIN scans s ON s.scope = h.scope AND s.source = h.source AND NOT s.errored
		  AND s.created_at >= d.created_at AND (d.resolved_at IS NULL OR s.created_at < d.resolved_at)
		LEFT JOIN drift_occurrences o ON o.drift_id = d.id AND o.scan_id = s.id
		WHERE o.drift_id IS NULL`,
	"a drift is detected by its first scan": `
		SELECT d.id FROM drifts d LEFT JOIN LATERAL (
		  SELECT s.scanned_at, s.created_at, s.id FROM drift_occurrences o JOIN scans s ON s.id = o.scan_id
		  WHERE o.drift_id = d.id ORDER BY s.scanned_at LIMIT 1) first ON true
		JOIN audit_logs a ON a.drift_id = d.id AND a.action = 'drift.detected'
		WHERE (first.scanned_at, first.created_at) <> (d.detected_at, d.created_at)
		  OR (first.id::text) IS DISTINCT FROM a.details->>'scanId'`,
	"a scope's resource has one unresolved drift at a time": `
		SELECT a.id FROM drifts a
		JOIN drifts b ON b.resource_id = a.resource_id AND b.resource_type = a.resource_type AND b.region = a.region
		  AND b.account_id IS NOT DISTINCT FROM a.account_id AND b.id <> a.id
		WHERE b.created_at >= a.created_at AND (a.resolved_at IS NULL OR b.created_at < a.resolved_at)`,
	"a drift that took another's place inherits when it was first seen": `
		SELECT a.id FROM audit_logs a JOIN drifts old ON old.id = a.drift_id
		LEFT JOIN drifts new ON new.id::text = a.details->>'supersededBy'
		LEFT JOIN audit_logs b ON b.drift_id = new.id AND b.action = 'drift.detected'
		LEFT JOIN LATERAL (SELECT min(first_seen_at) AS first FROM drift_occurrences WHERE drift_id = old.id) os ON true
		LEFT JOIN LATERAL (SELECT min(first_seen_at) AS first FROM drift_occurrences WHERE drift_id = new.id) ns ON true
		WHERE a.action = 'drift.superseded' AND (
		  (new.resource_id, new.created_at, b.details->>'supersedes', b.details->>'scanId', ns.first)
		    IS DISTINCT FROM (old.resource_id, old.resolved_at, old.id::text, a.details->>'scanId', os.first)
		  OR old.resolved_how <> 'acknowledged' OR new.difference = old.difference)`,
	"nothing else was first seen before it was seen": `
		SELECT o.drift_id FROM drift_occurrences o WHERE first_seen_at <> seen_at
		  AND NOT EXISTS (SELECT FROM audit_logs a WHERE a.drift_id = o.drift_id AND a.details ? 'supersedes')`,
	"a summary names what had been seen when the drift was approved": `
		SELECT d.id FROM drifts d JOIN drift_summaries m ON m.drift_id = d.id LEFT JOIN LATERAL (
		  SELECT o.scan_id FROM drift_occurrences o WHERE o.drift_id = d.id AND o.created_at <= d.approved_at ORDER BY o.seen_at DESC LIMIT 1) approved ON true
		WHERE m.approved_scan_id IS DISTINCT FROM approved.scan_id`,
	"a summary's newest scan is the last one": `
		SELECT m.drift_id FROM drift_summaries m JOIN drift_occurrences o ON o.drift_id = m.drift_id AND o.scan_id = m.newest_scan_id
		WHERE (o.seen_at, o.next_apply) IS DISTINCT FROM (m.last_seen, m.next_apply)`,
	"a drift is as grave as the gravest of its changes": `
		SELECT d.id FROM drifts d JOIN drift_summaries m ON m.drift_id = d.id
		WHERE d.actual_state <> '{}' AND d.severity <> (
		  SELECT CASE WHEN bool_or(c->>'severity' = 'critical') THEN 'critical' WHEN bool_or(c->>'severity' = 'warning') THEN 'warning' ELSE 'info' END
		  FROM jsonb_array_elements(m.changes) c)`,
	"what a scan saw is in what it covered": `
		SELECT o.drift_id FROM (SELECT * FROM drift_occurrences ORDER BY drift_id LIMIT 5000) o JOIN scans s ON s.id = o.scan_id
		WHERE NOT s.coverage @> jsonb_build_array(jsonb_build_object('address', o.address, 'type', o.resource_type, 'id', o.resource_id))`,

	"sessions fit their users": `
		SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id
		WHERE s.created_at <= u.created_at OR s.last_used_at <= s.created_at OR s.last_used_at > s.expires_at
		  OR s.expires_at <= s.created_at OR s.refresh_token !~ '^[0-9a-f]{64}$' OR s.created_at > u.last_login_at
		  OR NOT EXISTS (SELECT FROM audit_logs a WHERE a.action = 'session.created' AND a.actor_id = u.id
		    AND a.created_at = s.created_at AND a.details->>'sessionId' = s.id::text)
		  OR s.is_revoked <> EXISTS (SELECT FROM audit_logs a WHERE a.action = 'session.revoked' AND a.details->>'sessionId' = s.id::text)`,
	"users fit the trail": `
		SELECT u.id FROM users u LEFT JOIN audit_logs a ON a.action = 'user.created' AND a.details->>'userId' = u.id::text
		WHERE a.created_at IS DISTINCT FROM u.created_at OR u.updated_at < u.created_at OR u.password_hash !~ '^\$2[aby]\$'`,
}

// checkInvariants holds a seeded ledger to every one of them.
func checkInvariants(t testing.TB, db *postgres.DB, now time.Time) {
	t.Helper()
	for _, broken := range testdb.BrokenSummaries(t, db) {
		t.Error(broken)
	}
	for name, sql := range invariants {
		var broken int64
		var example *string
		err := db.Pool.QueryRow(t.Context(), "SELECT count(*), min(id::text) FROM ("+sql+") broken(id)",
			pgx.NamedArgs{"now": now}).Scan(&broken, &example)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if broken > 0 {
			t.Errorf("%s: %d rows break it, such as %s", name, broken, *example)
		}
	}
}
