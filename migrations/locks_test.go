package migrations_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
)

// A migration and an import may both be under way: neither fails, whichever comes to a table first.
func TestMigrateBesideAnImport(t *testing.T) {
	t.Parallel()
	db := testdb.With(t, postgres.Config{URL: testdb.Empty(t).URL})
	from := "026_approval_terms_stay"
	up(t, db, migrations.Options{To: from})
	tx, err := testdb.Super(t, db).Pool.Begin(t.Context()) // who sets deadlock_timeout
	if err != nil {
		t.Fatal(err)
	}
	send := func(sql string) {
		t.Helper()
		if _, err := tx.Exec(t.Context(), sql); err != nil {
			t.Fatal(sql, err)
		}
	}
	statements := strings.SplitAfter(ledger, ";")
	send("SET LOCAL deadlock_timeout = '30s'")
	for _, s := range statements { // the scan comes first
		if strings.Contains(s, "INTO scans") {
			send(s)
		}
	}
	ended := make(chan error, 1)
	go func() {
		_, err := migrations.Up(t.Context(), db.Gorm, migrations.Options{})
		ended <- err
	}()
	for deadline := time.Now().Add(time.Minute); one(t, db, "SELECT count(*)::text FROM pg_locks WHERE NOT granted AND locktype = 'relation' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())") == "0"; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the migration does not wait")
		}
	}
	for _, s := range statements {
		if !strings.Contains(s, "INTO scans") && strings.TrimSpace(s) != "" {
			send(s)
		}
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Error(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if got := one(t, db, sums); got != "1 1 1 1 1 1 1 1" {
		t.Errorf("the sums are %s", got)
	}
}

// A migration that PostgreSQL gives up for another transaction goes on after it, and one that is not given its tables says so.
func TestMigrateTriesAgain(t *testing.T) {
	t.Parallel()
	db := testdb.With(t, postgres.Config{URL: testdb.Empty(t).URL})
	mustExec(t, db, "CREATE TABLE a (); CREATE TABLE b ()")
	tx, err := testdb.Super(t, db).Pool.Begin(t.Context()) // who sets deadlock_timeout
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), "SET LOCAL deadlock_timeout = '30s'; LOCK TABLE a"); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := migrations.Up(t.Context(), db.Gorm, migrations.WithList(migrations.Options{}, [2]string{"001_both", "LOCK TABLE b; LOCK TABLE a;"}))
		ended <- err
	}()
	for one(t, db, "SELECT count(*)::text FROM pg_locks WHERE NOT granted AND relation = 'a'::regclass") == "0" {
		time.Sleep(10 * time.Millisecond)
	}
	if _, err := tx.Exec(t.Context(), "LOCK TABLE b"); err != nil {
		t.Error(err)
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Error(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	refused := migrations.WithList(migrations.Options{}, [2]string{"001_both", "SELECT 1;"}, [2]string{"002_refused", "DO $$ BEGIN RAISE lock_not_available; END $$;"})
	_, err = migrations.Up(t.Context(), db.Gorm, refused)
	if busy := new(migrations.BusyError); !errors.As(err, &busy) || busy.ID != "002_refused" || !strings.Contains(err.Error(), "002_refused: somebody has kept its tables") {
		t.Errorf("one that is not given its tables says %v", err)
	}
}
