package repositories_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

func (l *ledger) drifts() int { l.Helper(); return one[int](l, "SELECT count(*) FROM drifts") }

func TestUnitOfWork(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	mine := errors.New("mine")
	err := l.InTx(t.Context(), func(tx *repositories.Store) error {
		l.on(tx).drift()
		return mine
	})
	if err != mine {
		t.Errorf("fn's error came back as %v", err)
	}
	if n := l.drifts(); n != 0 {
		t.Errorf("%d drifts of a unit that failed", n)
	}
	var made models.Drift
	l.ok(l.InTx(t.Context(), func(tx *repositories.Store) error {
		on := l.on(tx)
		made = on.drift()
		if l.drifts() != 0 {
			t.Error("others see a unit that has not ended")
		}
		if _, err := tx.Reader().Drifts.Get(t.Context(), made.ID); err != nil {
			t.Errorf("the unit does not see its own drift: %v", err)
		}
		tx.Close() // closes nothing
		return on.move(made.ID, models.StatusTriaged)
	}))
	if got := l.audit(made.ID); len(got) != 2 {
		t.Errorf("audit %v", got)
	}
}

// Whatever the server's default, a unit of work sees what others commit meanwhile,
// and two detections at once make one drift.
func TestUnitsNameTheirIsolation(t *testing.T) {
	t.Parallel()
	for _, isolation := range []string{"repeatable read", "serializable"} {
		t.Run(isolation, func(t *testing.T) {
			t.Parallel()
			d := testdb.New(t)
			db, err := postgres.Open(t.Context(), postgres.Config{URL: d.Owner().URL})
			if err == nil {
				err = db.Gorm.Exec(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = %L', current_database(), '` + isolation + `'); END $$`).Error
				db.Close()
			}
			if err != nil {
				t.Fatal(err)
			}
			if db, err = postgres.Open(t.Context(), postgres.Config{URL: d.URL}); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(db.Close)
			l := ledgerOn(t, db)
			if got := one[string](l, "SELECT reset_val FROM pg_settings WHERE name = 'default_transaction_isolation'"); got != "read committed" {
				t.Errorf("a statement that is a transaction by itself is %s", got)
			}
			if got := one[string](l, "SELECT setconfig[1] FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase WHERE datname = current_database()"); got != "default_transaction_isolation="+isolation {
				t.Fatalf("the default of the database is %s", got)
			}
			l.detect("s")
			l.ok(l.InTx(t.Context(), func(tx *repositories.Store) error {
				for name, drifts := range map[string]func() repositories.DriftReader{
					"the store":    func() repositories.DriftReader { return tx.Drifts.DriftReader },
					"its reader":   func() repositories.DriftReader { return tx.Reader().Drifts },
					"a short call": func() repositories.DriftReader { return tx.WithTimeout(time.Second).Drifts.DriftReader },
				} {
					l.ok(first(drifts().List(t.Context(), models.DriftQuery{})))
					made := l.drift()
					if _, err := drifts().Get(t.Context(), made.ID); err != nil {
						t.Errorf("%s does not see what was committed meanwhile: %v", name, err)
					}
					l.ok(tx.InTx(t.Context(), func(inner *repositories.Store) error {
						return l.on(inner).move(made.ID, models.StatusTriaged)
					}))
				}
				return nil
			}))
			atOnce(20, func(i int) { l.detect("t") })
			if n := one[int](l, "SELECT count(*) FROM drift_summaries WHERE scope = 't'"); n != 1 {
				t.Errorf("%d drifts of one resource", n)
			}
			streamed := 0
			l.ok(l.Drifts.Stream(t.Context(), models.DriftQuery{}, func(models.SeenDrift) error { streamed++; return nil }))
			if streamed != l.drifts() {
				t.Errorf("streamed %d of %d", streamed, l.drifts())
			}
		})
	}
}

// A call or a unit that fails within a unit undoes itself alone.
func TestNestedUnits(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	l.ok(l.InTx(t.Context(), func(tx *repositories.Store) error {
		on := l.on(tx)
		kept := on.drift()
		l.ok(tx.InTx(t.Context(), func(inner *repositories.Store) error {
			l.on(inner).drift()
			return nil
		}))
		err := tx.InTx(t.Context(), func(inner *repositories.Store) error {
			l.on(inner).drift()
			return inner.InTx(t.Context(), func(deep *repositories.Store) error {
				_, err := deep.Costs.Record(t.Context(), costInput(&someID)) // PostgreSQL refuses it
				return err
			})
		})
		fails(t, err, models.ErrInvalid, "driftId")
		return on.move(kept.ID, models.StatusTriaged) // the transaction still lives
	}))
	if n := l.drifts(); n != 2 {
		t.Errorf("%d drifts, want the first two", n)
	}
}

func TestPanicRollsBack(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	func() {
		defer func() {
			if recover() != "oops" {
				t.Error("the panic is gone")
			}
		}()
		_ = l.InTx(t.Context(), func(tx *repositories.Store) error {
			return tx.InTx(t.Context(), func(inner *repositories.Store) error {
				l.on(inner).drift()
				panic("oops")
			})
		})
	}()
	if n := l.drifts(); n != 0 {
		t.Errorf("%d drifts of a unit that panicked", n)
	}
	l.nothingOpen()
}

// nothingOpen waits until the database has no transaction of ours under way.
func (l *ledger) nothingOpen() {
	l.Helper()
	const open = `SELECT count(*) FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL AND backend_type = 'client backend'`
	deadline := time.Now().Add(10 * time.Second)
	for one[int](l, open) > 0 {
		if time.Now().After(deadline) {
			l.Fatal("a transaction stays open")
		}
	}
}

// A call within a unit that its own caller gives up undoes itself alone, even while
// it waits for the database.
func TestGivenUpCallWithinAUnit(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	kept, locked := l.drift(), l.drift()
	other, err := l.db.Pool.Begin(t.Context())
	l.ok(err)
	defer other.Rollback(context.WithoutCancel(t.Context()))
	_, err = other.Exec(t.Context(), "SELECT FROM drifts WHERE id = $1 FOR UPDATE", locked.ID)
	l.ok(err)
	l.ok(l.InTx(t.Context(), func(tx *repositories.Store) error {
		on := l.on(tx)
		l.ok(on.move(kept.ID, models.StatusTriaged))
		for range 3 {
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			_, err := tx.Drifts.Triage(ctx, locked.ID, models.TriageDriftInput{TriagedBy: l.engineer})
			cancel()
			fails(t, err, models.ErrTimeout)
			l.ok(tx.Ping(t.Context()))
		}
		return nil
	}))
	l.ok(other.Rollback(t.Context()))
	for id, want := range map[uuid.UUID]models.Status{kept.ID: models.StatusTriaged, locked.ID: models.StatusDetected} {
		if d, err := l.Drifts.Get(t.Context(), id); err != nil || d.Status != want {
			t.Errorf("got %s, %v, want %s", d.Status, err, want)
		}
	}
	l.nothingOpen()
}

// A read is no savepoint; an InTx of its own makes it one.
func TestGivenUpReadWithinAUnit(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	other, err := testdb.Owner(t, l.db).Pool.Begin(t.Context())
	l.ok(err)
	defer other.Rollback(context.WithoutCancel(t.Context()))
	_, err = other.Exec(t.Context(), "LOCK TABLE scans")
	l.ok(err)
	read := func(tx *repositories.Store) error {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		return first(tx.Scans.Get(ctx, someID))
	}
	err = l.InTx(t.Context(), func(tx *repositories.Store) error {
		l.on(tx).drift()
		fails(t, read(tx), models.ErrTimeout)
		return tx.Ping(t.Context())
	})
	fails(t, err, models.ErrInternal, "an earlier call failed this unit of work")
	if n := l.drifts(); n != 0 {
		t.Errorf("%d drifts of a unit that failed", n)
	}
	l.ok(l.InTx(t.Context(), func(tx *repositories.Store) error {
		l.on(tx).drift()
		fails(t, tx.InTx(t.Context(), read), models.ErrTimeout)
		return tx.Ping(t.Context())
	}))
	if n := l.drifts(); n != 1 {
		t.Errorf("%d drifts of a unit that went on", n)
	}
}

// A caller who gives up, and a deadline that passes, leave no open transaction.
func TestGivenUpUnits(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := l.InTx(ctx, func(tx *repositories.Store) error {
		l.on(tx).drift()
		cancel()
		_, err := tx.Drifts.Create(ctx, input())
		return err
	})
	fails(t, err, models.ErrTimeout)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v is not that the caller gave up", err)
	}
	l.nothingOpen()

	hasty := repositories.New(l.db, 50*time.Millisecond)
	err = hasty.InTx(t.Context(), func(tx *repositories.Store) error {
		if _, err := tx.Drifts.Create(t.Context(), input()); err != nil {
			return err
		}
		for { // until the unit's own deadline has passed
			if err := tx.Ping(t.Context()); err != nil {
				return err
			}
		}
	})
	fails(t, err, models.ErrTimeout, "took too long")
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v is no passed deadline", err)
	}
	l.nothingOpen()
	if n := l.drifts(); n != 0 {
		t.Errorf("%d drifts are left", n)
	}
}

