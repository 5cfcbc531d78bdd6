package testdb_test

import (
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
)

func TestStandby(t *testing.T) {
	t.Parallel()
	first, second := testdb.Standby(t)
	for _, c := range []struct {
		d       testdb.Database
		standby bool
	}{{first, false}, {second, true}} {
		var standby bool
		var migrated int
		db := testdb.With(t, postgres.Config{URL: c.d.URL})
		if err := db.Pool.QueryRow(t.Context(), "SELECT pg_is_in_recovery(), count(*) FROM guardian_migrations").Scan(&standby, &migrated); err != nil {
			t.Fatal(err)
		}
		if standby != c.standby || migrated != len(migrations.IDs()) {
			t.Errorf("in recovery: %v, want %v; %d migrations of %d", standby, c.standby, migrated, len(migrations.IDs()))
		}
	}
}

// With its standby away a primary says of nothing that it is committed.
func TestSynchronousStandby(t *testing.T) {
	t.Parallel()
	first, second := testdb.SynchronousStandby(t)
	db, follower := testdb.With(t, postgres.Config{URL: first.URL}), testdb.With(t, postgres.Config{URL: second.URL})
	for _, sql := range []string{"CREATE TABLE one ()", "INSERT INTO one DEFAULT VALUES"} {
		if _, err := db.Pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	var names, waits string
	if err := db.Pool.QueryRow(t.Context(), "SELECT current_setting('synchronous_commit'), sync_state FROM pg_stat_replication").Scan(&waits, &names); err != nil || waits != "on" || names != "sync" {
		t.Errorf("synchronous_commit %s, the standby is %s, %v", waits, names, err)
	}
	if _, err := follower.Pool.Exec(t.Context(), "SELECT pg_promote()"); err != nil {
		t.Fatal(err)
	}
	if _, err := follower.Pool.Exec(t.Context(), "INSERT INTO one DEFAULT VALUES"); err != nil {
		t.Errorf("once promoted: %v", err)
	}
}
