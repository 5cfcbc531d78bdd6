package repositories_test

import (
	"context"
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// batches are users of the seed, a batch each, and then an error.
func batches(n int, end error) iter.Seq2[*repositories.Rows, error] {
	return func(yield func(*repositories.Rows, error) bool) {
		for i := range n {
			user := models.User{ID: repositories.SeedID(1, repositories.SeedUsers, uint64(i)), Email: string(rune('a'+i)) + "@example.com", PasswordHash: "x", Role: models.RoleAdmin}
			if !yield(&repositories.Rows{Users: []models.User{user}}, nil) {
				return
			}
		}
		if end != nil {
			yield(nil, end)
		}
	}
}

func silent(_, _ int64) {}

func seedLedger(t *testing.T) *ledger {
	t.Helper()
	l := &ledger{T: t, db: testdb.OpenOwner(t)}
	l.Store = repositories.New(l.db, time.Minute)
	return l
}

// The first batch and the clearing are one transaction, each further batch another:
// what broke off is half seeded and says so, and the next seeding clears it.
func TestSeedBreaksOff(t *testing.T) {
	t.Parallel()
	l := seedLedger(t)
	_, err := l.Reader().SeedRun(t.Context())
	fails(t, err, models.ErrNotFound)
	mine := errors.New("mine")
	if err := l.Seed(t.Context(), repositories.SeedRun{Drifts: 7, RandomSeed: 1}, false, batches(0, mine), silent); !errors.Is(err, mine) && err == nil {
		t.Errorf("got %v", err)
	}
	if _, err := l.Reader().SeedRun(t.Context()); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("a seeding whose first batch failed began: %v", err)
	}
	written := 0
	if err := l.Seed(t.Context(), repositories.SeedRun{Drifts: 7, RandomSeed: 1}, false, batches(3, mine), func(_, rows int64) { written += int(rows) }); err == nil {
		t.Error("it went well")
	}
	run, err := l.Reader().SeedRun(t.Context())
	l.ok(err)
	if n := one[int](l, "SELECT count(*) FROM users"); n != written || n == 0 || run.FinishedAt != nil || run.Drifts != 7 {
		t.Errorf("%d users of %d written, %+v", n, written, run)
	}
	l.ok(l.Seed(t.Context(), repositories.SeedRun{Drifts: 8, RandomSeed: 1}, false, batches(2, nil), silent))
	run, err = l.Reader().SeedRun(t.Context())
	l.ok(err)
	if n := one[int](l, "SELECT count(*) FROM users"); n != 2 || run.FinishedAt == nil || run.Drifts != 8 {
		t.Errorf("%d users, %+v", n, run)
	}
}

// Rows of others are not cleared unasked, and are counted by table.
func TestSeedRefusesWhatItDidNotWrite(t *testing.T) {
	t.Parallel()
	l := ledgerOn(t, testdb.OpenOwner(t))
	l.drift()
	err := l.Seed(t.Context(), repositories.SeedRun{}, false, batches(1, nil), silent)
	var others *repositories.NotSeededError
	fails(t, err, models.ErrConflict, "drifts 1, users 3, audit_logs 1")
	if !errors.As(err, &others) || len(others.Tables) != 3 {
		t.Errorf("got %v", err)
	}
	if l.drifts() != 1 {
		t.Error("the drift is gone")
	}
	l.ok(l.Seed(t.Context(), repositories.SeedRun{}, true, batches(1, nil), silent))
	if l.drifts() != 0 {
		t.Error("the drift is still there")
	}
}

// Seeding is no part of a unit of work, waits for no other, and wants a schema that
// is current.
func TestSeedRefuses(t *testing.T) {
	t.Parallel()
	l := seedLedger(t)
	err := l.InTx(t.Context(), func(tx *repositories.Store) error {
		return tx.Seed(t.Context(), repositories.SeedRun{}, false, batches(1, nil), silent)
	})
	fails(t, err, models.ErrInternal, "no part of a unit of work")

	conn, err := l.db.Pool.Acquire(t.Context())
	l.ok(err)
	defer conn.Release()
	_, err = conn.Exec(t.Context(), "SELECT pg_advisory_lock(hashtextextended(current_schema() || ' seed', 0))")
	l.ok(err)
	fails(t, l.Seed(t.Context(), repositories.SeedRun{}, false, batches(1, nil), silent), models.ErrConflict, "another seed is under way")
	_, err = conn.Exec(t.Context(), "SELECT pg_advisory_unlock_all()")
	l.ok(err)

	l.exec("DELETE FROM guardian_migrations WHERE id LIKE '013%'")
	fails(t, l.Seed(t.Context(), repositories.SeedRun{}, false, batches(1, nil), silent), models.ErrConflict, "the schema is behind: pending 013_")
}

// Somebody who still reads keeps the seed from its tables: it gives up soon, since all who read wait behind it meanwhile.
func TestSeedGivesUpWhereTablesAreHeld(t *testing.T) {
	t.Parallel()
	l := seedLedger(t)
	reading, err := l.db.Pool.Begin(t.Context())
	l.ok(err)
	defer func() { _ = reading.Rollback(context.WithoutCancel(t.Context())) }()
	_, err = reading.Exec(t.Context(), "SELECT FROM alerts LIMIT 1")
	l.ok(err)
	fails(t, l.Seed(t.Context(), repositories.SeedRun{}, true, batches(1, nil), silent), models.ErrConflict, "the tables are in use")
	l.ok(reading.Rollback(t.Context()))
	l.ok(l.Seed(t.Context(), repositories.SeedRun{}, true, batches(1, nil), silent))
}
