package repositories_test

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/clouddrift/guardian/models"
	"github.com/google/uuid"
	"golang.org/x/crypto/bcrypt"
)

var _ = shelve("Users", shelf{userSuite, userList, userWrites})

func userList(l *ledger) list {
	return listOf("Users", models.UserFilters(), l.Users, models.UserFilter{Role: []models.Role{models.RoleAdmin}},
		models.UserFilter{Active: ptr(true)}, models.UserFilter{Active: ptr(false)})
}

func userWrites(l *ledger) {
	ctx := l.Context()
	in := models.CreateUserInput{Email: "Somebody@example.com", Password: "correct horse", Role: models.RoleViewer}
	user, err := l.Users.Create(ctx, in)
	l.ok(err)
	in.Email = "other@example.com"
	_, err = l.Users.CreateBy(ctx, in, l.admin)
	l.ok(err)
	_, err = l.Users.Get(ctx, user.ID)
	l.ok(err)
	_, err = l.Users.CheckPassword(ctx, "somebody@EXAMPLE.com", "correct horse")
	l.ok(err)
	_, err = l.Users.FindByEmail(ctx, "SOMEBODY@example.com")
	l.ok(err)
	l.ok(l.Users.NoteLogin(ctx, user.ID))
	_, err = l.Users.ChangeRole(ctx, user.ID, models.RoleEngineer, l.admin)
	l.ok(err)
	_, err = l.Users.Rename(ctx, user.ID, models.RenameUserInput{FirstName: "Some"}, user.ID)
	l.ok(err)
	_, err = l.Users.Deactivate(ctx, user.ID, l.admin)
	l.ok(err)
	_, err = l.Users.Reactivate(ctx, user.ID, l.admin)
	l.ok(err)
}

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

func TestSameEmailAtOnce(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	var created atomic.Int32
	emails := []string{"new@example.com", "NEW@example.com", "New@Example.com"}
	atOnce(6, func(i int) {
		_, err := l.Users.Create(t.Context(), models.CreateUserInput{Email: emails[i%3], Password: "correct horse", Role: models.RoleViewer})
		if err == nil {
			created.Add(1)
		} else {
			fails(t, err, models.ErrConflict, "email: "+emails[i%3]+" is taken")
		}
	})
	if n := created.Load(); n != 1 {
		t.Errorf("%d users", n)
	}
}
