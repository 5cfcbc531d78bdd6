package repositories

// What is known of the scopes that $1 names: the newest scan of each scope and tool, sums of what is open in it and
// alike, and what the times of its open drifts tell, in parts that are added up. The last takes as $2 from when on a drift is new.
var (
	newestScans = `SELECT newest.* FROM known_scopes k CROSS JOIN LATERAL (
		SELECT id, scope, source, scanned_at, created_at, checked, drifted, created, repeated, superseded, resolved, skipped, suppressed, not_closing
		FROM scans WHERE id = ` + newestOf("id") + ` LIMIT 1) AS newest WHERE k.scope = ANY($1)`

	openSums = alike + `sum(drifts)::bigint AS drifts FROM (
		` + alike + `drifts FROM scope_counts WHERE scope = ANY($1)
		UNION ALL ` + alike + `1 FROM counted_drifts WHERE drift_id = ANY(` + ended + `) AND scope = ANY($1)) AS open
		GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(drifts) > 0`

	openTimes = `SELECT scope, tool, oldest, new, 0 AS overdue FROM (SELECT DISTINCT scope, tool FROM scope_counts WHERE scope = ANY($1)) AS of_one CROSS JOIN LATERAL (
		  SELECT (SELECT detected_at FROM counted_drifts c WHERE ` + withinOne + ` ORDER BY detected_at LIMIT 1) AS oldest,
		    (SELECT count(*) FROM counted_drifts c WHERE ` + withinOne + ` AND detected_at >= $2) AS new) AS times
		UNION ALL SELECT scope, tool, NULL, 0, count(*) FROM counted_drifts c WHERE ` + hasOpenStatus("c") + ` AND ` + past + ` AND scope = ANY($1) GROUP BY 1, 2
		UNION ALL SELECT scope, tool, CASE WHEN NOT unmanaged THEN detected_at END, CASE WHEN NOT unmanaged AND detected_at >= $2 THEN 1 ELSE 0 END,
		  CASE WHEN ` + past + ` THEN 1 ELSE 0 END
		  FROM counted_drifts WHERE drift_id = ANY(` + ended + `) AND scope = ANY($1)`

	withinOne = "c.scope = of_one.scope AND c.tool = of_one.tool AND " + hasOpenStatus("c") + " AND NOT unmanaged"
)

const alike = "SELECT scope, tool, severity, next_apply, unmanaged, owner, "

// newestOf is the id of the newest scan of a known scope k, or when that looked: of one that lies
// ahead of the clock only where there is no other, and then when it was imported.
func newestOf(column string) string {
	known := map[string]string{"id": "k.newest_scan_id", "scanned_at": "k.scanned_at"}[column]
	alone := map[string]string{"id": known, "scanned_at": "k.scan_created_at"}[column]
	return "CASE WHEN k.scanned_at > statement_timestamp() THEN COALESCE((SELECT " + column + " FROM scans WHERE scope = k.scope AND source = k.tool" +
		" AND scanned_at <= statement_timestamp() ORDER BY scanned_at DESC, created_at DESC LIMIT 1), " + alone + ") ELSE " + known + " END"
}
