// Package carry copies ledgers from one PostgreSQL to another, whatever their versions, without
// PostgreSQL's own tools: the migrations make the schema, and COPY brings the rows.
package carry

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/schema"
	"github.com/clouddrift/guardian/migrations"
)

// Ledgers copies every ledger of the database from, one a schema, to the empty database to, by
// their URLs, and gives the number of rows. Each ledger is as far migrated there as here.
// The rows and the schema of both are compared before it returns.
//
// It reads from alone, as of one moment, and fails before it writes where from holds what is
// no ledger, with one line that names it: that would be left behind. After another failure
// what to holds is of no use. Both users must be superusers.
func Ledgers(ctx context.Context, from, to string) (rows int64, err error) {
	source, err := postgres.Open(ctx, postgres.Config{URL: from, MaxConns: 2})
	if err != nil {
		return 0, err
	}
	defer source.Close()
	target, err := postgres.Open(ctx, postgres.Config{URL: to, MaxConns: 2})
	if err != nil {
		return 0, err
	}
	defer target.Close()
	schemas, err := ledgers(ctx, source)
	if err != nil {
		return 0, err
	}
	for _, name := range schemas {
		n, err := ledger(ctx, source, target, name)
		if err != nil {
			return 0, fmt.Errorf("schema %q: %w", name, err)
		}
		rows += n
	}
	_, err = target.Pool.Exec(ctx, "ANALYZE")
	return rows, err
}

// other is what a database holds besides ledgers, as texts.
const other = `
	SELECT 'role ' || quote_ident(rolname) FROM pg_roles WHERE oid >= 16384
	UNION ALL SELECT 'database ' || quote_ident(datname) FROM pg_database WHERE oid >= 16384 AND datname <> current_database()
	UNION ALL SELECT 'extension ' || quote_ident(extname) FROM pg_extension WHERE extname <> 'plpgsql'
	UNION ALL SELECT 'settings by ALTER ROLE or ALTER DATABASE' FROM pg_db_role_setting
	UNION ALL SELECT 'large object ' || oid FROM pg_largeobject_metadata
	UNION ALL SELECT 'schema ' || quote_ident(nspname) FROM pg_namespace n
	WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND to_regclass(format('%I.` + migrations.Table + `', nspname)) IS NULL
	  AND (nspname <> 'public' OR EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid)
	    OR EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = n.oid) OR EXISTS (SELECT FROM pg_type t WHERE t.typnamespace = n.oid))`

// ledgers names the schemas that hold one, and refuses a database that holds something else.
func ledgers(ctx context.Context, db *postgres.DB) ([]string, error) {
	others, err := texts(ctx, db.Pool, other)
	if err != nil {
		return nil, err
	}
	if len(others) > 0 {
		return nil, fmt.Errorf("the database holds more than ledgers, which would be left behind: %s; drop it, or use pg_upgrade or pg_dump and pg_restore, which bring over everything", strings.Join(others, ", "))
	}
	return texts(ctx, db.Pool, "SELECT nspname FROM pg_namespace WHERE to_regclass(format('%I.%I', nspname, $1::text)) IS NOT NULL ORDER BY nspname", migrations.Table)
}

// ledger copies one.
func ledger(ctx context.Context, source, target *postgres.DB, name string) (int64, error) {
	status, err := migrations.Read(ctx, source.Gorm, name)
	switch known := migrations.IDs(); {
	case err != nil:
		return 0, err
	case len(status.Unknown) > 0:
		return 0, &migrations.FutureError{Schema: name, IDs: status.Unknown}
	case !slices.Equal(status.Applied, known[:len(status.Applied)]):
		return 0, fmt.Errorf("migrations were passed over: %s; guardian migrate up applies them", strings.Join(status.Pending, ", "))
	case len(status.Applied) == 0:
		return 0, nil // migrated all the way down
	}
	_, err = migrations.Up(ctx, target.Gorm, migrations.Options{Schema: name, To: status.Applied[len(status.Applied)-1]})
	if err != nil {
		return 0, err
	}
	if err := sameSchema(ctx, source, target, name, status.Current()); err != nil {
		return 0, err
	}
	return copyRows(ctx, source, target, name)
}

// made is what a schema holds, as texts: in a dump that was restored, checks are written otherwise.
const made = `
	SELECT 'relation ' || relname || ' (' || relkind::text || ')' FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)
	UNION ALL SELECT 'column ' || c.relname || '.' || attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
	WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND c.relkind = 'r' AND attnum > 0 AND NOT attisdropped
	UNION ALL SELECT 'constraint ' || conname || ' of ' || c.relname || ' (' || contype::text || ')' FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
	WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND contype <> 'n' -- which only 18 and later have
	UNION ALL SELECT 'trigger ' || tgname || ' of ' || c.relname || ' (' || tgenabled::text || ')' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
	WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND NOT tgisinternal
	UNION ALL SELECT 'function ' || proname || ' (' || md5(prosrc) || ')' FROM pg_proc WHERE pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1)`

// sameSchema refuses a ledger whose schema is not the one that the migrations make: what
// somebody has added would be left behind. Only a current one can be verified in whole.
func sameSchema(ctx context.Context, source, target *postgres.DB, name string, current bool) error {
	var sides [2][]string
	for i, db := range []*postgres.DB{source, target} {
		lines, err := texts(ctx, db.Pool, made, name)
		if err != nil {
			return err
		}
		if current {
			differences, err := schema.Verify(ctx, db.Gorm, name)
			if err != nil {
				return err
			}
			lines = append(lines, differences...)
		}
		sides[i] = lines
	}
	for i, says := range []string{"the old ledger has, and the migrations do not make, ", "the old ledger lacks, and the migrations make, "} {
		for _, line := range sides[i] {
			if !slices.Contains(sides[1-i], line) {
				return fmt.Errorf("%s%s: mend that first, or use pg_upgrade or pg_dump and pg_restore", says, line)
			}
		}
	}
	return nil
}
