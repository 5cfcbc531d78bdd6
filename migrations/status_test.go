package migrations_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/migrations"
)

func TestRead(t *testing.T) {
	t.Parallel()
	db := empty(t)
	read := func(schema string) migrations.Status {
		s, err := migrations.Read(t.Context(), db.Gorm, schema)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := read("nowhere"); s.Current() || len(s.Applied) > 0 || !slices.Equal(s.Pending, migrations.IDs()) {
		t.Errorf("of a schema that is not there: %+v", s)
	}
	up(t, db, migrations.Options{})
	if s := read(""); !s.Current() || !slices.Equal(s.Applied, migrations.IDs()) {
		t.Errorf("of a current schema: %+v", s)
	}
	mustExec(t, db, "DELETE FROM guardian_migrations WHERE id = $1", migrations.IDs()[2])
	if s := read("public"); s.Current() || !slices.Equal(s.Pending, migrations.IDs()[2:3]) {
		t.Errorf("of a schema that lacks one: %+v", s)
	}
}

func TestSchemaNamesThatCannotBe(t *testing.T) {
	t.Parallel()
	db := empty(t)
	for name, want := range map[string]string{
		strings.Repeat("é", 32): "at most 63 bytes, this one has 64",
		"$user":                 "choose another",
		"pg_mine":               `schema "pg_mine" cannot be created: `,
	} {
		_, err := migrations.Up(t.Context(), db.Gorm, migrations.Options{Schema: name})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("schema %q: %v", name, err)
		}
	}
}
