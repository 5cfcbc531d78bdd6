package importing_test

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/postgres"
)

// compare holds the rows of a scope to what they should be.
func (x *expected) compare(ctx context.Context, db *postgres.DB, scope string) error {
	rows, err := db.Pool.Query(ctx, `
		SELECT d.id, d.status, COALESCE(d.resolved_how, ''), d.severity, s.address, s.resource_type, s.resource_id, s.occurrences,
		       s.first_seen, s.last_seen, s.supersedes, s.superseded_by
		FROM drift_summaries s JOIN drifts d ON d.id = s.drift_id WHERE s.scope = $1`, scope)
	if err != nil {
		return err
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var id uuid.UUID
		var status, how, severity, address, typ, resource string
		var occurrences int
		var first, last time.Time
		var supersedes, supersededBy *uuid.UUID
		if err := rows.Scan(&id, &status, &how, &severity, &address, &typ, &resource, &occurrences, &first, &last, &supersedes, &supersededBy); err != nil {
			return err
		}
		n++
		r := x.byID(&id)
		if r == nil {
			return fmt.Errorf("a drift that should not be, at %s", address)
		}
		want := fmt.Sprint(r.status, r.how, r.severity, r.place.addr, r.place.typ, orAddress(r.place), len(r.sights), r.since.Unix(), r.newest().at.Unix(), r.supersedes, r.supersededBy)
		if got := fmt.Sprint(status, how, severity, address, typ, resource, occurrences, first.Unix(), last.Unix(), orZero(supersedes), orZero(supersededBy)); got != want {
			return fmt.Errorf("%s is\n%s, want\n%s", r, got, want)
		}
	}
	if n != len(x.rows) {
		return fmt.Errorf("%d drifts, want %d", n, len(x.rows))
	}
	return rows.Err()
}

func orAddress(t thing) string {
	if t.id == "" {
		return t.addr
	}
	return t.id
}

func orZero(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}

