package seed

import (
	"fmt"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/clouddrift/guardian/models"
)

const (
	// DefaultDrifts is the size of the story that a newcomer can browse in a minute.
	DefaultDrifts = 64
	// MaxDrifts is the most that one seeding takes.
	MaxDrifts = 100_000_000
	// DefaultRandomSeed is the random seed of the story that the README shows.
	DefaultRandomSeed = 1

	// briefFrom is the number of drifts beyond which each has about seven rows in all:
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

// Result is what was written.
type Result struct {
	Drifts int64 // drifts
	Rows   int64 // rows of all tables, drifts included
	Scopes int
}
