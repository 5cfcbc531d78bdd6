//go:build darwin || freebsd || linux

package night_test

import (
	"context"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

func TestRoles(t *testing.T) {
	t.Parallel()
	database := testdb.Empty(t).Super().URL
	drop(t, database, "DATABASE guardian_ledger", "ROLE guardian_app", "ROLE guardian_read", "ROLE guardian_owner")
	runPage(t, "roles.md", database, "OWNER_PASSWORD=0aa1", "APP_PASSWORD=1bb2", "READ_PASSWORD=2cc3", "ANN_PASSWORD=ten letters")
}

// drop takes away after the test what a page makes in the whole server.
func drop(t *testing.T, database string, made ...string) {
	t.Helper()
	admin := testdb.With(t, postgres.Config{URL: database})
	t.Cleanup(func() {
		for _, what := range made {
			if _, err := admin.Pool.Exec(context.Background(), "DROP "+what); err != nil {
				t.Error(err)
			}
		}
	})
}
