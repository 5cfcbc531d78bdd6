package postgres_test

import (
	"net/url"
	"sync"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

func TestEnsureDatabase(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t).Super()
	const name = `made "here" by several`
	target := change(t, d, func(u *url.URL) { u.Path = "/" + name })
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := postgres.EnsureDatabase(t.Context(), target); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	db := testdb.With(t, postgres.Config{URL: target})
	if got := scan[string](t, db, "SELECT current_database() || ' ' || current_setting('server_encoding')"); got != name+" UTF8" {
		t.Errorf("got %s", got)
	}
}

func TestEnsureDatabaseWithoutTheRight(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t).Super()
	db := testdb.With(t, postgres.Config{URL: d.URL})
	err := db.Gorm.Exec(`CREATE ROLE nobodys LOGIN PASSWORD 'hunter2'; CREATE ROLE maker LOGIN CREATEDB PASSWORD 'hunter2';
		REVOKE CONNECT ON DATABASE postgres FROM PUBLIC`).Error // so template1 has to do
	if err != nil {
		t.Fatal(err)
	}
	as := func(user, password string) string {
		return change(t, d, func(u *url.URL) { u.User, u.Path = url.UserPassword(user, password), "/of_"+user })
	}
	err = postgres.EnsureDatabase(t.Context(), as("nobodys", "hunter2"))
	mustBeOneLine(t, err, `database "of_nobodys" does not exist`, `user "nobodys" may not create it`, "CREATEDB")
	if err := postgres.EnsureDatabase(t.Context(), as("maker", "hunter2")); err != nil {
		t.Error(err)
	}
	err = postgres.EnsureDatabase(t.Context(), as("maker", "hunter3"))
	mustBeOneLine(t, err, "cannot connect to database \"of_maker\" as \"maker\": 127.0.0.1:", "password authentication failed")
}
