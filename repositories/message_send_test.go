package repositories_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// message writes one that waits.
func (l *ledger) message(now time.Time) models.Message {
	l.Helper()
	l.rules()
	l.alert(l.drift().ID)
	l.compose(now)
	messages, err := l.Messages.List(l.Context(), models.MessageFilter{}, models.PageRequest{})
	l.ok(err)
	return messages.Items[0]
}

// A message that is taken up is nobody else's until its time has passed; what fails is
// tried again when it says so, or is given up.
func TestMessagesAreClaimedOnce(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	ctx, now := t.Context(), time.Now().Truncate(time.Second)
	m := l.message(now)
	claim := func(at time.Time, want int) {
		t.Helper()
		got, err := l.Messages.Claim(ctx, at, at.Add(time.Minute), 10)
		l.ok(err)
		if len(got) != want {
			t.Errorf("claimed %d at %s, want %d", len(got), at.Sub(now), want)
		}
	}
	claim(now, 1)
	claim(now.Add(59*time.Second), 0)
	claim(now.Add(time.Minute), 1) // whoever took it up first has stopped
	next := now.Add(time.Hour)
	l.ok(l.Messages.MarkFailed(ctx, models.FailedMessage{ID: m.ID, Attempt: 1, At: now, NextAt: &next, Error: "is of an attempt that another has taken over"}))
	claim(now.Add(2*time.Minute), 1)
	l.ok(l.Messages.MarkFailed(ctx, models.FailedMessage{ID: m.ID, Attempt: 3, At: now, NextAt: &next, Error: "answers 500"}))
	claim(now.Add(59*time.Minute), 0)
	claim(next, 1)
	l.ok(l.Messages.MarkFailed(ctx, models.FailedMessage{ID: m.ID, Attempt: 4, At: next, Error: "answers 500"}))
	claim(next.Add(time.Hour), 0)
	figures, err := l.Messages.Figures(ctx, now.Add(-time.Hour))
	l.ok(err)
	if want := (models.MessageFigures{GivenUp: 1}); figures != want {
		t.Errorf("figures %+v, want %+v", figures, want)
	}
	l.ok(l.Messages.MarkSent(ctx, m.ID, next))
	m, err = l.Messages.Get(ctx, m.ID)
	l.ok(err)
	if m.Status != models.MessageSent || m.GivenUpAt != nil || m.Attempts != 4 {
		t.Errorf("sent: %+v", m)
	}
	fails(l, l.Messages.MarkSent(ctx, uuid.New(), now), models.ErrNotFound, "message")
}
