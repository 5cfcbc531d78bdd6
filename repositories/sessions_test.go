package repositories_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

var _ = shelve("Sessions", shelf{sessionSuite, sessionList, sessionWrites})

func sessionList(l *ledger) list {
	return listOf("Sessions", models.SessionFilters(), l.Sessions, models.SessionFilter{UserID: &l.engineer})
}

func sessionWrites(l *ledger) {
	ctx := l.Context()
	first := l.login(l.viewer)
	second, err := l.Sessions.Rotate(ctx, models.RotateSessionInput{Token: first.Token})
	l.ok(err)
	_, err = l.Sessions.FindByToken(ctx, second.Token)
	l.ok(err)
	_, err = l.Sessions.Get(ctx, second.Session.ID)
	l.ok(err)
	_, err = l.Sessions.Rotate(ctx, models.RotateSessionInput{Token: first.Token})
	fails(l, err, models.ErrForbidden)
	_, err = l.Sessions.Revoke(ctx, second.Session.ID, l.viewer)
	l.ok(err)
	_, err = l.Sessions.RevokeAllOfUser(ctx, l.viewer, l.admin)
	l.ok(err)
	_, err = l.Sessions.DeleteExpired(ctx)
	l.ok(err)
}

func sessionSuite(l *ledger) {
	ctx := l.Context()
	issued := l.login(l.viewer)
	if len(issued.Token) < models.MinTokenLength || issued.Session.RefreshToken != hashOf(issued.Token) {
		l.Errorf("issued %s", issued)
	}
	if shown := fmt.Sprintf("%v %+v %#v", issued, issued, issued); strings.Contains(shown, issued.Token) {
		l.Errorf("%s shows the token", shown)
	}
	found, err := l.Sessions.FindByToken(ctx, issued.Token)
	l.ok(err)
	if found.ID != issued.Session.ID || *found.UserAgent != "test" || found.IsRevoked || found.LastUsedAt != nil {
		l.Errorf("found %+v", found)
	}
	for _, token := range []string{"", "x", found.RefreshToken, issued.Token + "x"} {
		_, err := l.Sessions.FindByToken(ctx, token)
		fails(l, err, models.ErrNotFound)
	}
	mine := strings.Repeat("my own token ", 5)
	next, err := l.Sessions.Rotate(ctx, models.RotateSessionInput{Token: issued.Token, NewToken: mine, UserAgent: "other"})
	l.ok(err)
	if next.Token != mine || !next.Session.ExpiresAt.Equal(found.ExpiresAt) || *next.Session.UserAgent != "other" {
		l.Errorf("rotated %+v", next.Session)
	}
	old, err := l.Sessions.Get(ctx, issued.Session.ID)
	l.ok(err)
	if !old.IsRevoked || old.LastUsedAt == nil {
		l.Errorf("the old session %+v", old)
	}
	_, err = l.Sessions.Create(ctx, models.CreateSessionInput{UserID: l.viewer, Token: mine, ExpiresAt: l.now().Add(time.Hour)})
	fails(l, err, models.ErrConflict, "refreshToken")
	third, err := l.Sessions.Rotate(ctx, models.RotateSessionInput{Token: mine})
	l.ok(err)
	other := l.login(l.viewer)
	_, err = l.Sessions.Rotate(ctx, models.RotateSessionInput{Token: issued.Token}) // used twice
	fails(l, err, models.ErrForbidden, "used twice")
	_, err = l.Sessions.FindByToken(ctx, third.Token)
	fails(l, err, models.ErrForbidden, "is revoked")
	_, err = l.Sessions.FindByToken(ctx, other.Token) // another login's
	l.ok(err)
	_, err = l.Sessions.Revoke(ctx, other.Session.ID, l.engineer)
	fails(l, err, models.ErrForbidden, "is no admin")
	gone, err := l.Sessions.Revoke(ctx, other.Session.ID, l.viewer)
	l.ok(err)
	if !gone.IsRevoked {
		l.Error("not revoked")
	}
	_, err = l.Sessions.Rotate(ctx, models.RotateSessionInput{Token: other.Token})
	fails(l, err, models.ErrForbidden, "is revoked")
	l.login(l.viewer)
	if n, err := l.Sessions.RevokeAllOfUser(ctx, l.viewer, l.admin); err != nil || n != 1 {
		l.Errorf("%d revoked, %v", n, err)
	}
}

func TestExpiredSessions(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	login := l.login(l.viewer)
	next, err := l.Sessions.Rotate(t.Context(), models.RotateSessionInput{Token: login.Token, ExpiresAt: l.now().Add(2 * time.Hour)})
	l.ok(err)
	l.exec("UPDATE sessions SET expires_at = now() - interval '1 hour' WHERE id = ?", login.Session.ID)
	if n, err := l.Sessions.DeleteExpired(t.Context()); err != nil || n != 1 {
		t.Errorf("%d deleted, %v", n, err)
	}
	if n, err := l.Sessions.DeleteExpired(t.Context()); err != nil || n != 0 {
		t.Errorf("%d deleted again, %v", n, err)
	}
	if n := one[int](l, "SELECT count(*) FROM audit_logs WHERE action = 'session.expired' AND details = '{\"deleted\": 1}'"); n != 1 {
		t.Errorf("%d audit rows", n)
	}
	last, err := l.Sessions.Rotate(t.Context(), models.RotateSessionInput{Token: next.Token})
	l.ok(err)
	// The family is known although its first session is gone.
	_, err = l.Sessions.Rotate(t.Context(), models.RotateSessionInput{Token: next.Token})
	fails(t, err, models.ErrForbidden, "used twice")
	_, err = l.Sessions.FindByToken(t.Context(), last.Token)
	fails(t, err, models.ErrForbidden, "is revoked")

	expired := l.login(l.viewer)
	l.exec("UPDATE sessions SET expires_at = now() WHERE id = ?", expired.Session.ID)
	_, err = l.Sessions.FindByToken(t.Context(), expired.Token)
	fails(t, err, models.ErrForbidden, "has expired")
	_, err = l.Sessions.Rotate(t.Context(), models.RotateSessionInput{Token: expired.Token})
	fails(t, err, models.ErrForbidden, "has expired")
}

// No raw token, and no hash of one, is anywhere but where it belongs.
func TestTokensAreNotKept(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	login := l.login(l.viewer)
	next, err := l.Sessions.Rotate(t.Context(), models.RotateSessionInput{Token: login.Token})
	l.ok(err)
	for _, table := range []string{"sessions", "audit_logs", "session_rotations"} {
		text := one[string](l, "SELECT COALESCE(string_agg(t::text, ' '), '') FROM "+table+" t")
		for _, token := range []string{login.Token, next.Token} {
			if strings.Contains(text, token) {
				t.Errorf("%s holds a raw token", table)
			}
			if table != "sessions" && strings.Contains(text, hashOf(token)) {
				t.Errorf("%s holds the hash of a token", table)
			}
		}
	}
}
