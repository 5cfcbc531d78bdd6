package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/sirupsen/logrus"
	"github.com/sirupsen/logrus/hooks/test"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
)

// waitingURL has the sessions of a database wait for a standby, which is not there.
func waitingURL(t *testing.T, database string) string {
	t.Helper()
	return testdb.Set(t, database, "synchronous_commit", "on")
}

// A commit outlives its deadline while it waits for its standby, says so, and ends when its caller does; it
// is in then. What waits for anything else ends at its deadline.
func TestCommitWaitsForItsStandby(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t)
	beside := testdb.With(t, postgres.Config{URL: d.URL})
	if _, err := beside.Pool.Exec(t.Context(), "CREATE TABLE written (n int)"); err != nil {
		t.Fatal(err)
	}
	log, hook := test.NewNullLogger()
	log.SetLevel(logrus.WarnLevel)
	db := testdb.With(t, postgres.Config{URL: waitingURL(t, d.URL), Log: log})
	for what, write := range map[string]func(ctx context.Context) error{
		"a statement": func(ctx context.Context) error {
			_, err := db.Pool.Exec(ctx, "INSERT INTO written VALUES (1)")
			return err
		},
		"a transaction": func(ctx context.Context) error {
			return pgx.BeginFunc(ctx, db.Pool, func(tx pgx.Tx) error {
				_, err := tx.Exec(ctx, "INSERT INTO written VALUES (1)")
				return err
			})
		},
		"a copy": func(ctx context.Context) error {
			_, err := db.Pool.CopyFrom(ctx, pgx.Identifier{"written"}, []string{"n"}, pgx.CopyFromRows([][]any{{1}}))
			return err
		},
		"gorm's": func(ctx context.Context) error {
			return db.Gorm.WithContext(ctx).Exec("INSERT INTO written VALUES (1)").Error
		},
	} {
		hook.Reset()
		caller, giveUp := context.WithCancel(t.Context())
		ctx, cancel := context.WithTimeout(caller, time.Second)
		defer cancel()
		var replication postgres.Replication
		ended := make(chan error, 1)
		go func() { ended <- write(replication.Watched(ctx, caller)) }()
		for begun := time.Now(); len(hook.AllEntries()) == 0 || ctx.Err() == nil; time.Sleep(10 * time.Millisecond) {
			if time.Since(begun) > time.Minute {
				t.Fatalf("%s: nothing is said of the waiting", what)
			}
		}
		select {
		case err := <-ended:
			t.Fatalf("%s: ended at its deadline: %v", what, err)
		default:
		}
		giveUp()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", what, err)
		}
		var rows int
		if err := beside.Pool.QueryRow(t.Context(), "WITH gone AS (DELETE FROM written RETURNING 1) SELECT count(*) FROM gone").Scan(&rows); err != nil || rows != 1 || !replication.Cut() {
			t.Errorf("%s: %d rows are in, %v; known not to be replicated: %v", what, rows, err, replication.Cut())
		}
		if said := hook.AllEntries(); len(said) != 1 {
			t.Errorf("%s: said %d times", what, len(said))
		}
	}
}

// What waits for a lock, and would commit by itself after it, ends at its deadline, and nothing is said.
func TestLockIsNoStandby(t *testing.T) {
	t.Parallel()
	log, hook := test.NewNullLogger()
	db := testdb.With(t, postgres.Config{URL: testdb.Empty(t).URL, Log: log})
	ctx := t.Context()
	if _, err := db.Pool.Exec(ctx, "CREATE TABLE held (n int)"); err != nil {
		t.Fatal(err)
	}
	err := pgx.BeginFunc(ctx, db.Pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "LOCK TABLE held"); err != nil {
			return err
		}
		limited, cancel := context.WithTimeout(ctx, 3*time.Second)
		defer cancel()
		var replication postgres.Replication
		if _, err := db.Pool.Exec(replication.Watched(limited, ctx), "INSERT INTO held VALUES (1)"); limited.Err() == nil || err == nil || replication.Cut() {
			t.Errorf("it ended with %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if said := hook.AllEntries(); len(said) != 0 {
		t.Errorf("said %v", said[0].Message)
	}
}

// Nor is it taken for a commit that waits for nothing where no other session of the user's may look, since the server, which says
// that it is full, is there; or where the session has become another role, which sees less.
func TestCommitWaitsThoughItIsHardToSee(t *testing.T) {
	t.Parallel()
	d := testdb.Empty(t)
	name, asRole := testdb.Role(t, d.URL)
	super := testdb.Super(t, testdb.With(t, postgres.Config{URL: d.URL}))
	for _, sql := range []string{"CREATE TABLE written (n int)", "GRANT INSERT ON written TO " + name, "ALTER ROLE " + name + " CONNECTION LIMIT 1"} {
		if _, err := super.Pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	for what, url := range map[string]string{"no room": asRole, "another role": testdb.Set(t, d.Super().URL, "role", name)} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			outlives(t, url)
		})
	}
}

// outlives: what is written by a session of a URL waits for its standby beyond its deadline.
func outlives(t *testing.T, url string) {
	t.Helper()
	db := testdb.With(t, postgres.Config{URL: waitingURL(t, url), MaxConns: 1})
	caller, giveUp := context.WithCancel(t.Context())
	ctx, cancel := context.WithTimeout(caller, time.Second)
	defer cancel()
	var replication postgres.Replication
	ended := make(chan error, 1)
	go func() {
		_, err := db.Pool.Exec(replication.Watched(ctx, caller), "INSERT INTO written VALUES (1)")
		ended <- err
	}()
	select {
	case err := <-ended:
		t.Fatalf("ended at its deadline: %v", err)
	case <-time.After(3 * time.Second):
	}
	giveUp()
	if err := <-ended; err != nil && !errors.Is(err, context.Canceled) || !replication.Cut() {
		t.Errorf("%v; known not to be replicated: %v", err, replication.Cut())
	}
}
