package carry_test

import (
	"context"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/carry"
	"github.com/clouddrift/guardian/internal/pgserver"
	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/schema"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/internal/testdir"
	"github.com/clouddrift/guardian/migrations"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/seed"
)

// server is one that holds nothing else, unlike that of the other tests.
func server(t *testing.T) (url string, db *postgres.DB) {
	t.Helper()
	s, err := pgserver.Start(t.Context(), pgserver.Options{DataDir: testdir.New(t), Throwaway: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s.URL(), testdb.With(t, postgres.Config{URL: s.URL()})
}

func exec(t *testing.T, db *postgres.DB, sql string) {
	t.Helper()
	if _, err := db.Pool.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// A ledger of today and one of an earlier version come over as they are.
func TestLedgers(t *testing.T) {
	t.Parallel()
	from, source := server(t)
	to, target := server(t)
	if _, err := migrations.Up(t.Context(), source.Gorm, migrations.Options{}); err != nil {
		t.Fatal(err)
	}
	store, err := repositories.Open(t.Context(), repositories.Config{URL: from})
	if err != nil {
		t.Fatal(err)
	}
	_, err = seed.Run(t.Context(), store, seed.Options{Drifts: 60})
	store.Close()
	if err != nil {
		t.Fatal(err)
	}
	ids := migrations.IDs()
	earlier := ids[len(ids)/2]
	if _, err := migrations.Up(t.Context(), source.Gorm, migrations.Options{Schema: "acme", To: earlier}); err != nil {
		t.Fatal(err)
	}
	exec(t, source, `INSERT INTO acme.users (email, password_hash, first_name) VALUES ('ann@example.com', 'x', E'Ann\t\\ "Doe"\n')`)

	rows, err := carry.Ledgers(t.Context(), from, to)
	if err != nil {
		t.Fatal(err)
	}
	before, after := testdb.Rows(t, source), testdb.Rows(t, target)
	testdb.SameRows(t, "before", before, "after", after)
	if int(rows) < len(before) || len(before) < 60 {
		t.Errorf("tells %d rows, and %d are told apart", rows, len(before))
	}
	if lines, err := schema.Verify(t.Context(), target.Gorm, ""); err != nil || len(lines) > 0 {
		t.Errorf("schema verify afterwards: %q, %v", lines, err)
	}
	status, err := migrations.Read(t.Context(), target.Gorm, "acme")
	if err != nil || status.Applied[len(status.Applied)-1] != earlier {
		t.Errorf("the earlier one came to %+v, %v", status, err)
	}
	if _, err := migrations.Up(t.Context(), target.Gorm, migrations.Options{Schema: "acme"}); err != nil {
		t.Error("the earlier one cannot be migrated afterwards: ", err)
	}
	var name string
	if err := target.Pool.QueryRow(t.Context(), "SELECT first_name FROM acme.users").Scan(&name); err != nil || name != "Ann\t\\ \"Doe\"\n" {
		t.Errorf("came over as %q, %v", name, err)
	}
	if _, err := target.Pool.Exec(t.Context(), "DELETE FROM audit_logs"); err == nil {
		t.Error("the guards do not hold afterwards")
	}

	refuses(t, from, source, to, target)
}

// refuses tries what is no ledger, each beside the ledgers alone.
func refuses(t *testing.T, from string, source *postgres.DB, to string, target *postgres.DB) {
	t.Helper()
	for _, c := range []struct{ do, undo, says string }{
		{"CREATE ROLE app", "DROP ROLE app", "holds more than ledgers, which would be left behind: role app; drop it, or use pg_upgrade"},
		{"CREATE DATABASE reports", "DROP DATABASE reports", "database reports"},
		{"CREATE SCHEMA finance", "DROP SCHEMA finance", "schema finance"},
		{"ALTER DATABASE guardian SET work_mem = '8MB'", "ALTER DATABASE guardian RESET work_mem", "settings by ALTER"},
		{"SELECT lo_create(4711)", "SELECT lo_unlink(4711)", "large object 4711"},
		{"CREATE TABLE mine ()", "DROP TABLE mine", `schema "public": the old ledger has, and the migrations do not make, relation mine (r)`},
		{"CREATE INDEX mine ON users (first_name)", "DROP INDEX mine", "relation mine (i)"},
		{"ALTER TABLE users ADD note text", "ALTER TABLE users DROP note", "column users.note text"},
		{"ALTER TABLE users ADD CONSTRAINT mine CHECK (first_name <> 'x')", "ALTER TABLE users DROP CONSTRAINT mine", "mine"},
		{"ALTER TABLE audit_logs DISABLE TRIGGER USER", "ALTER TABLE audit_logs ENABLE TRIGGER USER", "(D)"},
		{"CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'", "DROP FUNCTION mine", "function mine"},
		{"INSERT INTO guardian_migrations VALUES ('999_later')", "DELETE FROM guardian_migrations WHERE id = '999_later'", "999_later"},
	} {
		exec(t, target, "DROP SCHEMA public CASCADE")
		exec(t, target, "CREATE SCHEMA public")
		exec(t, target, "DROP SCHEMA IF EXISTS acme CASCADE")
		exec(t, source, c.do)
		_, err := carry.Ledgers(t.Context(), from, to)
		if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %q", c.do, err, c.says)
		}
		exec(t, source, c.undo)
	}
}
