package repositories_test

import (
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

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
		for range 3 {
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
		// No machine makes this hash sooner, and without it there is a query of a
		// millisecond. What else the machine does can only make it later.
		if d < 10*time.Millisecond {
			t.Errorf("%s took only %v: was no hash made?", name, d)
		}
	}
}
