package seed

import (
	"context"
	"fmt"
	"iter"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

const (
	// DefaultDrifts is the size of the story that a newcomer can browse in a minute.
	DefaultDrifts = 64
	// MaxDrifts is the most that one seeding takes.
	MaxDrifts = 100_000_000
	// DefaultRandomSeed is the random seed of the story that the README shows.
	DefaultRandomSeed = 1

	// briefFrom is the number of drifts beyond which each has about six rows in all:
	// scopes are scanned three times, and costs are summed up.
	briefFrom = 10_000
	// batchDrifts is how many drifts are written in one transaction, more or less.
	batchDrifts = 4_000
)

// Options say what to seed.
type Options struct {
	// Drifts is how many drifts there are to be, from 1 to MaxDrifts; 0 is DefaultDrifts.
	Drifts int
	// RandomSeed decides on every row; 0 is DefaultRandomSeed.
	RandomSeed uint64
	// Force clears also rows that the seed did not write.
	Force bool
	// Now is when the story ends; zero is the present.
	Now time.Time
	// Progress hears of the drifts written so far. It may be nil.
	Progress func(done, total int64)

	passwordCost int // of bcrypt; 0 is its default. Tests lower it.
	batchDrifts  int // how many a transaction has, more or less; 0 is batchDrifts. Tests lower it.
}

// Result is what was written.
type Result struct {
	Drifts int64 // drifts
	Rows   int64 // rows of all tables, drifts included
	Scopes int
}

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

func (o Options) complete() (Options, error) {
	if o.Drifts < 0 || o.Drifts > MaxDrifts {
		return o, models.Invalid("drifts", fmt.Sprintf("takes 1 to %d, got %d", MaxDrifts, o.Drifts))
	}
	if o.Drifts == 0 {
		o.Drifts = DefaultDrifts
	}
	if o.RandomSeed == 0 {
		o.RandomSeed = DefaultRandomSeed
	}
	if o.passwordCost == 0 {
		o.passwordCost = bcrypt.DefaultCost
	}
	if o.batchDrifts == 0 {
		o.batchDrifts = batchDrifts
	}
	return o, nil
}

// scopesFor is how many scopes an estate with so many drifts has.
func scopesFor(drifts int) int { return max(len(firstScopes), drifts/100) }

// batches makes the whole story, batch by batch. A batch is the caller's until it
// asks for the next one.
func batches(o Options) iter.Seq2[*repositories.Rows, error] {
	return func(yield func(*repositories.Rows, error) bool) {
		w := newWriter(o.Now, o.RandomSeed, o.Drifts)
		w.rows.Users = w.estate.people.users
		hashed := make(chan error, 1)
		go func() { hashed <- hashPasswords(w.estate.people.users, o.passwordCost) }()
		originals := min(3, o.Drifts)
		w.writeOriginals(originals)
		full, spare := w.rows, &repositories.Rows{}
		for i := range w.estate.scopes {
			w.writeScope(i, w.estate.drifts(i, o.Drifts-originals))
			if last := i == w.estate.scopes-1; last || len(w.rows.Drifts) >= o.batchDrifts {
				if len(w.rows.Users) > 0 {
					if err := <-hashed; err != nil {
						yield(nil, err)
						return
					}
				}
				if !yield(w.rows, nil) {
					return
				}
				full, spare = spare, full
				w.rows = full
				w.rows.Reset()
			}
		}
	}
}

// prefetch makes the next batch while the last one is written.
func prefetch(ctx context.Context, o Options) (ahead iter.Seq2[*repositories.Rows, error], stop func()) {
	type batch struct {
		rows *repositories.Rows
		err  error
	}
	ctx, cancel := context.WithCancel(ctx)
	made := make(chan batch)
	go func() {
		defer close(made)
		for rows, err := range batches(o) {
			select {
			case made <- batch{rows, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return func(yield func(*repositories.Rows, error) bool) {
		for b := range made {
			if !yield(b.rows, b.err) {
				return
			}
		}
		if err := ctx.Err(); err != nil { // the story is not at its end
			yield(nil, err)
		}
	}, cancel
}
