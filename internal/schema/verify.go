package schema

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	gormpostgres "gorm.io/driver/postgres"
	"gorm.io/gorm"
	gormschema "gorm.io/gorm/schema"

	"github.com/clouddrift/guardian/models"
)

// unmodelled are the tables that have no entity, each with the reason.
var unmodelled = map[string]string{
	"guardian_migrations": "gormigrate's own",
	"counted_drifts":      "what drifts count as, which triggers write",
	"drift_counts":        "sums of drifts, which triggers write",
	"drift_days":          "sums of drifts by day, which triggers write",
	"scope_counts":        "sums of drifts by scope, which triggers write",
	"region_counts":       "sums of drifts by region and type, which triggers write",
	"known_scopes":        "the newest scan of each scope, which triggers write",
	"cost_days":           "sums of costs by day, which triggers write",
	"unread_alerts":       "sums of alerts, which triggers write",
	"drift_words":         "words to be found by, which triggers write",
	"kept_occurrences":    "what deleted scans saw, which a trigger writes",
	"seed_runs":           "the seed's bookkeeping, which SQL alone reads and writes",
	"seed_rows":           "the seed's bookkeeping, which SQL alone reads and writes",
	"session_rotations":   "bookkeeping of the sessions' repository, which SQL alone reads and writes",
}

// Verify compares the entities of [models] with the tables of a live schema (""
// is public): columns, whatever their order, with types, defaults and NOT NULL,
// then primary, unique and foreign keys, checks and indexes. It gives a line for
// each difference, sorted, and none when they agree. Whatever the database has in
// excess is a difference too, tables of others included; triggers and functions
// are the migrations' alone. A line, too, has who else may make functions and operators in the
// schema, since they may take the place of PostgreSQL's own; where somebody has, these lines come
// alone, and nothing is compared by what a stranger made.
//
// PostgreSQL itself reads the tags: the tables that they describe are made as
// temporary ones, in a transaction that is rolled back. So the user needs the
// right to make temporary tables, and the server must not be a replica. Errors
// are the database's.
func Verify(ctx context.Context, db *gorm.DB, schema string) ([]string, error) {
	entities := map[string]any{}
	for _, e := range models.Entities() {
		entities[e.TableName()] = e
	}
	return verify(ctx, db, schema, entities)
}

// verify takes the entities by the names of their tables.
func verify(ctx context.Context, db *gorm.DB, schema string, entities map[string]any) ([]string, error) {
	if schema == "" {
		schema = "public"
	}
	strangers, made, err := readStrangers(ctx, db, schema)
	if err != nil || made {
		return strangers, err
	}
	live, err := readTables(ctx, db, schema)
	if err != nil {
		return nil, err
	}
	modelled, err := readModels(ctx, db, schema, entities)
	if err != nil {
		return nil, err
	}
	live = slices.DeleteFunc(live, func(t *table) bool { return unmodelled[t.Name] != "" })
	return append(compare(facts(modelled), facts(live)), strangers...), nil
}

// errRollBack ends the transaction of [readModels] as it is meant to end.
var errRollBack = errors.New("roll back")

// readModels reads what PostgreSQL makes of the entities' tags, in which indexes may name
// functions of the schema.
func readModels(ctx context.Context, db *gorm.DB, schema string, entities map[string]any) ([]*table, error) {
	var tables []*table
	err := db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		if err := tx.Exec("SELECT set_config('search_path', 'pg_temp, ' || quote_ident(?), true)", schema).Error; err != nil {
			return err
		}
		if err := createTables(tx, entities); err != nil {
			return err
		}
		var err error
		if tables, err = readParts(tx); err != nil {
			return err
		}
		return errRollBack
	}, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if !errors.Is(err, errRollBack) {
		return nil, err
	}
	return tables, nil
}

// names are those that PostgreSQL itself gives to what has none.
type names struct{ gormschema.NamingStrategy }

func (names) UniqueName(table, column string) string { return table + "_" + column + "_key" }