// synchronous has the sessions of a URL wait for a standby, which is not there. That something is not replicated is told
// whatever is to be said.
func synchronous(t *testing.T, raw string) string {
	t.Helper()
	return testdb.Set(t, testdb.Set(t, raw, "synchronous_commit", "on"), "client_min_messages", "error")
}

// A commit waits for its standby beyond the deadline of its call. Where the caller gives that up, it is
// written, and no success, whichever way it was sent.
func TestCommitThatIsNotReplicated(t *testing.T) {
	t.Parallel()
	d := testdb.New(t)
	l := ledgerOn(t, testdb.With(t, postgres.Config{URL: d.URL}))
	waiting := repositories.New(testdb.With(t, postgres.Config{URL: synchronous(t, d.URL)}), 0)
	for _, c := range []struct {
		what string
		call func(ctx context.Context, store *repositories.Store, drift uuid.UUID) error
		left string // a query that gives true where it is written
	}{
		{"a unit of work", func(ctx context.Context, store *repositories.Store, drift uuid.UUID) error {
			return store.Drifts.StepAll(ctx, []uuid.UUID{drift}, models.StepInput{To: models.StatusTriaged, By: l.engineer}, nil)
		}, "SELECT status = 'triaged' FROM drifts WHERE id = $1"},
		{"a unit of work of the caller's", func(ctx context.Context, store *repositories.Store, drift uuid.UUID) error {
			return store.InTx(ctx, func(tx *repositories.Store) error {
				_, err := tx.Drifts.Triage(ctx, drift, models.TriageDriftInput{TriagedBy: l.engineer})
				return err
			})
		}, "SELECT status = 'triaged' FROM drifts WHERE id = $1"},
		{"a statement by itself", func(ctx context.Context, store *repositories.Store, _ uuid.UUID) error {
			_, err := store.Drifts.Create(ctx, input())
			return err
		}, "SELECT count(*) = 2 FROM drifts WHERE id = $1 OR created_at > (SELECT created_at FROM drifts WHERE id = $1)"},
		{"a batch", func(ctx context.Context, store *repositories.Store, drift uuid.UUID) error {
			_, err := store.Drifts.Triage(ctx, drift, models.TriageDriftInput{TriagedBy: l.engineer})
			return err
		}, "SELECT status = 'triaged' FROM drifts WHERE id = $1"},
	} {
		// Where the time is up before the commit, on a slow machine, there is more of it for another drift.
		for limit := 300 * time.Millisecond; ; limit *= 2 {
			drift := l.drift()
			ctx, giveUp := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			begun := time.Now()
			go func() { ended <- c.call(ctx, waiting.WithTimeout(limit), drift.ID) }()
			err := l.endOrWaiting(ended, begun.Add(limit+time.Second))
			if errors.Is(err, models.ErrTimeout) && limit < time.Minute {
				giveUp()
				continue
			}
			if err != nil {
				t.Fatalf("%s: with its time up it ended with %v", c.what, err)
			}
			giveUp()
			if err := <-ended; !errors.Is(err, models.ErrNotReplicated) {
				t.Errorf("%s: %v", c.what, err)
			}
			var written bool
			if err := l.db.Pool.QueryRow(t.Context(), c.left, drift.ID).Scan(&written); err != nil || !written {
				t.Errorf("%s is not written: %v", c.what, err)
			}
			break
		}
	}
}

// endOrWaiting waits until a call ends, whose error it gives, or until a moment has passed at which a commit waits for its
// standby.
func (l *ledger) endOrWaiting(ended <-chan error, until time.Time) error {
	l.Helper()
	for {
		select {
		case err := <-ended:
			if err == nil {
				err = errors.New("a success")
			}
			return err
		case <-time.After(20 * time.Millisecond):
		}
		var waits bool
		err := testdb.Super(l.T, l.db).Pool.QueryRow(l.Context(), "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'SyncRep')").Scan(&waits)
		if err != nil {
			return err
		}
		if waits && time.Now().After(until) {
			return nil
		}
	}
}
