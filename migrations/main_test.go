package migrations_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
)

// migrateVariable makes the test program migrate the database that it names,
// as a process of its own, instead of running tests.
const migrateVariable = "GUARDIAN_TEST_MIGRATE"

func TestMain(m *testing.M) {
	if target := os.Getenv(migrateVariable); target != "" {
		if err := migrate(context.Background(), target); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(testdb.Run(m))
}

// migrate opens the database on one connection of its own and brings it up.
func migrate(ctx context.Context, target string) error {
	db, err := postgres.Open(ctx, postgres.Config{URL: target, MaxConns: 1})
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = migrations.Up(ctx, db.Gorm, migrations.Options{})
	return err
}

func empty(t *testing.T) *postgres.DB {
	t.Helper()
	return testdb.With(t, postgres.Config{URL: testdb.Empty(t).URL})
}

func up(t *testing.T, db *postgres.DB, o migrations.Options) []string {
	t.Helper()
	applied, err := migrations.Up(t.Context(), db.Gorm, o)
	if err != nil {
		t.Fatal(err)
	}
	return applied
}

func mustExec(t *testing.T, db *postgres.DB, sql string, args ...any) {
	t.Helper()
	if _, err := db.Pool.Exec(t.Context(), sql, args...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// one returns the single value of a query as text.
func one(t *testing.T, db *postgres.DB, sql string, args ...any) string {
	t.Helper()
	var value *string
	if err := db.Pool.QueryRow(t.Context(), sql, args...).Scan(&value); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	if value == nil {
		return "NULL"
	}
	return *value
}
