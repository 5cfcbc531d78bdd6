package seed

import (
	"context"
	"iter"
	"math/rand/v2"
	"time"

	"github.com/clouddrift/guardian/repositories"
)

func newWriter(now time.Time, randomSeed uint64, drifts int) *writer {
	now = now.UTC().Truncate(time.Microsecond)
	w := &writer{
		now: now, today: now.Add(-dawn).Truncate(24 * time.Hour), randomSeed: randomSeed,
		r:     rand.New(rand.NewPCG(randomSeed, 7)), // with 7 the default story has something of everything
		brief: drifts > briefFrom,
		rows:  &repositories.Rows{},
	}
	colleagues, publicIPs := fake(randomSeed)
	w.estate = &estate{accounts: newAccounts(w.r), publicIPs: publicIPs, scopes: scopesFor(drifts)}
	w.estate.people = w.newPeople(colleagues)
	return w
}

// batches makes the whole story, batch by batch. A batch is the caller's until it
// asks for the next one.
func batches(o Options) iter.Seq2[*repositories.Rows, error] {
	return func(yield func(*repositories.Rows, error) bool) {
		w := newWriter(o.Now, o.RandomSeed, o.Drifts)
		w.rows.Users = w.estate.people.users
		hashed := make(chan error, 1)
		go func() { hashed <- hashPasswords(w.estate.people.users, o.passwordCost) }()
		byHand := min(3, o.Drifts)
		w.writeByHand(byHand)
		full, spare := w.rows, &repositories.Rows{}
		for i := range w.estate.scopes {
			w.writeScope(i, w.estate.drifts(i, o.Drifts-byHand))
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

// writeScope writes the story of the i-th scope, which has n drifts.
func (w *writer) writeScope(i, n int) {
	s := &scene{writer: w, scope: w.estate.scope(i)}
	s.kinds = at(s.place, s.source)
	s.scan()
	s.plan(n)
	s.write()
}
