package schema

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/migrations"
)

// kept is a table that triggers keep of the rows of others.
type kept struct {
	table string
	// wrong counts the rows, or the sums, that are not what the rows of the others say.
	wrong string
	// again are the statements that write what is wrong anew.
	again []string
}

// countedColumns are those of counted_drifts, the drift itself apart.
const countedColumns = "status, severity, cost, detected_at, approved_at, resolved_at, scope, tool, next_apply, unmanaged, superseded, owner, due_at"

// counted is what each drift counts as.
const counted = `(SELECT d.id AS drift_id, d.status, d.severity, NULLIF(d.cost_impact_monthly, 'NaN') AS cost, d.detected_at, d.approved_at, d.resolved_at,
	COALESCE(s.scope, '') AS scope, COALESCE(s.tool, '') AS tool, COALESCE(s.next_apply, 'unknown') AS next_apply, COALESCE(s.kind = 'unmanaged', false) AS unmanaged,
	s.superseded_by IS NOT NULL AS superseded, COALESCE(s.owner, '') AS owner, s.due_at
	FROM drifts d LEFT JOIN drift_summaries s ON s.drift_id = d.id) AS fact`

// newest is the newest scan of each scope and tool.
const newest = `(SELECT DISTINCT ON (scope, source) scope, source AS tool, id, scanned_at, created_at FROM scans
	ORDER BY scope, source, scanned_at DESC, created_at DESC) AS newest`

// kepts are all of them, each after those that it is of.
var kepts = []kept{
	{
		table: "counted_drifts",
		wrong: "SELECT count(*) FROM counted_drifts AS c FULL JOIN " + counted + " ON fact.drift_id = c.drift_id WHERE " + differ("fact", "c", "drift_id, "+countedColumns),
		again: []string{
			"DELETE FROM counted_drifts c WHERE NOT EXISTS (SELECT FROM " + counted + " WHERE fact.drift_id = c.drift_id AND NOT " + differ("fact", "c", countedColumns) + ")",
			"WITH f AS (SELECT drift_id, " + countedColumns + " FROM " + counted + " WHERE NOT EXISTS (SELECT FROM counted_drifts c WHERE c.drift_id = fact.drift_id))" +
				" INSERT INTO counted_drifts (drift_id, " + countedColumns + ") SELECT * FROM f",
		},
	},
	summed("drift_counts", "status, severity, next_apply, unmanaged, superseded", "drifts, cost, cost_unknown",
		"SELECT status, severity, next_apply, unmanaged, superseded, count(*), COALESCE(sum(cost), 0), count(*) - count(cost) FROM counted_drifts GROUP BY 1, 2, 3, 4, 5"),
	summed("drift_days", "day, severity", "opened, resolved, closed, due",
		`SELECT d.day, severity, sum(d.opened), sum(d.resolved), sum(d.closed), sum(d.due) FROM counted_drifts
		CROSS JOIN LATERAL days_of(detected_at, approved_at, resolved_at, superseded, status, unmanaged, due_at) d GROUP BY 1, 2`),
	summed("scope_counts", "scope, tool, severity, next_apply, unmanaged, owner", "drifts",
		`SELECT scope, tool, severity, next_apply, unmanaged, owner, count(*) FROM counted_drifts
		WHERE status IN ('detected', 'triaged', 'rejected') GROUP BY 1, 2, 3, 4, 5, 6`),
	summed("region_counts", "region, resource_type", "drifts", "SELECT region, resource_type, count(*) FROM drifts GROUP BY 1, 2"),
	{
		// A scope stays known when its scans go, so one without any is right.
		table: "known_scopes",
		wrong: "SELECT count(*) FROM known_scopes AS k FULL JOIN " + newest + " ON newest.scope = k.scope AND newest.tool = k.tool" +
			" WHERE (k.scanned_at, k.scan_created_at) IS DISTINCT FROM (newest.scanned_at, newest.created_at)" +
			" OR k.newest_scan_id IS NOT NULL AND NOT EXISTS (SELECT FROM scans WHERE id = k.newest_scan_id)",
		again: []string{
			"UPDATE known_scopes k SET newest_scan_id = NULL, scanned_at = NULL, scan_created_at = NULL WHERE NOT EXISTS (SELECT FROM scans WHERE scans.scope = k.scope AND source = k.tool)",
			"WITH f AS (SELECT scope, tool, id, scanned_at, created_at FROM " + newest + ")" +
				" INSERT INTO known_scopes AS k (scope, tool, newest_scan_id, scanned_at, scan_created_at) SELECT * FROM f" +
				" ON CONFLICT (scope, tool) DO UPDATE SET newest_scan_id = EXCLUDED.newest_scan_id, scanned_at = EXCLUDED.scanned_at, scan_created_at = EXCLUDED.scan_created_at",
		},
	},
	summed("cost_days", "day, account_id", "cost, metrics",
		`SELECT date_trunc('day', period_start, 'UTC'), d.account_id, COALESCE(sum(NULLIF(cost_usd, 'NaN')), 0), count(*)
		FROM cost_metrics LEFT JOIN drifts d ON d.id = drift_id GROUP BY 1, 2`),
	summed("unread_alerts", "", "alerts", "SELECT count(*) FROM alerts WHERE is_read IS NOT TRUE"),
	{
		table: "drift_words",
		wrong: "SELECT count(*) FROM drifts d FULL JOIN drift_words w ON w.drift_id = d.id WHERE d.id IS NULL OR w.drift_id IS NULL",
		again: []string{"DELETE FROM drift_words w WHERE NOT EXISTS (SELECT FROM drifts d WHERE d.id = w.drift_id)", `WITH f AS (
			SELECT d.id, words_of(CASE WHEN s.drift_id IS NULL
				THEN concat_ws(' ', d.resource_id, d.resource_type, jsonb_path_query_array(d.difference, '$.keyvalue().key', '{}', true)::text)
				ELSE concat_ws(' ', s.resource_id, s.resource_type, s.address, s.scope, s.places::text) END)
			FROM drifts d LEFT JOIN drift_summaries s ON s.drift_id = d.id WHERE NOT EXISTS (SELECT FROM drift_words w WHERE w.drift_id = d.id))
			INSERT INTO drift_words (drift_id, words) SELECT * FROM f`},
	},
}

