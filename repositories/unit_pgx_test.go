package repositories

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// What pgx writes within a unit of work is a part of it: gorm sees it there, and it goes
// where the unit fails.
func TestPgxWithinUnit(t *testing.T) {
	t.Parallel()
	store := New(testdb.Open(t), time.Minute)
	ctx, failed := t.Context(), errors.New("failed")
	id := uuid.New()
	insert := func(tx unit) error {
		return tx.pgx(ctx, func(conn *pgx.Conn) error {
			_, err := conn.Exec(ctx, "INSERT INTO audit_logs (id, action) VALUES ($1, 'x')", id)
			return err
		})
	}
	counted := func(u unit) (n int64) {
		t.Helper()
		if err := u.db.Raw("SELECT count(*) FROM audit_logs WHERE id = ?", id).Scan(&n).Error; err != nil {
			t.Fatal(err)
		}
		return n
	}
	err := store.unit.write(ctx, func(tx unit) error {
		err := tx.write(ctx, func(inner unit) error { // a savepoint, on the same connection
			if err := insert(inner); err != nil {
				return err
			}
			return errors.Join(failed)
		})
		if err == nil || counted(tx) != 0 {
			t.Errorf("the savepoint's row: %v, %d", err, counted(tx))
		}
		if err := insert(tx); err != nil {
			return err
		}
		if counted(tx) != 1 || counted(store.unit) != 0 {
			t.Error("the row is not the unit's alone")
		}
		return &callerError{failed}
	})
	if !errors.Is(err, failed) || counted(store.unit) != 0 {
		t.Errorf("after the unit failed: %v, %d rows", err, counted(store.unit))
	}
	if err := insert(store.unit); err != nil || counted(store.unit) != 1 {
		t.Errorf("outside a unit: %v", err)
	}
}

// A unit that is given up goes back to what was before, also while pgx is at work.
func TestPgxGivenUp(t *testing.T) {
	t.Parallel()
	store := New(testdb.Open(t), time.Minute)
	ctx, cancel := context.WithCancel(t.Context())
	err := store.unit.write(ctx, func(tx unit) error {
		return tx.pgx(ctx, func(conn *pgx.Conn) error {
			time.AfterFunc(10*time.Millisecond, cancel)
			_, err := conn.Exec(ctx, "SELECT pg_sleep(60)")
			return err
		})
	})
	if err == nil {
		t.Fatal("no error")
	}
	if err := store.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

// Where the transaction is over, as when database/sql undid it since its deadline had come, pgx
// does nothing: what it wrote would stay although the unit of work has failed.
func TestPgxAfterTheTransaction(t *testing.T) {
	t.Parallel()
	store := New(testdb.Open(t), time.Minute)
	id := uuid.New()
	err := store.unit.write(t.Context(), func(tx unit) error {
		if err := tx.db.Exec("ROLLBACK").Error; err != nil {
			return err
		}
		return tx.pgx(t.Context(), func(conn *pgx.Conn) error {
			_, err := conn.Exec(t.Context(), "INSERT INTO audit_logs (id, action) VALUES ($1, 'x')", id)
			return err
		})
	})
	if !errors.Is(err, models.ErrInternal) {
		t.Errorf("got %v", err)
	}
	if _, err := store.Audit.Get(t.Context(), id); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("the row: %v", err)
	}
}
