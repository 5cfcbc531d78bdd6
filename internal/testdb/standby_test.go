package testdb_test

import (
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

func TestStandby(t *testing.T) {
	t.Parallel()
	first, second := testdb.Standby(t)
	for _, c := range []struct {
		d       testdb.Database
		standby bool
	}{{first, false}, {second, true}} {
		var standby, migrated bool
		db := testdb.With(t, postgres.Config{URL: c.d.URL})
		if err := db.Pool.QueryRow(t.Context(), "SELECT pg_is_in_recovery(), to_regclass('drifts') IS NOT NULL").Scan(&standby, &migrated); err != nil {
			t.Fatal(err)
		}
		if standby != c.standby || !migrated {
			t.Errorf("in recovery: %v, want %v; migrated: %v", standby, c.standby, migrated)
		}
	}
}
