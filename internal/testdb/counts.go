package testdb

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/postgres"
)

// miscounted gives the rows and sums that are not what the drifts and their summaries come
// to, each with the side that has it.
const miscounted = `
WITH fact AS (
  SELECT d.id, d.status, d.severity, NULLIF(d.cost_impact_monthly, 'NaN') AS cost, d.detected_at, d.approved_at, d.resolved_at, COALESCE(s.scope, '') AS scope,
    COALESCE(s.tool, '') AS tool, COALESCE(s.next_apply, 'unknown') AS next_apply, COALESCE(s.kind = 'unmanaged', false) AS unmanaged, s.superseded_by IS NOT NULL AS superseded, COALESCE(s.owner, '') AS owner, s.due_at
  FROM drifts d LEFT JOIN drift_summaries s ON s.drift_id = d.id
), still_open AS (SELECT * FROM fact WHERE status IN ('detected', 'triaged', 'rejected')
), event AS (
  SELECT detected_at AS at, severity, 1 AS opened, 0 AS resolved, 0 AS closed, 0 AS due FROM fact WHERE NOT unmanaged
  UNION ALL SELECT resolved_at, severity, 0, 1, 0, 0 FROM fact WHERE NOT unmanaged AND NOT superseded AND resolved_at IS NOT NULL
  UNION ALL SELECT GREATEST(approved_at, detected_at), severity, 0, 0, 1, 0 FROM fact WHERE NOT unmanaged AND approved_at IS NOT NULL
  UNION ALL SELECT GREATEST(resolved_at, detected_at), severity, 0, 0, 1, 0 FROM fact WHERE NOT unmanaged AND approved_at IS NULL AND resolved_at IS NOT NULL
  UNION ALL SELECT due_at, severity, 0, 0, 0, 1 FROM still_open WHERE due_at IS NOT NULL
), pairs(want, got) AS (
  SELECT fact::text, c::text FROM fact FULL JOIN counted_drifts c ON (fact.*)::text = (c.*)::text
  UNION ALL SELECT want::text, got::text FROM (
      SELECT status, severity, next_apply, unmanaged, superseded, count(*) AS drifts, COALESCE(sum(cost), 0)::numeric(20, 2) AS cost, count(*) - count(cost) AS unknown FROM fact GROUP BY 1, 2, 3, 4, 5) AS want
    FULL JOIN (SELECT status, severity, next_apply, unmanaged, superseded, sum(drifts)::bigint AS drifts, sum(cost)::numeric(20, 2) AS cost, sum(cost_unknown)::bigint AS unknown
      FROM drift_counts GROUP BY 1, 2, 3, 4, 5 HAVING sum(drifts) <> 0 OR sum(cost) <> 0 OR sum(cost_unknown) <> 0) AS got ON want = got
  UNION ALL SELECT want::text, got::text FROM (
      SELECT date_trunc('day', at, 'UTC') AS day, severity, sum(opened)::bigint AS opened, sum(resolved)::bigint AS resolved, sum(closed)::bigint AS closed, sum(due)::bigint AS due FROM event GROUP BY 1, 2) AS want
    FULL JOIN (SELECT day, severity, sum(opened)::bigint AS opened, sum(resolved)::bigint AS resolved, sum(closed)::bigint AS closed, sum(due)::bigint AS due
      FROM drift_days GROUP BY 1, 2 HAVING sum(opened) <> 0 OR sum(resolved) <> 0 OR sum(closed) <> 0 OR sum(due) <> 0) AS got ON want = got
  UNION ALL SELECT want::text, got::text FROM (
      SELECT scope, tool, severity, next_apply, unmanaged, owner, count(*) AS drifts FROM still_open GROUP BY 1, 2, 3, 4, 5, 6) AS want
    FULL JOIN (SELECT scope, tool, severity, next_apply, unmanaged, owner, sum(drifts)::bigint AS drifts
      FROM scope_counts GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(drifts) <> 0) AS got ON want = got
  UNION ALL SELECT want::text, got::text FROM (
      SELECT region, resource_type, count(*) AS drifts FROM drifts GROUP BY 1, 2) AS want
    FULL JOIN (SELECT region, resource_type, sum(drifts)::bigint AS drifts
      FROM region_counts GROUP BY 1, 2 HAVING sum(drifts) <> 0) AS got ON want = got
  UNION ALL SELECT want::text, got::text FROM (
      SELECT DISTINCT ON (scope, source) scope, source, id, scanned_at, created_at FROM scans ORDER BY scope, source, scanned_at DESC, created_at DESC) AS want
    FULL JOIN (SELECT * FROM known_scopes WHERE newest_scan_id IS NOT NULL) AS got ON want::text = got::text
  UNION ALL SELECT want::text, got::text FROM (
      SELECT date_trunc('day', period_start, 'UTC') AS day, account_id, COALESCE(sum(NULLIF(cost_usd, 'NaN')), 0)::numeric(20, 2) AS cost, count(*) AS metrics
      FROM cost_metrics LEFT JOIN drifts d ON d.id = drift_id GROUP BY 1, 2) AS want
    FULL JOIN (SELECT day, account_id, sum(cost)::numeric(20, 2) AS cost, sum(metrics)::bigint AS metrics
      FROM cost_days GROUP BY 1, 2 HAVING sum(cost) <> 0 OR sum(metrics) <> 0) AS got ON want::text = got::text
  UNION ALL SELECT want::text, got::text FROM (SELECT count(*) FROM alerts WHERE is_read IS NOT TRUE) AS want(n)
    FULL JOIN (SELECT COALESCE(sum(alerts), 0)::bigint FROM unread_alerts) AS got(n) ON want = got
)
SELECT COALESCE('want ' || want, 'got ' || got) FROM pairs WHERE want IS NULL OR got IS NULL LIMIT 5`

// Miscounted tells, five at most, the rows and sums of a ledger that are not what its drifts and
// their summaries come to, each with the side that has it.
func Miscounted(t testing.TB, db *postgres.DB) []string {
	t.Helper()
	rows, err := db.Pool.Query(t.Context(), miscounted)
	if err != nil {
		t.Fatal("testdb: ", err)
	}
	wrong, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal("testdb: ", err)
	}
	return wrong
}
