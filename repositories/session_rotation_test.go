package repositories_test

import (
	"errors"
	"sync/atomic"
	"testing"

	"github.com/clouddrift/guardian/models"
)

// Of fifty who rotate one token one may win, and whoever comes second revokes what
// it won: never do two tokens live.
func TestRotatingAtOnce(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	login := l.login(l.viewer)
	var won atomic.Int32
	atOnce(50, func(int) {
		_, err := l.Sessions.Rotate(t.Context(), models.RotateSessionInput{Token: login.Token})
		if err == nil {
			won.Add(1)
		} else if !errors.Is(err, models.ErrForbidden) {
			t.Error(err)
		}
	})
	live := one[int](l, "SELECT count(*) FROM sessions WHERE NOT is_revoked")
	if won.Load() != 1 || live != 0 {
		t.Errorf("%d won, %d sessions live", won.Load(), live)
	}
	if n := one[int](l, "SELECT count(*) FROM audit_logs WHERE action = 'session.rotated'"); n != 1 {
		t.Errorf("%d rotations in the audit trail", n)
	}
}

// A thief's chain of rotations and the victim's reuse, at once: in the end nothing lives.
func TestReuseWhileRotating(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	stolen := l.login(l.viewer)
	next, err := l.Sessions.Rotate(t.Context(), models.RotateSessionInput{Token: stolen.Token})
	l.ok(err)
	atOnce(8, func(i int) {
		if i%4 == 0 {
			_, err := l.Sessions.Rotate(t.Context(), models.RotateSessionInput{Token: stolen.Token})
			fails(t, err, models.ErrForbidden, "used twice")
			return
		}
		token := next.Token
		for range 10 {
			issued, err := l.Sessions.Rotate(t.Context(), models.RotateSessionInput{Token: token})
			if err != nil {
				return
			}
			token = issued.Token
		}
	})
	if live := one[int](l, "SELECT count(*) FROM sessions WHERE NOT is_revoked"); live != 0 {
		t.Errorf("%d sessions live", live)
	}
}
