package schema

import (
	"context"
	"database/sql"
	"strings"

	"gorm.io/gorm"
)

type table struct {
	Name, Purpose string
	Columns       []column     `gorm:"-"`
	Keys          []part       `gorm:"-"` // primary and unique
	ForeignKeys   []foreignKey `gorm:"-"`
	Checks        []part       `gorm:"-"`
	Indexes       []part       `gorm:"-"`
	Triggers      []part       `gorm:"-"`
}

type column struct {
	TableName, Name, Purpose string
	Type                     string // as SQL has it: varchar(255)
	Base                     string // without its length: varchar
	Nullable                 bool
	Default                  string
	Marks                    string // PK, FK, UK: as the diagram has them
}

// part is anything of a table that has a name, a definition and a purpose.
type part struct {
	TableName, Name, Definition, Purpose string
	Kind                                 string // of a constraint: p, u or c
}

type foreignKey struct {
	TableName, Name, Columns, RefTable, RefColumns string
	OnDelete                                       string
	Definition                                     string // as SQL has it
	Optional                                       bool
}

// Each query sees the schema as the first of the search path, so that
// PostgreSQL writes definitions without its name.
const (
	tablesQuery = `
SELECT relname AS name, coalesce(obj_description(oid, 'pg_class'), '') AS purpose
FROM pg_class WHERE relnamespace = quote_ident(current_schema())::regnamespace AND relkind IN ('r', 'p')
ORDER BY relname`

	columnsQuery = `
SELECT c.relname AS table_name, a.attname AS name, coalesce(col_description(c.oid, a.attnum), '') AS purpose,
	format_type(a.atttypid, a.atttypmod) AS type, t.typname AS base, NOT a.attnotnull AS nullable,
	coalesce(pg_get_expr(d.adbin, d.adrelid, true), '') AS default,
	array_to_string(ARRAY(
		SELECT DISTINCT CASE contype WHEN 'p' THEN 'PK' WHEN 'f' THEN 'FK' ELSE 'UK' END AS mark
		FROM pg_constraint WHERE conrelid = c.oid AND contype IN ('p', 'f', 'u') AND a.attnum = ANY (conkey)
		ORDER BY mark DESC), ', ') AS marks
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND c.relkind IN ('r', 'p')
ORDER BY c.relname, a.attnum`

	constraintsQuery = `
SELECT c.relname AS table_name, o.conname AS name, o.contype AS kind, pg_get_constraintdef(o.oid, true) AS definition
FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid
WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND o.contype IN ('p', 'u', 'c')
ORDER BY c.relname, position(o.contype::text IN 'puc'), o.conname`

	foreignKeysQuery = `
SELECT c.relname AS table_name, o.conname AS name, r.relname AS ref_table,
	(SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM unnest(o.conkey) WITH ORDINALITY k(num, n)
		JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.num) AS columns,
	(SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM unnest(o.confkey) WITH ORDINALITY k(num, n)
		JOIN pg_attribute a ON a.attrelid = o.confrelid AND a.attnum = k.num) AS ref_columns,
	CASE o.confdeltype WHEN 'c' THEN 'this row goes too (CASCADE)' WHEN 'n' THEN 'the link is cleared (SET NULL)'
		WHEN 'd' THEN 'the link is reset (SET DEFAULT)' WHEN 'r' THEN 'refused (RESTRICT)'
		ELSE 'refused (NO ACTION)' END AS on_delete,
	pg_get_constraintdef(o.oid, true) AS definition,
	EXISTS (SELECT FROM pg_attribute a
		WHERE a.attrelid = o.conrelid AND a.attnum = ANY (o.conkey) AND NOT a.attnotnull) AS optional
FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_class r ON r.oid = o.confrelid
WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND o.contype = 'f'
ORDER BY c.relname, o.conname`

	// What stands before USING says only what the other columns of the page say.
	indexesQuery = `
SELECT c.relname AS table_name, i.relname AS name,
	CASE WHEN x.indisunique THEN 'UNIQUE ' ELSE '' END ||
		regexp_replace(pg_get_indexdef(x.indexrelid, 0, true), '^.* USING ', '') AS definition,
	coalesce(obj_description(i.oid, 'pg_class'), CASE WHEN x.indisprimary THEN 'Finds a row by its primary key.' ELSE '' END) AS purpose
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND c.relkind IN ('r', 'p')
ORDER BY c.relname, i.relname`

	// tgtype is a set of bits: 2 BEFORE, 4 INSERT, 8 DELETE, 16 UPDATE, 32 TRUNCATE, 64 INSTEAD.
	triggersQuery = `
SELECT c.relname AS table_name, t.tgname AS name,
	CASE WHEN t.tgtype & 2 > 0 THEN 'before ' WHEN t.tgtype & 64 > 0 THEN 'instead of ' ELSE 'after ' END ||
		array_to_string(ARRAY(SELECT event FROM (VALUES (4, 'INSERT'), (16, 'UPDATE'), (8, 'DELETE'), (32, 'TRUNCATE'))
			AS e(bit, event) WHERE t.tgtype & bit > 0), ' or ') ||
		', by ' || chr(96) || p.proname || chr(96) AS definition,
	coalesce(obj_description(t.oid, 'pg_trigger'), '') AS purpose
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND NOT t.tgisinternal
ORDER BY c.relname, t.tgname`
)

