package testdb

import (
	"fmt"
	"slices"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
)

// summaries are what holds of the summary of each drift, by name: queries of the
// drifts of which it does not.
var summaries = map[string]string{
	"a drift has one where a scan saw it, or where one took another's place that none saw, and else none": `
		SELECT d.id FROM drifts d LEFT JOIN drift_summaries m ON m.drift_id = d.id
		WHERE (m.drift_id IS NOT NULL) <> (EXISTS (SELECT FROM drift_occurrences o WHERE o.drift_id = d.id)
		  OR m.scope = '' AND COALESCE(m.supersedes, m.superseded_by) IS NOT NULL)`,
	"it counts the scans, from the first to the last": `
		SELECT m.drift_id FROM drift_summaries m
		CROSS JOIN LATERAL (SELECT count(*) AS n, min(first_seen_at) AS first, max(seen_at) AS last FROM drift_occurrences o WHERE o.drift_id = m.drift_id) all_of_it
		WHERE (m.occurrences, m.first_seen, m.last_seen) <> (n, first, last)`,
	"it is of one scope and tool": `
		SELECT m.drift_id FROM drift_summaries m JOIN drift_occurrences o ON o.drift_id = m.drift_id JOIN scans s ON s.id = o.scan_id
		WHERE (s.scope, s.source) <> (m.scope, m.tool)`,
	"its scans saw the drift": `
		SELECT m.drift_id FROM drift_summaries m CROSS JOIN LATERAL (VALUES (m.first_scan_id), (m.newest_scan_id), (m.approved_scan_id)) AS named(scan)
		WHERE scan IS NOT NULL AND m.scope <> '' AND NOT EXISTS (SELECT FROM drift_occurrences o WHERE o.drift_id = m.drift_id AND o.scan_id = scan)`,
	"it calls the resource what the newest scan did": `
		SELECT m.drift_id FROM drift_summaries m JOIN drift_occurrences o ON o.drift_id = m.drift_id AND o.scan_id = m.newest_scan_id
		WHERE (m.address, m.resource_id, m.resource_type) <> (o.address, o.resource_id, o.resource_type) OR o.kind NOT IN ('unknown', m.kind)`,
	"its changes are those of the newest scan": `
		SELECT m.drift_id FROM drift_summaries m
		JOIN drift_occurrences newest ON newest.drift_id = m.drift_id AND newest.scan_id = m.newest_scan_id
		JOIN drift_occurrences first ON first.drift_id = m.drift_id AND first.scan_id = m.first_scan_id
		WHERE COALESCE(newest.changes, first.changes, '[]') <> COALESCE(
		  (SELECT jsonb_agg(change - 'nextApply' ORDER BY place) FROM jsonb_array_elements(m.changes) WITH ORDINALITY AS each(change, place)), '[]')`,
	"its places are those of its changes": `
		SELECT m.drift_id FROM drift_summaries m CROSS JOIN LATERAL (
		  SELECT COALESCE(jsonb_agg(regexp_replace(change->>'path', '\[\d+\]', '[*]', 'g')), '[]') AS places
		  FROM jsonb_array_elements(m.changes) AS change WHERE NOT change ? 'noise') seen
		WHERE NOT (m.places <@ seen.places AND m.places @> seen.places)`,
	"its kind and its next apply are those of a scan that could tell": `
		SELECT m.drift_id FROM drift_summaries m
		WHERE (m.next_apply = 'unknown') <> (m.next_apply_at IS NULL)
		  OR m.next_apply <> 'unknown' AND NOT EXISTS (SELECT FROM drift_occurrences o WHERE o.drift_id IN (m.drift_id, m.supersedes) AND o.seen_at = m.next_apply_at)
		  OR m.kind <> 'unknown' AND NOT EXISTS (SELECT FROM drift_occurrences o WHERE o.drift_id IN (m.drift_id, m.supersedes) AND o.kind = m.kind)`,
	"it names what was approved where something was": `
		SELECT d.id FROM drifts d JOIN drift_summaries m ON m.drift_id = d.id WHERE m.scope <> '' AND (d.approved_at IS NULL) <> (m.approved_scan_id IS NULL)`,
	"it names the drift whose place it took, and that one names it": `
		SELECT m.drift_id FROM drift_summaries m LEFT JOIN drift_summaries old ON old.drift_id = m.supersedes
		WHERE m.supersedes IS NOT NULL AND (old.superseded_by, old.scope, old.tool) IS DISTINCT FROM (m.drift_id, m.scope, m.tool)
		  OR m.first_seen > (SELECT min(o.first_seen_at) FROM drift_occurrences o JOIN drifts d ON d.id = m.drift_id
		    WHERE o.drift_id = m.supersedes AND o.created_at < d.created_at) -- a late report may tell of more since
		UNION ALL
		SELECT m.drift_id FROM drift_summaries m LEFT JOIN drift_summaries new ON new.drift_id = m.superseded_by
		WHERE m.superseded_by IS NOT NULL AND new.supersedes IS DISTINCT FROM m.drift_id`,
	"it says of that what the trail does": `
		SELECT m.drift_id FROM drift_summaries m
		LEFT JOIN audit_logs a ON a.drift_id = m.drift_id AND a.action = 'drift.detected'
		LEFT JOIN audit_logs z ON z.drift_id = m.drift_id AND z.action = 'drift.superseded'
		WHERE m.supersedes::text IS DISTINCT FROM a.details->>'supersedes' OR m.superseded_by::text IS DISTINCT FROM z.details->>'supersededBy'`,
}

// BrokenSummaries tells what of the summaries of a ledger does not hold: that each
// says of its drift what the drift's occurrences do.
func BrokenSummaries(t testing.TB, db *postgres.DB) (broken []string) {
	t.Helper()
	for name, sql := range summaries {
		var n int64
		var example *string
		if err := db.Pool.QueryRow(t.Context(), "SELECT count(*), min(id::text) FROM ("+sql+") broken(id)").Scan(&n, &example); err != nil {
			t.Fatalf("testdb: %s: %v", name, err)
		}
		if n > 0 {
			broken = append(broken, fmt.Sprintf("%s: %d drifts break it, such as %s", name, n, *example))
		}
	}
	slices.Sort(broken)
	return broken
}
