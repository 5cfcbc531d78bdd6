package schema

import (
	"context"
	"slices"

	"gorm.io/gorm"
)

// strangers tells who but the tables' owner and superusers may make something in the schema, and what they have made: a
// function there that takes the very types of a call stands in for PostgreSQL's own. And which functions let everybody act as their owner.
const strangers = `
WITH own AS (SELECT relowner AS role FROM pg_class WHERE relnamespace = quote_ident(@schema)::regnamespace AND relname = 'guardian_migrations'
  UNION SELECT nspowner FROM pg_namespace WHERE nspname = @schema
  UNION SELECT oid FROM pg_roles WHERE rolsuper)
SELECT false AS made, 'schema: ' || CASE given.grantee WHEN 0 THEN 'everybody' ELSE 'role ' || given.grantee::regrole::text END
    || ' may make functions in it that take the place of PostgreSQL''s own' AS line
  FROM pg_namespace, aclexplode(nspacl) AS given
  WHERE nspname = @schema AND given.privilege_type = 'CREATE' AND given.grantee NOT IN (SELECT role FROM own)
UNION ALL
SELECT false, 'function ' || p.oid::regprocedure::text || ': everybody may act by it as its owner, by a trigger on a table of their own; migrate up takes that away'
  FROM pg_proc p WHERE pronamespace = quote_ident(@schema)::regnamespace AND prosecdef AND has_function_privilege('public', p.oid, 'EXECUTE')
UNION ALL
SELECT true, 'function ' || p.oid::regprocedure::text || ': it belongs to ' || proowner::regrole::text || ', who does not own the tables'
  FROM pg_proc p WHERE pronamespace = quote_ident(@schema)::regnamespace AND proowner NOT IN (SELECT role FROM own)
UNION ALL
SELECT true, 'operator ' || o.oid::regoperator::text || ': it belongs to ' || oprowner::regrole::text || ', who does not own the tables'
  FROM pg_operator o WHERE oprnamespace = quote_ident(@schema)::regnamespace AND oprowner NOT IN (SELECT role FROM own)`

// readStrangers gives a line for each of them, and whether they made anything. It calls
// nothing but PostgreSQL's own, whatever they have made.
func readStrangers(ctx context.Context, db *gorm.DB, schema string) (lines []string, made bool, err error) {
	var found []struct {
		Made bool
		Line string
	}
	err = db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := tx.Exec("SET LOCAL search_path = pg_catalog, pg_temp").Error; err != nil {
			return err
		}
		return tx.Raw(strangers, map[string]any{"schema": schema}).Scan(&found).Error
	})
	for _, f := range found {
		lines, made = append(lines, f.Line), made || f.Made
	}
	slices.Sort(lines)
	return lines, made, err
}
