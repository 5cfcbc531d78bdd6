package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/testdb"
)

func TestMain(m *testing.M) {
	status := testdb.Run(m)
	_ = os.RemoveAll(buildDir) // "" removes nothing
	os.Exit(status)
}

// usualSeed is that of the short runs.
const usualSeed = 1126

// trial is a part that runs: for as many rounds as the command says, or for a few.
type trial struct {
	*testing.T
	rounds int
	random *rand.Rand
	begun  time.Time
	done   int // rounds
}

// enough is after how long a trial begins no further round, so that it ends within the limit of a part.
const enough = limit - 4*time.Minute

// each counts the rounds, fewer where they take too long.
func (t *trial) each(yield func(n int) bool) {
	for n := range t.rounds {
		if time.Since(t.begun) > enough || !yield(n) {
			return
		}
		t.done = n + 1
	}
}

func begin(t *testing.T, short int) *trial {
	t.Helper()
	seed, rounds := uint64(usualSeed), short
	if given, err := strconv.ParseUint(os.Getenv(seedVariable), 10, 64); err == nil {
		seed = given
	}
	if given, err := strconv.Atoi(os.Getenv(roundsVariable)); err == nil {
		rounds = given
	}
	t.Logf("seed %d, %d rounds", seed, rounds)
	p := &trial{T: t, rounds: rounds, random: rand.New(rand.NewPCG(seed, 0)), begun: time.Now()}
	if name := os.Getenv(doneVariable); name != "" {
		t.Cleanup(func() { p.ok(os.WriteFile(name, strconv.AppendInt(nil, int64(p.ran()), 10), 0o600)) })
	}
	return p
}

// ran is how many rounds there were: all where none were counted.
func (t *trial) ran() int {
	switch {
	case t.Skipped():
		return 0
	case t.done > 0:
		return t.done
	}
	return t.rounds
}

// sideBySide runs fn twice at once, each time with half of the rounds: one of it would leave a core idle.
func (t *trial) sideBySide(fn func(half *trial)) {
	t.Helper()
	var halves [2]*trial
	t.Run("halves", func(both *testing.T) {
		for i := range halves {
			half := &trial{rounds: (t.rounds + i) / 2, random: rand.New(rand.NewPCG(t.random.Uint64(), 0)), begun: t.begun}
			halves[i] = half
			if half.rounds == 0 {
				continue
			}
			both.Run(strconv.Itoa(i+1), func(one *testing.T) {
				one.Parallel()
				half.T = one
				fn(half)
			})
		}
	})
	t.done = halves[0].done + halves[1].done
}

// tell adds to what the part has to tell.
func (t *trial) tell(format string, args ...any) {
	t.Helper()
	text := fmt.Sprintf(format, args...)
	t.Log(text)
	name := os.Getenv(toldVariable)
	if name == "" {
		return
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := io.WriteString(f, text+"\n"); err != nil {
		t.Fatal(err)
	}
}

func (t *trial) ok(err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (t *trial) read(file string) []byte {
	t.Helper()
	raw, err := os.ReadFile(file)
	t.ok(err)
	return raw
}

// TestToldElsewhere is what TestTry runs.
func TestToldElsewhere(t *testing.T) {
	p := begin(t, 1)
	p.tell("seed %s, %d rounds", os.Getenv(seedVariable), p.rounds)
}

// TestFailsWherePartsRun is what TestTry runs to see it fail: it is a part of no run.
func TestFailsWherePartsRun(t *testing.T) {
	if os.Getenv(roundsVariable) == "5" {
		t.Fatal("as it should")
	}
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	chosen, o, err := read([]string{"-seed", "7", "-rounds", "3", "database"}, io.Discard)
	if err != nil || len(chosen) != 1 || chosen[0].name != "database" || o.seed != 7 || o.rounds != 3 {
		t.Errorf("%+v, %+v, %v", chosen, o, err)
	}
	if chosen, _, err = read(nil, io.Discard); err != nil || len(chosen) != len(parts) {
		t.Errorf("%d parts, %v", len(chosen), err)
	}
	for _, wrong := range [][]string{{"-rounds", "-1"}, {"nothing"}, {"-seed", "x"}} {
		if _, _, err := read(wrong, io.Discard); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
	var usage strings.Builder
	if err := run([]string{"-h"}, io.Discard, &usage); err == nil || !strings.Contains(usage.String(), "database ") {
		t.Errorf("%v: %s", err, &usage)
	}
}

// A trial whose time is up has no further round, and says how many it had.
func TestEnough(t *testing.T) {
	t.Parallel()
	late := &trial{T: t, rounds: 5, begun: time.Now()}
	for n := range late.each {
		if n == 1 {
			late.begun = late.begun.Add(-enough)
		}
	}
	if late.done != 2 {
		t.Errorf("%d rounds", late.done)
	}
}
