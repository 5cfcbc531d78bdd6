package migrations_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
)

func TestUpAppliesAllOnceInOrder(t *testing.T) {
	t.Parallel()
	db := empty(t)
	var heard []string
	applied := up(t, db, migrations.Options{Progress: func(id string) { heard = append(heard, id) }})
	if want := migrations.IDs(); !slices.Equal(applied, want) || !slices.Equal(heard, want) {
		t.Errorf("applied %v, heard %v, want %v", applied, heard, want)
	}
	if again := up(t, db, migrations.Options{}); len(again) != 0 {
		t.Errorf("a second run applied %v", again)
	}
	if got := one(t, db, "SELECT string_agg(id, ' ' ORDER BY id) FROM guardian_migrations"); got != strings.Join(applied, " ") {
		t.Errorf("recorded: %s", got)
	}
}

// Schemas of one database are ledgers of their own, whatever their names.
func TestSchemasSideBySide(t *testing.T) {
	t.Parallel()
	target := testdb.Empty(t).URL
	var first []string
	for _, name := range []string{"", "acme", `Odd "name", with, commas`} {
		db := testdb.With(t, postgres.Config{URL: target, Schema: name})
		if applied := up(t, db, migrations.Options{Schema: name}); len(applied) != len(migrations.IDs()) {
			t.Errorf("schema %q: applied %v", name, applied)
		}
		lines := catalogue(t, db)
		if first == nil {
			first = lines
		} else if diff := difference(first, lines); diff != "" {
			t.Errorf("schema %q differs from public:%s", name, diff)
		}
	}

	// The guards of one schema hold while another is on the search path.
	db := testdb.With(t, postgres.Config{URL: target})
	drift := `INSERT INTO acme.drifts (resource_id, resource_type, region, expected_state, actual_state, difference, detected_at, detected_by)
		VALUES ('i-1', 'EC2', 'global', '{}', '{}', '{}', now(), 'api') RETURNING id`
	id := one(t, db, drift)
	mustExec(t, db, "INSERT INTO acme.audit_logs (drift_id, action) VALUES ($1, 'drift.detected')", id)
	wantCode(t, db, migrations.CodeImmutable, "UPDATE acme.audit_logs SET drift_id = NULL")
	mustExec(t, db, "DELETE FROM acme.drifts")
	if got := one(t, db, "SELECT drift_id::text FROM acme.audit_logs"); got != "NULL" {
		t.Errorf("the audit row still names the drift %s", got)
	}
}

// A user who may not create schemas can migrate one that is there.
func TestSchemaThatIsThereNeedsNoRightToCreateIt(t *testing.T) {
	t.Parallel()
	db := testdb.Super(t, empty(t)) // who makes roles
	role := "migrator_" + one(t, db, "SELECT replace(gen_random_uuid()::text, '-', '')")
	mustExec(t, db, "CREATE ROLE "+role)
	t.Cleanup(func() {
		_, err := db.Pool.Exec(context.Background(), "DROP OWNED BY "+role+"; DROP ROLE "+role)
		if err != nil {
			t.Error(err)
		}
	})
	mustExec(t, db, "CREATE SCHEMA acme AUTHORIZATION "+role)
	limited := testdb.With(t, postgres.Config{URL: testdb.Set(t, db.Pool.Config().ConnString(), "role", role)})
	if applied := up(t, limited, migrations.Options{Schema: "acme"}); len(applied) != len(migrations.IDs()) {
		t.Errorf("applied %v", applied)
	}
}

// Twenty start at once on an empty database: connections of one process and
// processes of their own, half of them under a default isolation that would
// hide what others commit.
func TestManyMigratorsAtOnce(t *testing.T) {
	t.Parallel()
	plain := testdb.Empty(t).URL
	strict := testdb.Set(t, plain, "default_transaction_isolation", "serializable")
	errs := make(chan error, 20)
	var start, done sync.WaitGroup
	start.Add(1)
	for i := range 20 {
		target := []string{plain, strict}[i%2]
		done.Go(func() {
			start.Wait()
			if i < 4 {
				errs <- migrateElsewhere(t.Context(), target)
			} else {
				errs <- migrate(t.Context(), target)
			}
		})
	}
	start.Done()
	done.Wait()
	for range 20 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if diff := difference(catalogue(t, testdb.OpenOwner(t)), catalogue(t, testdb.With(t, postgres.Config{URL: plain}))); diff != "" {
		t.Errorf("the schema is not what one migrator makes:%s", diff)
	}
}

// migrateElsewhere migrates in a process of its own.
func migrateElsewhere(ctx context.Context, target string) error {
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), migrateVariable+"="+target)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

func TestFailedMigrationLeavesNothingHalf(t *testing.T) {
	t.Parallel()
	db := empty(t)
	good := [2]string{"001_good", "CREATE TABLE good (); CREATE INDEX ON good ((1))"}
	bad := [2]string{"002_bad", "CREATE TABLE bad ();\nSELECT 1/0;"}
	never := [2]string{"003_never", "CREATE TABLE never ()"}
	applied, err := migrations.Up(t.Context(), db.Gorm, migrations.WithList(migrations.Options{}, good, bad, never))
	if err == nil || !strings.HasPrefix(err.Error(), "migration 002_bad: ") || !strings.Contains(err.Error(), "division by zero") {
		t.Errorf("got %v", err)
	}
	if !slices.Equal(applied, []string{"001_good"}) {
		t.Errorf("applied %v", applied)
	}
	const tables = "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
	if got := one(t, db, tables); got != "good guardian_migrations" {
		t.Errorf("tables: %s", got)
	}
	mended := [2]string{"002_bad", "CREATE TABLE mended ()"}
	again, err := migrations.Up(t.Context(), db.Gorm, migrations.WithList(migrations.Options{}, good, mended, never))
	if err != nil || !slices.Equal(again, []string{"002_bad", "003_never"}) {
		t.Errorf("once mended: %v, %v", again, err)
	}
}

func TestCancelledBeforeItBegins(t *testing.T) {
	t.Parallel()
	db := empty(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := migrations.Up(ctx, db.Gorm, migrations.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Stopped in the middle, what is committed stays and the rest is for the next run.
func TestCancelledInTheMiddle(t *testing.T) {
	t.Parallel()
	db := empty(t)
	ctx, cancel := context.WithCancel(t.Context())
	applied, err := migrations.Up(ctx, db.Gorm, migrations.Options{Progress: func(id string) {
		if id == migrations.IDs()[1] {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || !slices.Equal(applied, migrations.IDs()[:2]) {
		t.Errorf("applied %v, %v", applied, err)
	}
	if rest := up(t, db, migrations.Options{}); !slices.Equal(rest, migrations.IDs()[2:]) {
		t.Errorf("the next run applied %v", rest)
	}
}
