package repositories

// scopeStatements read what is known of all scopes, or of the one that $1 names: the newest scan of each
// scope and tool, sums of what is open in it and alike, and what the times of its open drifts tell, in parts that
// are added up. The last takes from when on a drift is new, as $1, or $2 beside a name.
func scopeStatements(one bool) (newest, sums, times string) {
	of, since := func(string) string { return "" }, "$1"
	if one {
		of, since = func(column string) string { return column + " = $1" }, "$2"
	}
	newest = `SELECT newest.* FROM known_scopes k CROSS JOIN LATERAL (
		SELECT id, scope, source, scanned_at, created_at, checked, drifted, created, repeated, superseded, resolved, skipped, suppressed, not_closing
		FROM scans WHERE id = ` + newestOf("id") + ` LIMIT 1) AS newest` + of(" WHERE k.scope")

	const alike = "SELECT scope, tool, severity, next_apply, unmanaged, owner, "
	sums = alike + `sum(drifts)::bigint AS drifts FROM (
		` + alike + `drifts FROM scope_counts` + of(" WHERE scope") + `
		UNION ALL ` + alike + `1 FROM counted_drifts WHERE drift_id = ANY(` + ended + `)` + of(" AND scope") + `) AS open
		GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(drifts) > 0`

	within := "c.scope = of_one.scope AND c.tool = of_one.tool AND " + hasOpenStatus("c") + " AND NOT unmanaged"
	times = `SELECT scope, tool, oldest, new, 0 AS overdue FROM (SELECT DISTINCT scope, tool FROM scope_counts` + of(" WHERE scope") + `) AS of_one CROSS JOIN LATERAL (
		  SELECT (SELECT detected_at FROM counted_drifts c WHERE ` + within + ` ORDER BY detected_at LIMIT 1) AS oldest,
		    (SELECT count(*) FROM counted_drifts c WHERE ` + within + ` AND detected_at >= ` + since + `) AS new) AS times
		UNION ALL SELECT scope, tool, NULL, 0, count(*) FROM counted_drifts c WHERE ` + hasOpenStatus("c") + ` AND ` + past + of(" AND scope") + ` GROUP BY 1, 2
		UNION ALL SELECT scope, tool, CASE WHEN NOT unmanaged THEN detected_at END, CASE WHEN NOT unmanaged AND detected_at >= ` + since + ` THEN 1 ELSE 0 END,
		  CASE WHEN ` + past + ` THEN 1 ELSE 0 END
		  FROM counted_drifts WHERE drift_id = ANY(` + ended + `)` + of(" AND scope")
	return newest, sums, times
}

// newestOf is a column of the newest scan of a known scope k, or its id: of one that lies
// ahead of the clock only where there is no other.
func newestOf(column string) string {
	known := map[string]string{"id": "k.newest_scan_id", "scanned_at": "k.scanned_at"}[column]
	return "CASE WHEN k.scanned_at > statement_timestamp() THEN COALESCE((SELECT " + column + " FROM scans WHERE scope = k.scope AND source = k.tool" +
		" AND scanned_at <= statement_timestamp() ORDER BY scanned_at DESC, created_at DESC LIMIT 1), " + known + ") ELSE " + known + " END"
}
