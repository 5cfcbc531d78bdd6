package migrations_test

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
)

func TestForeignSchemaIsLeftAlone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, sql, message string }{
		{"table", "CREATE TABLE users (id int); CREATE FUNCTION set_updated_at() RETURNS int LANGUAGE sql AS 'SELECT 1'",
			`schema "public" already holds a table "users" that is not Guardian's; set DATABASE_SCHEMA to a schema of its own`},
		{"view", "CREATE VIEW sessions AS SELECT 1",
			`schema "public" already holds a view "sessions" that is not Guardian's; set DATABASE_SCHEMA to a schema of its own`},
		{"function", "CREATE FUNCTION set_updated_at() RETURNS int LANGUAGE sql AS 'SELECT 1'",
			`schema "public" already holds a function "set_updated_at" that is not Guardian's; set DATABASE_SCHEMA to a schema of its own`},
		{"index of a later migration", "CREATE TABLE theirs (a int); CREATE INDEX idx_scans_scope ON theirs(a)",
			`schema "public" already holds an index "idx_scans_scope" that is not Guardian's; set DATABASE_SCHEMA to a schema of its own`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			db := empty(t)
			mustExec(t, db, c.sql)
			before := catalogue(t, db)
			_, err := migrations.Up(t.Context(), db.Gorm, migrations.Options{})
			var foreign *migrations.ForeignError
			if !errors.As(err, &foreign) || err.Error() != c.message {
				t.Errorf("got %v\nwant %s", err, c.message)
			}
			if diff := difference(before, catalogue(t, db)); diff != "" {
				t.Errorf("the schema has changed:%s", diff)
			}
			// What the message advises works.
			up(t, db, migrations.Options{Schema: "guardian"})
		})
	}
}

// Tables of other names are no hindrance.
func TestForeignTablesOfOtherNames(t *testing.T) {
	t.Parallel()
	db := empty(t)
	mustExec(t, db, "CREATE TABLE invoices (id int)")
	up(t, db, migrations.Options{})
}

func TestSchemaFromTheFuture(t *testing.T) {
	t.Parallel()
	db := empty(t)
	up(t, db, migrations.Options{})
	mustExec(t, db, "INSERT INTO guardian_migrations (id) VALUES ('998_moon'), ('999_mars')")
	const message = `schema "public" was migrated by a newer version (998_moon, 999_mars); upgrade this program`

	var future *migrations.FutureError
	_, err := migrations.Up(t.Context(), db.Gorm, migrations.Options{})
	if !errors.As(err, &future) || err.Error() != message {
		t.Errorf("Up: %v", err)
	}
	_, err = migrations.Down(t.Context(), db.Gorm, migrations.DownOptions{All: true, Force: true})
	if !errors.As(err, &future) || err.Error() != message {
		t.Errorf("Down: %v", err)
	}
	s, err := migrations.Read(t.Context(), db.Gorm, "")
	if err != nil || s.Current() || len(s.Pending) != 0 || len(s.Unknown) != 2 {
		t.Errorf("Read: %+v, %v", s, err)
	}
}

func TestServerTooOld(t *testing.T) {
	t.Parallel()
	err := migrations.RefuseServer(130014, "13.14 (Debian 13.14-1)")
	var server *migrations.ServerError
	if !errors.As(err, &server) || err.Error() != "the database is PostgreSQL 13.14 (Debian 13.14-1); version 14 or later is needed" {
		t.Errorf("13: %v", err)
	}
	for _, number := range []int{140000, 150005, 180001} {
		if err := migrations.RefuseServer(number, "new"); err != nil {
			t.Errorf("%d: %v", number, err)
		}
	}
}

// A database that cannot keep every text is refused before anything is written.
func TestDatabaseIsUTF8(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t).Super() // who makes databases
	name := "latin_" + strings.ToLower(rand.Text())
	server := testdb.With(t, postgres.Config{URL: d.URL})
	mustExec(t, server, "CREATE DATABASE "+name+" TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
	t.Cleanup(func() {
		if _, err := server.Pool.Exec(context.Background(), "DROP DATABASE "+name); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(d.URL)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	db, err := postgres.Open(t.Context(), postgres.Config{URL: u.String()})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = migrations.Up(t.Context(), db.Gorm, migrations.Options{})
	var refused *migrations.ServerError
	if !errors.As(err, &refused) || !strings.HasPrefix(err.Error(), "the database's encoding is LATIN1, and reports are UTF-8") {
		t.Errorf("got %v", err)
	}
	if n := one(t, db, "SELECT count(*)::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"); n != "0" {
		t.Errorf("%s tables were made", n)
	}
}