// functionsQuery reads the functions, but for those of an extension.
const functionsQuery = `
SELECT proname AS name, replace(oidvectortypes(proargtypes), 'timestamp with time zone', 'timestamptz') AS definition, coalesce(obj_description(oid, 'pg_proc'), '') AS purpose
FROM pg_proc WHERE pronamespace = quote_ident(current_schema())::regnamespace
	AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e')
ORDER BY 1, 2`

// catalogue is what a schema has.
type catalogue struct {
	Tables    []*table
	Functions []part
}

// readTables reads the tables at one moment.
func readTables(ctx context.Context, db *gorm.DB, schema string) ([]*table, error) {
	read, err := readSchema(ctx, db, schema)
	return read.Tables, err
}

// readSchema reads the whole schema at one moment.
func readSchema(ctx context.Context, db *gorm.DB, schema string) (read catalogue, err error) {
	snapshot := &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	err = db.WithContext(ctx).Transaction(func(tx *gorm.DB) (err error) {
		if err = tx.Exec("SELECT set_config('search_path', quote_ident(?), true)", schema).Error; err != nil {
			return err
		}
		if read.Tables, err = readParts(tx); err != nil {
			return err
		}
		return tx.Raw(functionsQuery).Scan(&read.Functions).Error
	}, snapshot)
	return read, err
}

func readParts(tx *gorm.DB) ([]*table, error) {
	var (
		tables                         []*table
		columns                        []column
		constraints, indexes, triggers []part
		foreignKeys                    []foreignKey
	)
	for _, q := range []struct {
		text string
		into any
	}{
		{tablesQuery, &tables}, {columnsQuery, &columns}, {constraintsQuery, &constraints},
		{foreignKeysQuery, &foreignKeys}, {indexesQuery, &indexes}, {triggersQuery, &triggers},
	} {
		if err := tx.Raw(q.text).Scan(q.into).Error; err != nil {
			return nil, err
		}
	}

	byName := make(map[string]*table, len(tables))
	for _, t := range tables {
		byName[t.Name] = t
	}
	for _, c := range columns {
		c.Type, c.Default = short(c.Type), short(c.Default)
		byName[c.TableName].Columns = append(byName[c.TableName].Columns, c)
	}
	for _, k := range foreignKeys {
		byName[k.TableName].ForeignKeys = append(byName[k.TableName].ForeignKeys, k)
	}
	for _, p := range constraints {
		t := byName[p.TableName]
		p.Definition = short(p.Definition)
		if p.Kind == "c" {
			t.Checks = append(t.Checks, p)
		} else {
			t.Keys = append(t.Keys, p)
		}
	}
	for _, p := range indexes {
		p.Definition = short(p.Definition)
		byName[p.TableName].Indexes = append(byName[p.TableName].Indexes, p)
	}
	for _, p := range triggers {
		byName[p.TableName].Triggers = append(byName[p.TableName].Triggers, p)
	}
	return tables, nil
}

// short writes types by PostgreSQL's own shorter names.
func short(definition string) string {
	return strings.NewReplacer("character varying", "varchar", "timestamp with time zone", "timestamptz").Replace(definition)
}
