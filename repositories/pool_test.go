package repositories_test

import (
	"context"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// What was lent is not closed by the one who has it.
func TestLentConnectionsStay(t *testing.T) {
	t.Parallel()
	store, err := repositories.Open(t.Context(), repositories.Config{URL: testdb.New(t).URL, MaxConns: 2, Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	for _, lent := range []interface{ Close() }{store.Reader(), store.WithTimeout(time.Second), store.Reader().WithTimeout(time.Second)} {
		lent.Close()
		if err := store.Ping(t.Context()); err != nil {
			t.Fatalf("%T closed the connections: %v", lent, err)
		}
	}
	if got := store.Reader().Pool(); got.Max != 2 || got.Total == 0 {
		t.Errorf("the pool: %+v", got)
	}
	store.Close()
	fails(t, store.Ping(t.Context()), models.ErrUnavailable)
}

// An open that is given up says so, whatever the driver does.
func TestOpenIsGivenUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := repositories.Open(ctx, repositories.Config{URL: testdb.New(t).URL})
	fails(t, err, models.ErrTimeout)
	_, err = repositories.Open(t.Context(), repositories.Config{URL: "postgres://127.0.0.1:1/x"})
	fails(t, err, models.ErrUnavailable, "127.0.0.1:1")
}