// invariants are queries that find nothing in a ledger that agrees with itself. A
// late occurrence is one of a scan that was older than its scope's newest.
var invariants = map[string]string{
	"a summary whose times or numbers are not those of its occurrences": `
		SELECT s.scope FROM drift_summaries s JOIN LATERAL (
		  SELECT count(*) AS n, min(first_seen_at) AS first, max(seen_at) AS last FROM drift_occurrences o WHERE o.drift_id = s.drift_id) o ON true
		WHERE (s.occurrences, s.first_seen, s.last_seen) IS DISTINCT FROM (o.n, o.first, o.last)`,
	"a summary that does not say what the newest occurrence does": `
		SELECT s.scope FROM drift_summaries s JOIN LATERAL (
		  SELECT o.* FROM drift_occurrences o JOIN scans c ON c.id = o.scan_id
		  WHERE o.drift_id = s.drift_id AND c.not_closing NOT LIKE 'the report is older%' ORDER BY o.seen_at DESC LIMIT 1) o ON true
		JOIN drift_occurrences f ON f.drift_id = s.drift_id AND f.scan_id = s.first_scan_id
		WHERE (s.address, s.resource_id, s.resource_type) IS DISTINCT FROM (o.address, o.resource_id, o.resource_type)
		   OR (SELECT jsonb_agg(c - 'nextApply') FROM jsonb_array_elements(s.changes) c)
		     IS DISTINCT FROM (SELECT jsonb_agg(c - 'nextApply') FROM jsonb_array_elements(COALESCE(o.changes, f.changes)) c)`,
	// What a scan cannot tell, an earlier one may have told of the very changes that the drift has.
	"a summary with another answer about the next apply than the newest known of its changes": `
		SELECT s.scope FROM drift_summaries s JOIN LATERAL (
		  SELECT o.next_apply, o.seen_at FROM drift_occurrences o JOIN scans c ON c.id = o.scan_id
		  WHERE o.drift_id = s.drift_id AND c.not_closing NOT LIKE 'the report is older%'
		  ORDER BY o.seen_at DESC LIMIT 1) o ON true
		CROSS JOIN LATERAL (SELECT COALESCE(min(CASE c->>'nextApply' WHEN 'revert' THEN 'a' WHEN 'keep' THEN 'b' END), 'c') AS sum
		  FROM jsonb_array_elements(s.changes) c WHERE NOT c ? 'noise') known
		WHERE CASE WHEN o.next_apply <> 'unknown' THEN (s.next_apply, s.next_apply_at) IS DISTINCT FROM (o.next_apply, o.seen_at)
		  ELSE jsonb_array_length(s.changes) > 0 AND s.next_apply <> CASE known.sum WHEN 'a' THEN 'revert' WHEN 'b' THEN 'keep' ELSE 'unknown' END
		    OR (s.next_apply = 'unknown') <> (s.next_apply_at IS NULL) OR NOT EXISTS (
		      SELECT FROM drift_occurrences told WHERE told.drift_id IN (s.drift_id, s.supersedes) AND told.seen_at = COALESCE(s.next_apply_at, told.seen_at)) END`,
	"a drift without a summary, or seen by no scan": `
		SELECT d.id::text FROM drifts d LEFT JOIN drift_summaries s ON s.drift_id = d.id
		WHERE s.drift_id IS NULL OR NOT EXISTS (SELECT FROM drift_occurrences o WHERE o.drift_id = d.id AND o.scan_id = s.first_scan_id)`,
	"a summary of another scope than its scans": `
		SELECT s.scope FROM drift_summaries s JOIN drift_occurrences o USING (drift_id) JOIN scans c ON c.id = o.scan_id
		WHERE (c.scope, c.source) <> (s.scope, s.tool)`,
	// What has no id and has moved unseen is another one for all that can be told.
	"two unresolved drifts of one resource at one address": `
		SELECT s.scope FROM drift_summaries s JOIN drifts d ON d.id = s.drift_id WHERE d.status <> 'resolved' AND s.resource_id <> s.address
		GROUP BY s.scope, s.tool, s.address, s.resource_type, s.resource_id, s.region, s.account_id HAVING count(*) > 1`,
	"an approved drift that does not say what was approved": `
		SELECT s.scope FROM drift_summaries s JOIN drifts d ON d.id = s.drift_id
		WHERE (d.approved_at IS NOT NULL) <> EXISTS (SELECT FROM drift_occurrences o WHERE o.drift_id = d.id AND o.scan_id = s.approved_scan_id)`,
	"a successor that does not know what it took the place of, or the other way": `
		SELECT s.scope FROM drift_summaries s FULL JOIN drift_summaries o ON o.drift_id = s.superseded_by
		WHERE s.drift_id IS NOT NULL AND s.superseded_by IS NOT NULL AND o.supersedes IS DISTINCT FROM s.drift_id
		   OR o.drift_id IS NOT NULL AND o.supersedes IS NOT NULL AND s.drift_id IS DISTINCT FROM o.supersedes`,
	"a drift in whose place another stands, and that is not resolved as acknowledged": `
		SELECT s.scope FROM drift_summaries s JOIN drifts d ON d.id = s.drift_id
		WHERE s.superseded_by IS NOT NULL AND (d.status, d.resolved_how) IS DISTINCT FROM ('resolved', 'acknowledged')`,
	"a scan whose counts are not those of its occurrences": `
		SELECT c.scope FROM scans c LEFT JOIN LATERAL (
		  SELECT count(*) AS n, count(*) FILTER (WHERE s.first_scan_id = c.id) AS first,
		         count(*) FILTER (WHERE s.first_scan_id = c.id AND s.supersedes IS NOT NULL) AS superseding
		  FROM drift_occurrences o JOIN drift_summaries s USING (drift_id) WHERE o.scan_id = c.id) o ON true
		WHERE (c.created, c.created + c.repeated, c.superseded) IS DISTINCT FROM (o.first, o.n, o.superseding)`,
	"a drift whose audit rows do not tell its status": `
		SELECT s.scope FROM drift_summaries s JOIN drifts d ON d.id = s.drift_id JOIN LATERAL (
		  SELECT count(*) FILTER (WHERE action = 'drift.detected') AS detected,
		         count(*) FILTER (WHERE action IN ('drift.resolved', 'drift.superseded')) AS resolved,
		         count(*) FILTER (WHERE action = 'drift.superseded') AS superseded,
		         count(*) FILTER (WHERE action = 'drift.approved') AS approved
		  FROM audit_logs a WHERE a.drift_id = d.id) a ON true
		WHERE (a.detected, a.resolved, a.superseded, a.approved) IS DISTINCT FROM
		  (1, (d.status = 'resolved')::int, (s.superseded_by IS NOT NULL)::int, (d.approved_at IS NOT NULL)::int)`,
	"a new critical or warning drift without its one alert, or a resolved one with one to read": `
		SELECT s.scope FROM drift_summaries s JOIN drifts d ON d.id = s.drift_id JOIN LATERAL (
		  SELECT count(*) AS n, count(*) FILTER (WHERE NOT is_read) AS unread FROM alerts a WHERE a.drift_id = d.id) a ON true
		WHERE a.n > 1 OR d.status = 'resolved' AND a.unread > 0 OR a.n = 0 AND EXISTS (
		  SELECT FROM audit_logs l WHERE l.drift_id = d.id AND l.action = 'drift.detected' AND l.new_value->>'severity' IN ('critical', 'warning'))`,
}

// agrees runs the invariants over the whole ledger.
func agrees(ctx context.Context, db *postgres.DB) (errs []error) {
	for what, query := range invariants {
		rows, err := db.Pool.Query(ctx, query+" LIMIT 3")
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", what, err))
			continue
		}
		for rows.Next() {
			var scope string
			if err := rows.Scan(&scope); err != nil {
				errs = append(errs, err)
			}
			errs = append(errs, fmt.Errorf("%s: %s", what, scope))
		}
		if err := rows.Err(); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", what, err))
		}
	}
	return errs
}
