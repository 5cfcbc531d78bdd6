package repositories_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"golang.org/x/crypto/bcrypt"

	"github.com/clouddrift/guardian/models"
)

const password = "correct horse"

func (l *ledger) person(email string) models.User {
	l.Helper()
	u, err := l.Users.Create(l.Context(), models.CreateUserInput{Email: email, Password: password, Role: models.RoleViewer, FirstName: "Ada"})
	l.ok(err)
	return u
}

func userSuite(l *ledger) {
	ctx := l.Context()
	made := l.person("Ada@example.com")
	if bcrypt.CompareHashAndPassword([]byte(made.PasswordHash), []byte(password)) != nil {
		l.Error("the hash is not the password's")
	}
	found, err := l.Users.FindByEmail(ctx, "aDA@EXAMPLE.com")
	l.ok(err)
	if found.ID != made.ID || *found.FirstName != "Ada" || found.LastName != nil || !found.IsActive {
		l.Errorf("found %+v", found)
	}
	_, err = l.Users.Create(ctx, models.CreateUserInput{Email: "ada@example.com", Password: password, Role: models.RoleAdmin})
	fails(l, err, models.ErrConflict, "email: ada@example.com is taken")
	for _, email := range []string{"nobody@example.com", "", "a\x00b", "\xff"} {
		_, err = l.Users.FindByEmail(ctx, email)
		fails(l, err, models.ErrNotFound)
	}
	changed, err := l.Users.ChangeRole(ctx, made.ID, models.RoleEngineer, l.admin)
	l.ok(err)
	if changed.Role != models.RoleEngineer {
		l.Errorf("role %s", changed.Role)
	}
	_, err = l.Users.ChangeRole(ctx, made.ID, models.RoleEngineer, l.admin) // changes nothing
	l.ok(err)
	renamed, err := l.Users.Rename(ctx, made.ID, models.RenameUserInput{LastName: "Lovelace"}, made.ID)
	l.ok(err)
	if renamed.FirstName != nil || *renamed.LastName != "Lovelace" {
		l.Errorf("renamed %+v", renamed)
	}
	l.ok(l.Users.NoteLogin(ctx, made.ID))
	login := l.login(made.ID)
	off, err := l.Users.Deactivate(ctx, made.ID, l.admin)
	l.ok(err)
	if off.IsActive || off.LastLoginAt == nil {
		l.Errorf("deactivated %+v", off)
	}
	_, err = l.Sessions.FindByToken(ctx, login.Token)
	fails(l, err, models.ErrForbidden, "is revoked")
	fails(l, l.Users.NoteLogin(ctx, made.ID), models.ErrForbidden, "is deactivated")
	_, err = l.Users.Rename(ctx, made.ID, models.RenameUserInput{FirstName: "X"}, made.ID)
	fails(l, err, models.ErrForbidden, "is deactivated")
	_, err = l.Users.Deactivate(ctx, made.ID, l.admin) // changes nothing
	l.ok(err)
	on, err := l.Users.Reactivate(ctx, made.ID, uuid.Nil)
	l.ok(err)
	if !on.IsActive {
		l.Error("not active again")
	}
	l.actions(made.ID, []string{"user.reactivated", "user.deactivated", "session.revoked", "session.created", "user.logged_in", "user.updated", "user.updated", "user.created"})
}

// actions holds the audit rows about a user to a list, the newest first; within a
// unit of work they have the same time, so there their order does not count.
func (l *ledger) actions(user uuid.UUID, want []string) {
	l.Helper()
	page, err := l.Audit.List(l.Context(), models.AuditFilter{}, models.PageRequest{})
	l.ok(err)
	var got []string
	for _, row := range page.Items {
		if text := string(row.Details) + string(row.NewValue); strings.Contains(text, user.String()) || strings.HasPrefix(row.Action, "session.") {
			got = append(got, row.Action)
		}
		for _, secret := range []string{password, "$2a$", "password"} {
			if text := fmt.Sprintf("%s", []models.JSON{row.OldValue, row.NewValue, row.Details}); strings.Contains(text, secret) {
				l.Errorf("the audit trail shows %s: %s", secret, text)
			}
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		l.Errorf("audit %v, want %v", got, want)
	}
}

func TestOnlyAdminsChangeUsers(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	ctx := t.Context()
	for _, by := range []uuid.UUID{l.viewer, l.engineer, someID} {
		for name, err := range map[string]error{
			"create":     first(l.Users.CreateBy(ctx, models.CreateUserInput{Email: "x@example.com", Password: password, Role: models.RoleViewer}, by)),
			"role":       first(l.Users.ChangeRole(ctx, l.admin, models.RoleViewer, by)),
			"rename":     first(l.Users.Rename(ctx, l.admin, models.RenameUserInput{FirstName: "X"}, by)),
			"deactivate": first(l.Users.Deactivate(ctx, l.admin, by)),
			"reactivate": first(l.Users.Reactivate(ctx, l.admin, by)),
			"revoke":     first(l.Sessions.RevokeAllOfUser(ctx, l.admin, by)),
		} {
			t.Run(name, func(t *testing.T) { fails(t, err, models.ErrForbidden) })
		}
	}
	_, err := l.Users.ChangeRole(ctx, l.viewer, "king", l.admin)
	fails(t, err, models.ErrInvalid, "role: takes admin, engineer, viewer")
	if n := one[int](l, "SELECT count(*) FROM audit_logs"); n != 0 {
		t.Errorf("%d audit rows of what was refused", n)
	}
}

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	made := l.person("ada@example.com")
	off := l.person("off@example.com")
	l.exec("UPDATE users SET is_active = NULL WHERE id = ?", off.ID)
	user, err := l.Users.CheckPassword(t.Context(), "ADA@example.com", password)
	l.ok(err)
	if user.ID != made.ID {
		t.Errorf("got %v", user.ID)
	}
	full := models.CreateUserInput{Email: "full@example.com", Password: strings.Repeat("p", models.MaxPasswordLength), Role: models.RoleViewer}
	l.ok(first(l.Users.Create(t.Context(), full)))
	l.ok(first(l.Users.CheckPassword(t.Context(), full.Email, full.Password)))
	took := map[string]time.Duration{}
	for name, c := range map[string][2]string{
		"wrong": {"ada@example.com", "wrong password"}, "nobody": {"nobody@example.com", password},
		"off": {"off@example.com", password}, "odd": {"\x00", strings.Repeat("x", 500)}, "no password": {"viewer@example.com", "none"},
		"more than bcrypt reads": {full.Email, full.Password + "garbage"}, "bcrypt's cycle": {made.Email, password + "\x00" + password},
	} {
		for range 3 { // the least of three: others use this machine too
			start := time.Now()
			_, err := l.Users.CheckPassword(t.Context(), c[0], c[1])
			if d := time.Since(start); took[name] == 0 || d < took[name] {
				took[name] = d
			}
			fails(t, err, models.ErrForbidden)
			if err.Error() != "the e-mail or the password is wrong" {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	delete(took, "no password") // its hash is none, which no user of ours has
	for name, d := range took {
		if d < took["wrong"]/3 { // without the hash it would be a hundredth
			t.Errorf("%s took only %v, a wrong password %v", name, d, took["wrong"])
		}
	}
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
	_, err = l.Sessions.Create(ctx, models.CreateSessionInput{UserID: l.viewer, Token: mine, ExpiresAt: time.Now().Add(time.Hour)})
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
	next, err := l.Sessions.Rotate(t.Context(), models.RotateSessionInput{Token: login.Token, ExpiresAt: time.Now().Add(2 * time.Hour)})
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
