package seed

import (
	randv2 "math/rand/v2"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// people are those who work with the ledger.
type people struct {
	users  []models.User
	actors []actor // admins and engineers
	viewer *actor
}

// actor is a person in the audit trail.
type actor struct {
	id    uuid.UUID
	email string
	left  time.Time // when the user was deactivated; zero for an active one
}

// acting draws who acts at a time: not somebody who has left.
func (p *people) acting(r *randv2.Rand, at time.Time) *actor {
	for {
		a := &p.actors[r.IntN(len(p.actors))]
		if a.left.IsZero() || at.Before(a.left) {
			return a
		}
	}
}

// columns are the actor's in an audit row; nil is the program.
func (a *actor) columns() (*uuid.UUID, *string) {
	if a == nil {
		return nil, nil
	}
	return &a.id, &a.email
}
