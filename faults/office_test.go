//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// patience is how long a call may take.
const patience = 2 * time.Second

// office is a ledger that many work with at once, and what it has acknowledged to each of them.
type office struct {
	*trial
	store   *repositories.Store
	reader  *repositories.Reader
	people  []uuid.UUID
	workers []worker

	mu     sync.Mutex // holds what follows
	done   map[string]int
	failed map[string]int

	makers  []*maker
	clerks  []*importer
	decided *decisions
	rules   *ruler
	told    *receiver
}

// worker does one kind of work, a call or two at a time.
type worker struct {
	name string
	step func(ctx context.Context, random *rand.Rand) error
}

// newOffice opens the ledger of a URL, to be read by another, and settles its staff.
func newOffice(t *trial, url, reads string) *office {
	t.Helper()
	o := &office{trial: t, done: map[string]int{}, failed: map[string]int{}}
	config := repositories.Config{URL: url, Timeout: patience, MaxConns: 12}
	var err error
	o.store, err = repositories.Open(t.Context(), config)
	t.ok(err)
	t.Cleanup(o.store.Close)
	config.URL = reads
	o.reader, err = repositories.OpenReader(t.Context(), config)
	t.ok(err)
	t.Cleanup(o.reader.Close)
	for i := range 3 {
		user, err := o.store.Users.Create(t.Context(), models.CreateUserInput{
			Email: fmt.Sprintf("user%d@example.com", i), Password: "correct horse battery", Role: models.RoleEngineer,
		})
		t.ok(err)
		o.people = append(o.people, user.ID)
	}
	o.decided = &decisions{office: o}
	o.rules = &ruler{office: o}
	o.told = newReceiver(t)
	for i := range 2 {
		clerk, maker := newImporter(o, i), &maker{office: o, name: fmt.Sprint("made-", i)}
		o.clerks, o.makers = append(o.clerks, clerk), append(o.makers, maker)
		o.workers = append(o.workers, worker{"imports", clerk.step}, worker{"drifts created", maker.step})
	}
	for range 4 {
		o.workers = append(o.workers, worker{"steps", o.decided.step})
	}
	o.workers = append(o.workers, worker{"rules", o.rules.step},
		worker{"rounds of telling", o.tell}, worker{"rounds of telling", o.tell}, worker{"reads", o.read}, worker{"reads", o.read})
	return o
}

// errNothing: there was nothing to do.
var errNothing = errors.New("there was nothing to do")

// work has all at work until the trouble is over and the ledger answers again, and a little longer. It
// gives how long the ledger was away after the trouble.
func (o *office) work(trouble func()) time.Duration {
	o.Helper()
	var over atomic.Bool
	var all sync.WaitGroup
	for _, w := range o.workers {
		random := rand.New(rand.NewPCG(o.random.Uint64(), 0))
		all.Go(func() {
			for !over.Load() {
				err := w.step(o.Context(), random)
				if !errors.Is(err, errNothing) {
					o.judge(w.name, err)
				}
				if err != nil {
					time.Sleep(10 * time.Millisecond)
				}
			}
		})
	}
	pause(o.random, 500)
	trouble()
	begun := time.Now()
	o.awaken()
	away := time.Since(begun)
	pause(o.random, 500)
	over.Store(true)
	all.Wait()
	return away
}

// words are those of a driver or of a fault of our own, which nobody is told.
var words = []string{"SQLSTATE", "EOF", "internal", "57P01", "broken pipe", "reset by peer", "closed pool", "bad conn", "i/o timeout"}

// judge counts what came of a call: done, or not and said so as it should be.
func (o *office) judge(what string, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err == nil {
		o.done[what]++
		return
	}
	if errors.Is(err, models.ErrConflict) {
		o.done[what+" that came too late"]++
		return
	}
	o.failed[what]++
	if !errors.Is(err, models.ErrUnavailable) && !errors.Is(err, models.ErrTimeout) {
		o.Errorf("%s: %v", what, err)
	}
	for _, word := range words {
		if strings.Contains(err.Error(), word) {
			o.Errorf("%s: says %q: %v", what, word, err)
		}
	}
}

// awaken waits until the ledger answers again.
func (o *office) awaken() {
	o.Helper()
	begun := time.Now()
	for {
		err := errors.Join(o.store.Ping(o.Context()), o.reader.Ping(o.Context()))
		if err == nil {
			return
		}
		if time.Since(begun) > time.Minute {
			o.Fatal("the ledger does not answer a minute after the trouble: ", err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// settle has those finish who were told nothing of their last call.
func (o *office) settle() {
	o.Helper()
	for _, c := range o.clerks {
		if c.report == nil {
			continue
		}
		o.atLast("an import", func(ctx context.Context, random *rand.Rand) error {
			err := c.step(ctx, random)
			if c.report == nil {
				return nil // one of its two was acknowledged
			}
			return err
		})
	}
}

// atLast tries a step until it goes through, for a minute: a server may notice only after the first answer
// that a process of its own was killed, and each connection of the pool may be one that broke then.
func (o *office) atLast(what string, step func(context.Context, *rand.Rand) error) {
	o.Helper()
	hasty := o.store
	o.store = hasty.WithTimeout(time.Minute)
	defer func() { o.store = hasty }()
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		err := step(o.Context(), o.random)
		if err == nil {
			return
		}
		if time.Since(begun) > time.Minute {
			o.Fatalf("%s does not go through a minute after the trouble: %v", what, err)
		}
	}
}

// read reads as the pages do; what was acknowledged before is there.
func (o *office) read(ctx context.Context, random *rand.Rand) error {
	if made, ok := o.decided.any(random); ok {
		drift, err := o.reader.Drifts.Get(ctx, made)
		if err != nil {
			return err
		}
		o.decided.seen(drift)
	}
	_, err := o.reader.Drifts.List(ctx, models.DriftQuery{PageRequest: models.PageRequest{Limit: 20}})
	if err == nil {
		_, err = o.reader.Drifts.Overview(ctx)
	}
	return err
}

// figures are how much was done and how much was refused.
func (o *office) figures() string {
	var all []string
	for _, what := range models.SortedKeys(o.done) {
		one := fmt.Sprintf("%d %s", o.done[what], what)
		if n := o.failed[what]; n > 0 {
			one += fmt.Sprintf(" (%d more said that they failed)", n)
		}
		all = append(all, one)
	}
	return strings.Join(all, ", ")
}
