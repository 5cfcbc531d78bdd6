package repositories

import (
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/migrations"
	"github.com/clouddrift/guardian/models"
)

// sizes are the figures of a schema's tables as the catalogue of the server has them that the tables lie on.
const sizes = `SELECT c.relname AS name, COALESCE(NULLIF(c.reltuples, -1), s.n_live_tup, 0)::bigint AS rows,
	  pg_table_size(c.oid) AS table_bytes, pg_indexes_size(c.oid) AS index_bytes,
	  GREATEST(s.last_analyze, s.last_autoanalyze) AS analyzed_at
	FROM pg_class c LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid WHERE c.relkind IN ('r', 'p') AND c.relnamespace = `

// onWorker asks sizes of the server that Citus keeps the schema on, where a table is called by its name and the
// number of its shard. Beside it lies an empty table of its name alone.
const onWorker = `SELECT regexp_replace(t.name, '_[0-9]+$', '') AS name, t.rows, t.table_bytes, t.index_bytes, t.analyzed_at
	FROM run_command_on_shards(CAST(@table AS regclass), 'SELECT jsonb_agg(t) FROM (' || @sizes || quote_literal(quote_ident(@schema)) || '::regnamespace AND c.relname ~ ''_[0-9]+$'') t') r,
	  jsonb_to_recordset(CAST(r.result AS jsonb)) AS t(name text, rows bigint, table_bytes bigint, index_bytes bigint, analyzed_at timestamptz)`

// tableFigures tells how large each table of a schema is, the largest first.
func tableFigures(db *gorm.DB, schema string) (tables []models.TableFigures, err error) {
	sql := sizes + "quote_ident(@schema)::regnamespace"
	var citus bool
	err = db.Raw("SELECT to_regclass('pg_dist_partition') IS NOT NULL").Scan(&citus).Error
	if err == nil && citus {
		err = db.Raw("SELECT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = CAST(? AS regclass))", migrations.Table).Scan(&citus).Error
	}
	if citus {
		sql = onWorker
	}
	if err == nil {
		err = db.Raw("SELECT * FROM ("+sql+") t ORDER BY table_bytes + index_bytes DESC, name",
			map[string]any{"table": migrations.Table, "sizes": sizes, "schema": schema}).Scan(&tables).Error
	}
	return tables, err
}