// summed is a table whose rows are added up: values by keys, each a list of its columns, are to come to what of gives.
func summed(table, keys, values, of string) kept {
	columns, with, less, differs := values, values, []string{}, []string{}
	group, one := "", "SELECT 1"
	if keys != "" {
		columns, with, group, one = keys+", "+values, keys+", "+values, " GROUP BY "+keys, "SELECT "+keys
	}
	for value := range strings.SplitSeq(values, ", ") {
		less, differs = append(less, "-"+value), append(differs, "COALESCE(sum("+value+"), 0) <> 0")
	}
	minus := strings.Join(less, ", ")
	if keys != "" {
		minus = keys + ", " + minus
	}
	return kept{
		table: table,
		wrong: "SELECT count(*) FROM (" + one + " FROM (SELECT " + with + " FROM " + table + " UNION ALL SELECT " + minus + " FROM (" + of + ") AS fact(" + columns + ")) AS pair" +
			group + " HAVING " + strings.Join(differs, " OR ") + ") AS differing",
		again: []string{"DELETE FROM " + table, "WITH f AS (" + of + ") INSERT INTO " + table + " (" + columns + ") SELECT * FROM f"},
	}
}

// differ says whether two rows differ in any of the columns.
func differ(a, b, columns string) string {
	return "((" + a + "." + strings.ReplaceAll(columns, ", ", ", "+a+".") + ") IS DISTINCT FROM (" + b + "." + strings.ReplaceAll(columns, ", ", ", "+b+".") + "))"
}

// Sums compares what triggers keep of the ledger's rows, sums above all, with these rows, in a
// schema ("" is public), and gives a line for each table that is not as they say, none
// where all are. Each comparison is one statement, which sees one moment, and may take as long
// as within; one that takes longer is a line, too, which says that it is not known. It
// changes nothing and keeps nobody waiting. Errors are the database's.
func Sums(ctx context.Context, db *gorm.DB, schema string, within time.Duration) ([]string, error) {
	lines := []string{}
	for _, k := range kepts {
		wrong, err := k.count(ctx, db, schema, within)
		var pg *pgconn.PgError
		switch {
		case errors.As(err, &pg) && pg.Code == "57014" && ctx.Err() == nil: // query_canceled
			lines = append(lines, fmt.Sprintf("%s: not known whether it is what the rows come to, which takes longer than %s to find out", k.table, within))
		case err != nil:
			return nil, fmt.Errorf("%s: %w", k.table, err)
		case wrong > 0:
			lines = append(lines, fmt.Sprintf("%s: is not what the rows come to, in %d places; guardian schema rebuild writes it anew", k.table, wrong))
		}
	}
	return lines, nil
}

// count says in how many places a table is wrong.
func (k kept) count(ctx context.Context, db *gorm.DB, schema string, within time.Duration) (wrong int64, err error) {
	err = db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := settle(tx, schema, within); err != nil {
			return err
		}
		return tx.Raw(k.wrong).Scan(&wrong).Error
	}, &sql.TxOptions{Isolation: sql.LevelReadCommitted, ReadOnly: true})
	return wrong, err
}

// settle makes a transaction one of a schema, whose statements may each take as long as
// within, 0 for ever.
func settle(tx *gorm.DB, schema string, within time.Duration) error {
	if schema == "" {
		schema = "public"
	}
	limit := within.Milliseconds()
	if limit == 0 && within > 0 {
		limit = 1
	}
	return tx.Exec("SELECT set_config('search_path', quote_ident(?), true), set_config('statement_timeout', ?, true)",
		schema, strconv.FormatInt(limit, 10)).Error
}

// Rebuild writes anew what triggers keep of the ledger's rows, and gives the tables that
// were wrong. It is for the owner of the tables, for whom all who write wait meanwhile. Errors
// are the database's.
func Rebuild(ctx context.Context, db *gorm.DB, schema string) ([]string, error) {
	var rebuilt []string
	err := db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		rebuilt = []string{}
		if err := settle(tx, schema, 0); err != nil {
			return err
		}
		for _, set := range migrations.Keeping {
			if err := tx.Exec(set).Error; err != nil {
				return err
			}
		}
		// In the order in which an import takes them.
		if err := tx.Exec("LOCK TABLE scans, drifts, drift_summaries, cost_metrics, alerts, counted_drifts IN SHARE ROW EXCLUSIVE MODE").Error; err != nil {
			return err
		}
		for _, k := range kepts {
			var wrong int64
			if err := tx.Raw(k.wrong).Scan(&wrong).Error; err != nil {
				return fmt.Errorf("%s: %w", k.table, err)
			}
			if wrong == 0 {
				continue
			}
			rebuilt = append(rebuilt, k.table)
			for _, statement := range k.again {
				if err := tx.Exec(statement).Error; err != nil {
					return fmt.Errorf("%s: %w", k.table, err)
				}
			}
		}
		return nil
	}, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return nil, err
	}
	return rebuilt, nil
}
