package repositories_test

import (
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/repositories"
)

func TestNowIsTheDatabasesAndStandsStillInAUnit(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	store := repositories.New(db, time.Minute)
	before := testdb.Now(t, db)
	now, err := store.Now(t.Context())
	if err != nil || now.Before(before) || now.After(testdb.Now(t, db)) {
		t.Errorf("got %v, %v, want a moment after %v", now, err, before)
	}
	err = store.InTx(t.Context(), func(tx *repositories.Store) error {
		first, err := tx.Now(t.Context())
		if err != nil {
			return err
		}
		second, err := tx.Now(t.Context())
		if !first.Equal(second) {
			t.Errorf("within a unit %v became %v", first, second)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if _, err := repositories.New(testdb.Broken(t), time.Minute).Now(t.Context()); err == nil {
		t.Error("a database that is gone tells the time")
	}
}
