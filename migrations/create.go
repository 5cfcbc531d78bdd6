package migrations

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"
)

// closeSchema takes from everybody the right to make things in the schema, such as a function that
// takes the place of one of PostgreSQL's in our queries: PostgreSQL 14 gives it in public. Where this user may not, it
// gives a warning.
func closeSchema(tx *gorm.DB, schema string) (warning string, err error) {
	var open []struct{ Ours bool }
	err = tx.Raw(`SELECT pg_has_role(nspowner, 'USAGE') AS ours FROM pg_catalog.pg_namespace, aclexplode(nspacl) AS given
		WHERE nspname = ? AND given.grantee = 0 AND given.privilege_type = 'CREATE'`, schema).Scan(&open).Error
	switch {
	case err != nil || len(open) == 0:
		return "", err
	case open[0].Ours:
		return "", tx.Exec("REVOKE CREATE ON SCHEMA " + quote(schema) + " FROM PUBLIC").Error
	}
	return fmt.Sprintf("everybody may make tables and functions in schema %q, one that takes the place of PostgreSQL's own among them; as its owner run REVOKE CREATE ON SCHEMA %s FROM PUBLIC",
		schema, quote(schema)), nil
}

// StandInError refuses a schema in which somebody else has made a function or operator of the name of one of
// PostgreSQL's own: a call whose types it takes better than that would run it, as whoever migrates.
type StandInError struct {
	Schema string
	Kind   string // function or operator
	Name   string // with its types
	Owner  string
}

// Error says what stands there, whose it is and what to do.
func (e *StandInError) Error() string {
	return fmt.Sprintf("schema %q has %s %s, which could stand in for PostgreSQL's own; it belongs to %s, who owns neither the schema nor the database: drop it, or set DATABASE_SCHEMA to a schema of its own",
		e.Schema, e.Kind, e.Name, e.Owner)
}

// refuseStandIns looks for them while only PostgreSQL's own are called.
func refuseStandIns(tx *gorm.DB, schema string) error {
	var found []StandInError
	err := tx.Raw(`WITH own AS (SELECT nspowner AS role FROM pg_namespace WHERE nspname = @schema
			UNION SELECT datdba FROM pg_database WHERE datname = current_database()
			UNION SELECT oid FROM pg_roles WHERE rolsuper OR rolname = current_user)
		SELECT 'function' AS kind, p.oid::regprocedure::text AS name, proowner::regrole::text AS owner
		  FROM pg_proc p WHERE pronamespace = to_regnamespace(quote_ident(@schema)) AND proowner NOT IN (SELECT role FROM own)
		    AND EXISTS (SELECT FROM pg_proc c WHERE c.pronamespace = 'pg_catalog'::regnamespace AND c.proname = p.proname)
		UNION ALL
		SELECT 'operator', o.oid::regoperator::text, oprowner::regrole::text
		  FROM pg_operator o WHERE oprnamespace = to_regnamespace(quote_ident(@schema)) AND oprowner NOT IN (SELECT role FROM own)
		    AND EXISTS (SELECT FROM pg_operator c WHERE c.oprnamespace = 'pg_catalog'::regnamespace AND c.oprname = o.oprname)
		ORDER BY name LIMIT 1`, map[string]any{"schema": schema}).Scan(&found).Error
	if err != nil || len(found) == 0 {
		return err
	}
	found[0].Schema = schema
	return &found[0]
}

// CloseDefiners is the SQL that takes from everybody the right to put the functions that act as their owner on tables of
// their own: their rows would go into the sums, and a cast of their types would be called as the owner. Ours fire all the same.
func CloseDefiners(schema string) string {
	return "DO " + Literal(`
DECLARE
  definer regprocedure;
BEGIN
  FOR definer IN SELECT p.oid FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = pronamespace
    WHERE nspname = `+Literal(schema)+` AND prosecdef AND pg_catalog.pg_has_role(proowner, 'USAGE')
      AND pg_catalog.has_function_privilege('public', p.oid, 'EXECUTE') LOOP
    EXECUTE 'REVOKE EXECUTE ON FUNCTION ' || definer || ' FROM PUBLIC';
  END LOOP;
END `)
}

// Literal is a text as SQL writes it, for what takes no parameters.
func Literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// closeDefiners runs what [CloseDefiners] gives. PostgreSQL refuses who takes a right away that another takes away, so it is for one
// migrator after the other.
func closeDefiners(tx *gorm.DB, schema string) error { return tx.Exec(CloseDefiners(schema)).Error }

// letPlansVary takes back that a function of the schema makes one plan for whatever values, where the database is one
// of Citus: that plans what is about its tables with the values at hand, or not at all.
func letPlansVary(ctx context.Context, db *gorm.DB, option string) error {
	schema, err := schemaName(option)
	if err != nil {
		return err
	}
	var functions []string
	err = db.WithContext(ctx).Raw(`SELECT quote_ident(nspname) || '.' || quote_ident(proname) || '(' || pg_get_function_identity_arguments(p.oid) || ')'
		FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = pronamespace
		WHERE nspname = ? AND 'plan_cache_mode=force_generic_plan' = ANY(proconfig) AND EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'citus')`, schema).Scan(&functions).Error
	for _, function := range functions {
		if err == nil {
			err = db.WithContext(ctx).Exec("ALTER FUNCTION " + function + " RESET plan_cache_mode").Error
		}
	}
	return err
}
