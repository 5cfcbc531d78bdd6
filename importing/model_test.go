package importing_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/testdb"
)

// Random estates live through some nights: resources drift, move, are replaced,
// share names over regions and accounts; scans see all of them or some, come late,
// twice or two at once; people decide. After each step the ledger is held to what a
// simulation says that shares no code with it, and what the scans made of it to
// what the simulation knows to be true.
//
// MODEL_ESTATES is how many estates there are, MODEL_SEED the number of the first:
// each is made of its number alone, so that MODEL_ESTATES=1 MODEL_SEED=n tells the
// story of one again.
func TestModel(t *testing.T) {
	t.Parallel()
	estates, first := 40, uint64(1)
	for name, into := range map[string]func(string) error{
		"MODEL_ESTATES": func(s string) (err error) { estates, err = strconv.Atoi(s); return err },
		"MODEL_SEED":    func(s string) (err error) { first, err = strconv.ParseUint(s, 10, 63); return err },
	} {
		if text := os.Getenv(name); text != "" {
			if err := into(text); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	db := testdb.Open(t)
	m := newModel(t, db)
	began := time.Now()
	failures := m.all(t, first, estates)
	for _, err := range agrees(t.Context(), db) {
		t.Error(err)
		if at := strings.Index(err.Error(), "estate "); at >= 0 {
			var seed uint64
			if _, err := fmt.Sscanf(err.Error()[at:], "estate %d", &seed); err == nil {
				t.Log(strings.Join(m.live(t.Context(), seed, nil).story, "\n"))
			}
		}
	}
	t.Logf("%d estates from %d on: %d disagree, %s; %d scans, %d drifts", estates, first, failures, time.Since(began).Round(time.Second), m.scans.Load(), m.drifts.Load())
}

// all runs the estates, some at once, and tells of the first few that fail.
func (m *model) all(t *testing.T, first uint64, estates int) (failures int64) {
	var next, failed atomic.Int64
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for n := next.Add(1) - 1; n < int64(estates) && failed.Load() < 3; n = next.Add(1) - 1 {
				l := m.live(t.Context(), first+uint64(n), nil)
				if l.err == nil {
					continue
				}
				if errors.Is(l.err, context.Canceled) || failed.Add(1) > 3 {
					return
				}
				l = m.shrink(t.Context(), l)
				t.Errorf("estate %d (MODEL_ESTATES=1 MODEL_SEED=%d): %v\n%s", l.seed, l.seed, l.err, strings.Join(l.story, "\n"))
			}
		})
	}
	all.Wait()
	return failed.Load()
}

// shrink leaves out of a life what it fails without.
func (m *model) shrink(ctx context.Context, l *life) *life {
	skip := map[int]bool{}
	for again := true; again; {
		again = false
		for i := l.steps - 1; i >= 0; i-- {
			if skip[i] {
				continue
			}
			skip[i] = true
			if shorter := m.live(ctx, l.seed, skip); shorter.err != nil {
				l, again = shorter, true
			} else {
				delete(skip, i)
			}
		}
	}
	return l
}

// step gives the randomness of the next step of a life, nil where it is left out.
// Each step has its own, so that the others stay what they are.
func (l *life) step() *rand.Rand {
	n := l.steps
	l.steps++
	if l.skip[n] {
		return nil
	}
	return rand.New(rand.NewPCG(l.seed, uint64(n)))
}

func (l *life) tell(format string, args ...any) {
	l.story = append(l.story, fmt.Sprintf(format, args...))
}