// createTables makes the entities' tables, and then the foreign keys between them,
// which may point anywhere.
func createTables(tx *gorm.DB, entities map[string]any) error {
	db, err := gorm.Open(gormpostgres.New(gormpostgres.Config{Conn: tx.Statement.ConnPool}), &gorm.Config{
		NamingStrategy: names{}, Logger: tx.Logger, SkipDefaultTransaction: true, DisableAutomaticPing: true,
	})
	if err != nil {
		return err
	}
	db = db.WithContext(tx.Statement.Context)
	var foreignKeys []string
	for _, name := range slices.Sorted(maps.Keys(entities)) {
		of, entity := db.Table(name), entities[name]
		if err := of.Migrator().CreateTable(entity); err != nil {
			return fmt.Errorf("the tags of table %s: %w", name, err)
		}
		if err := of.Statement.Parse(entity); err != nil {
			return err
		}
		for _, field := range of.Statement.Schema.Fields {
			if target := field.TagSettings["REFERENCES"]; target != "" {
				foreignKeys = append(foreignKeys, fmt.Sprintf("ALTER TABLE %s ADD FOREIGN KEY (%s) REFERENCES %s",
					name, field.DBName, target))
			}
		}
	}
	for _, key := range foreignKeys {
		if err := db.Exec(key).Error; err != nil {
			return fmt.Errorf("the tags: %s: %w", key, err)
		}
	}
	return nil
}

// facts is all that is compared: what each thing of the tables is, by its name.
// A table's own name starts the names of what belongs to it.
func facts(tables []*table) map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, t := range tables {
		of := map[string]string{}
		for _, c := range t.Columns {
			definition := c.Type
			if !c.Nullable {
				definition += " not null"
			}
			if c.Default != "" {
				definition += " default " + c.Default
			}
			of[t.Name+"."+c.Name] = definition
		}
		for _, list := range [][]part{t.Keys, t.Checks} {
			for _, p := range list {
				of[t.Name+", constraint "+p.Name] = p.Definition
			}
		}
		for _, k := range t.ForeignKeys {
			of[t.Name+", constraint "+k.Name] = k.Definition
		}
		for _, p := range t.Indexes {
			of[t.Name+", index "+p.Name] = p.Definition
		}
		all[t.Name] = of
	}
	return all
}

func compare(modelled, live map[string]map[string]string) []string {
	lines := []string{}
	for _, table := range union(modelled, live) {
		switch m, l := modelled[table], live[table]; {
		case l == nil:
			lines = append(lines, table+": the model has this table, the database does not")
		case m == nil:
			lines = append(lines, table+": the database has this table, no model does")
		default:
			lines = append(lines, compareTable(m, l)...)
		}
	}
	return lines
}

func compareTable(modelled, live map[string]string) []string {
	var lines []string
	for _, name := range union(modelled, live) {
		m, inModel := modelled[name]
		l, inDatabase := live[name]
		switch {
		case !inDatabase:
			lines = append(lines, fmt.Sprintf("%s: the model says %s, the database has none", name, oneLine(m)))
		case !inModel:
			lines = append(lines, fmt.Sprintf("%s: the model has none, the database says %s", name, oneLine(l)))
		case asKept(m) != asKept(l):
			lines = append(lines, fmt.Sprintf("%s: the model says %s, the database %s", name, oneLine(m), oneLine(l)))
		}
	}
	return lines
}

// Of a list of texts that is compared with a column of VARCHAR, PostgreSQL casts the whole. A dump writes a cast for each
// element, and so does what was restored from it.
var (
	castOfOne  = regexp.MustCompile(`('(?:[^']|'')*'::varchar)::text`)
	castOfList = regexp.MustCompile(`(ARRAY\[(?:'(?:[^']|'')*'::varchar(?:, )?)+\])::text\[\]`)
)

// asKept is a definition without these casts, the same before a dump and after.
func asKept(definition string) string {
	return castOfList.ReplaceAllString(castOfOne.ReplaceAllString(definition, "$1"), "$1")
}

// oneLine takes out the line breaks that PostgreSQL puts into a CASE.
func oneLine(definition string) string { return strings.Join(strings.Fields(definition), " ") }

// union gives the keys of both maps in order.
func union[V any](a, b map[string]V) []string {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(keys)
	return slices.Compact(keys)
}
