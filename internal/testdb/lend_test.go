package testdb

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/migrations"
)

func aUser(t *testing.T, db *postgres.DB) {
	t.Helper()
	if _, err := db.Pool.Exec(t.Context(), "INSERT INTO users (email, password_hash) VALUES ('a@example.com', 'x')"); err != nil {
		t.Fatal(err)
	}
}

func users(t *testing.T, db *postgres.DB) (n int) {
	t.Helper()
	if err := db.Pool.QueryRow(t.Context(), "SELECT count(*) FROM users").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// A database is lent to one test at a time, and comes empty to the next; one that a test
// has closed is lent to nobody.
func TestLend(t *testing.T) {
	var first, beside, next *postgres.DB
	t.Run("two at once", func(t *testing.T) {
		first, beside = Lend(t), Lend(t)
		aUser(t, first)
		if n := users(t, beside); n != 0 {
			t.Errorf("%d users of the other test", n)
		}
	})
	t.Run("afterwards", func(t *testing.T) {
		next = Lend(t)
		if n := users(t, next); n != 0 {
			t.Errorf("%d users of the test before", n)
		}
		if status, err := migrations.Read(t.Context(), next.Gorm, "public"); err != nil || len(status.Pending) > 0 {
			t.Errorf("pending %v, %v", status.Pending, err)
		}
		next.Close() // so it is none for others
	})
	if next != first && next != beside {
		t.Error("a database was not lent again")
	}
	t.Run("after one was closed", func(t *testing.T) {
		aUser(t, Lend(t))
		aUser(t, Lend(t))
	})
}

// What a test leaves otherwise than it was lent is told, and goes to nobody.
func TestGiveBack(t *testing.T) {
	for want, sql := range map[string]string{
		"changed the schema": "ALTER TABLE users ADD COLUMN nickname text",
		"":                   "INSERT INTO users (email, password_hash) VALUES ('a@example.com', 'x')",
	} {
		l, err := makeLent(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Owner(t, l.db).Pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
		err = l.giveBack(false)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", sql, err)
		}
		if there := l.db.Pool.Ping(t.Context()) == nil; there != (want == "") {
			t.Errorf("%s: there for the next test: %t", sql, there)
		}
	}
}
