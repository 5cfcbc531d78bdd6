package seed

import (
	"context"

	"github.com/clouddrift/guardian/repositories"
)

// Run clears the ledger and fills it. The clearing, and all of it up to some
// thousand drifts, is one transaction; more are written in batches.
//
// It fails with [models.ErrInvalid] where Drifts is out of bounds, with
// [*repositories.NotSeededError] where the ledger holds rows that the seed did not
// write and Force is not set, and else like [repositories.Store.Seed]. Where it
// breaks off after a batch (a full disk, a lost connection, ctx) the error says
// that the ledger is half seeded; the next Run clears that.
func Run(ctx context.Context, store *repositories.Store, o Options) (Result, error) {
	o, err := o.complete()
	if err != nil {
		return Result{}, err
	}
	if o.Now.IsZero() {
		if o.Now, err = store.Now(ctx); err != nil {
			return Result{}, err
		}
	}
	result := Result{Scopes: scopesFor(o.Drifts)}
	run := repositories.SeedRun{Drifts: int64(o.Drifts), RandomSeed: o.RandomSeed}
	ahead, stop := prefetch(ctx, o)
	defer stop()
	err = store.Seed(ctx, run, o.Force, ahead, func(drifts, rows int64) {
		result.Drifts += drifts
		result.Rows += rows
		if o.Progress != nil {
			o.Progress(result.Drifts, int64(o.Drifts))
		}
	})
	if err != nil && result.Rows > 0 {
		err = &halfError{err}
	}
	return result, err
}

// halfError tells that the ledger is half seeded.
type halfError struct{ error }

func (e *halfError) Error() string {
	return e.error.Error() + "; the database is half seeded, and the next seed clears it"
}

func (e *halfError) Unwrap() error { return e.error }
