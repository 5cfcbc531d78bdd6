package cli_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/migrations"
)

// A command that meets a schema that is behind, or ahead, refuses.
func TestSchemaThatIsNotCurrent(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	ids := migrations.IDs()
	ok(t, on(db, "migrate", "down")...)
	for _, line := range []string{"drift list", "alert list", "user list", "seed", "schema doc", "schema verify", "serve --http-addr 127.0.0.1:0",
		"import " + reportsDir + "02-single.plan.json"} {
		refused(t, 1, []string{"behind", ids[len(ids)-1], "guardian migrate up"}, on(db, strings.Fields(line)...)...)
	}
	ok(t, on(db, "migrate", "up")...)

	pool, err := postgres.Open(t.Context(), postgres.Config{URL: db.Owner().URL})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Pool.Exec(t.Context(), "INSERT INTO "+migrations.Table+" VALUES ('999_future')"); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"drift list", "migrate up", "migrate down", "serve --migrate --http-addr 127.0.0.1:0", "demo --http-addr 127.0.0.1:0"} {
		refused(t, 1, []string{"999_future", "newer"}, on(db, strings.Fields(line)...)...)
	}
	if got := okJSON[migrationLists](t, on(db, "migrate", "status")...); !slices.Equal(got.Unknown, []string{"999_future"}) {
		t.Errorf("status gives %+v", got)
	}
}

func TestSchemaOfSomebodyElse(t *testing.T) {
	t.Parallel()
	db := testdb.Empty(t)
	pool, err := postgres.Open(t.Context(), postgres.Config{URL: db.Owner().URL})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Pool.Exec(t.Context(), "CREATE TABLE users (theirs text)"); err != nil {
		t.Fatal(err)
	}
	refused(t, 1, []string{"users", "DATABASE_SCHEMA"}, on(db, "migrate", "up")...)
}
