package cli_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// addUser adds a user whose password comes from standard input.
func addUser(t *testing.T, db testdb.Database, email, role string) models.UserResponse {
	t.Helper()
	r := runWith(t.Context(), password+"\n", on(db, "user", "add", "--email", email, "--role", role, "--output", "json")...)
	if r.status != 0 || r.err != "" || strings.Contains(r.out, "assword") {
		t.Fatalf("got %+v", r)
	}
	return readJSON[models.UserResponse](t, r.out)
}

// Sessions that have expired go, and the others stay.
func TestUserClearSessions(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	ann := addUser(t, db, "ann@example.com", "viewer")
	for token, expires := range map[string]string{"old": "1 second", "older": "9 days", "live": "-1 hour"} {
		sendSQL(t, db, "INSERT INTO sessions (user_id, refresh_token, expires_at) VALUES ($1, $2, now() - CAST($3 AS text)::interval)", ann.ID, token, expires)
	}
	if out := ok(t, on(db, "user", "clear-sessions")...); out != "2 expired sessions deleted.\n" {
		t.Errorf("got %q", out)
	}
	if again := okJSON[map[string]int64](t, on(db, "user", "clear-sessions")...); again["deleted"] != 0 {
		t.Errorf("a second time: %v", again)
	}
	var left string
	if readSQL(t, db, "SELECT string_agg(refresh_token, ' ') FROM sessions", &left); left != "live" {
		t.Errorf("left: %s", left)
	}
	ok(t, on(db, "user", "deactivate", "ann@example.com")...)
	wantOrigin(t, db, "user.created", "user.deactivated", "session.revoked", "session.expired")
}

func TestUsers(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	ann := addUser(t, db, "ann@example.com", "admin")
	checkRefused(t, runWith(t.Context(), password, on(db, "user", "add", "--email", "ANN@example.com")...), 1, "ANN@example.com is taken")
	checkRefused(t, runWith(t.Context(), "short\n", on(db, "user", "add", "--email", "bob@example.com")...), 2, "password: takes 10 to 72 bytes, got 5")
	checkRefused(t, runWith(t.Context(), strings.Repeat("x", 100), on(db, "user", "add", "--email", "bob@example.com")...), 2, "password: takes 10 to 72 bytes")
	checkRefused(t, runWith(t.Context(), "\n", on(db, "user", "add", "--email", "bob@example.com")...), 2, "no password")
	r := runWith(t.Context(), password+"\r\n", on(db, "user", "add", "--email", "bob@example.com", "--first-name", "Bob", "--as", "ann@example.com")...)
	if r.status != 0 || !strings.HasPrefix(r.out, "Added viewer bob@example.com (") {
		t.Errorf("got %+v", r)
	}

	users := okJSON[models.List[models.UserResponse]](t, on(db, "user", "list")...)
	if users.Total != 2 || users.Items[0].Email != "bob@example.com" || *users.Items[0].FirstName != "Bob" || users.Items[1].ID != ann.ID {
		t.Errorf("got %+v", users)
	}
	if out := ok(t, on(db, "user", "deactivate", "BOB@example.com", "--as", "ann@example.com")...); out != "Deactivated bob@example.com.\n" {
		t.Errorf("got %q", out)
	}
	if out := ok(t, on(db, "user", "deactivate", "bob@example.com")...); out != "bob@example.com was deactivated already, nothing changed.\n" {
		t.Errorf("got %q", out)
	}
	if out := ok(t, on(db, "user", "list")...); !strings.Contains(out, "bob@example.com  viewer  no      never") {
		t.Errorf("got %q", out)
	}
	refused(t, 1, []string{"not found"}, on(db, "user", "deactivate", "eve@example.com")...)
	refused(t, 1, []string{"bob@example.com"}, on(db, "user", "deactivate", ann.ID.String(), "--as", "bob@example.com")...)
	if got := okJSON[models.UserResponse](t, on(db, "user", "deactivate", ann.ID.String())...); got.IsActive {
		t.Errorf("got %+v", got)
	}
}
