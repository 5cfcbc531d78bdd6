package migrations

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"
)

// Status is how far a schema has come. Each list is in the order of the ids.
type Status struct {
	Applied []string // known to this program and done
	Pending []string // known to this program and still to do
	Unknown []string // done, but not known to this program: a newer version did them
}

// Current reports whether the schema is exactly what this program needs.
func (s Status) Current() bool {
	return len(s.Pending) == 0 && len(s.Unknown) == 0
}

func (s Status) refusal(schema string) error {
	if len(s.Unknown) > 0 {
		return &FutureError{Schema: schema, IDs: s.Unknown}
	}
	return nil
}

// Read tells the status of a schema ("" is public) and changes nothing. A
// schema that does not exist has everything pending. An error is the
// database's own.
func Read(ctx context.Context, db *gorm.DB, schema string) (Status, error) {
	schema, err := schemaName(schema)
	if err != nil {
		return Status{}, err
	}
	return read(db.WithContext(ctx), schema, embedded)
}

func read(db *gorm.DB, schema string, list []migration) (Status, error) {
	done, err := recorded(db, schema)
	if err != nil {
		return Status{}, err
	}
	var s Status
	for _, id := range ids(list) {
		if slices.Contains(done, id) {
			s.Applied = append(s.Applied, id)
		} else {
			s.Pending = append(s.Pending, id)
		}
	}
	for _, id := range done {
		if !slices.Contains(s.Applied, id) {
			s.Unknown = append(s.Unknown, id)
		}
	}
	return s, nil
}

// recorded returns the ids in the table of applied migrations, none where
// there is no such table.
func recorded(db *gorm.DB, schema string) ([]string, error) {
	var exists bool
	err := db.Raw(`SELECT EXISTS (SELECT FROM pg_catalog.pg_class c
		JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('r', 'p'))`, schema, Table).Scan(&exists).Error
	if err != nil || !exists {
		return nil, err
	}
	var done []string
	err = db.Raw("SELECT id FROM " + pgx.Identifier{schema, Table}.Sanitize() + " ORDER BY id").Scan(&done).Error
	return done, err
}

// schemaName is the schema that an option means.
func schemaName(option string) (string, error) {
	switch {
	case option == "":
		return "public", nil
	case len(option) > 63:
		return "", &NameError{option, fmt.Sprintf("a name in PostgreSQL has at most 63 bytes, this one has %d", len(option))}
	case option == "$user":
		return "", &NameError{option, "PostgreSQL reads this name as that of the user; choose another"}
	}
	return option, nil
}

func quote(name string) string {
	return pgx.Identifier{name}.Sanitize()
}
