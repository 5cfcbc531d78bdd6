package migrations_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/migrations"
)

func down(t *testing.T, db *postgres.DB, o migrations.DownOptions) []string {
	t.Helper()
	reverted, err := migrations.Down(t.Context(), db.Gorm, o)
	if err != nil {
		t.Fatal(err)
	}
	return reverted
}

// Up, all the way back and up again gives the same schema; nothing is left in between.
func TestToZeroAndBack(t *testing.T) {
	t.Parallel()
	db := empty(t)
	up(t, db, migrations.Options{})
	full := catalogue(t, db)

	want := migrations.IDs()
	slices.Reverse(want)
	if got := down(t, db, migrations.DownOptions{All: true}); !slices.Equal(got, want) {
		t.Errorf("reverted %v", got)
	}
	if left := catalogue(t, db); len(left) != 0 {
		t.Errorf("left behind:%s", difference(nil, left))
	}
	if got := down(t, db, migrations.DownOptions{All: true}); len(got) != 0 {
		t.Errorf("from zero: reverted %v", got)
	}
	up(t, db, migrations.Options{})
	if diff := difference(full, catalogue(t, db)); diff != "" {
		t.Errorf("the second time differs:%s", diff)
	}
}

// Each migration undoes exactly what it did: on the way back every state is the one of the way up.
func TestEachStepDownAndUp(t *testing.T) {
	t.Parallel()
	db := empty(t)
	var states [][]string
	ids := up(t, db, migrations.Options{Progress: func(string) { states = append(states, catalogue(t, db)) }})
	for i := len(ids) - 1; i > 0; i-- {
		if slices.Equal(states[i], states[i-1]) {
			t.Errorf("the catalogue does not show what %s does", ids[i])
		}
		if got := down(t, db, migrations.DownOptions{}); !slices.Equal(got, ids[i:i+1]) {
			t.Fatalf("reverted %v instead of %s", got, ids[i])
		}
		if diff := difference(states[i-1], catalogue(t, db)); diff != "" {
			t.Errorf("%s is not undone exactly:%s", ids[i], diff)
		}
		up(t, db, migrations.Options{})
		if diff := difference(states[len(ids)-1], catalogue(t, db)); diff != "" {
			t.Errorf("up again from below %s:%s", ids[i], diff)
		}
		if got := down(t, db, migrations.DownOptions{Steps: len(ids) - i}); len(got) != len(ids)-i {
			t.Fatalf("reverted %v", got)
		}
	}
}

func TestRowsAreNotDroppedUnasked(t *testing.T) {
	t.Parallel()
	db := empty(t)
	up(t, db, migrations.Options{Schema: "acme"})
	mustExec(t, db, `INSERT INTO acme.users (email, password_hash) VALUES ('a@example.com', 'x'), ('b@example.com', 'x')`)
	mustExec(t, db, `INSERT INTO acme.sessions (user_id, refresh_token, expires_at) SELECT id, 't', now() FROM acme.users LIMIT 1`)

	_, err := migrations.Down(t.Context(), db.Gorm, migrations.DownOptions{Schema: "acme", All: true})
	var rows *migrations.RowsError
	if !errors.As(err, &rows) || rows.Rows != 3 ||
		err.Error() != "going back would drop 3 rows (sessions 1, users 2); --force drops them" {
		t.Errorf("got %v", err)
	}
	if s, err := migrations.Read(t.Context(), db.Gorm, "acme"); err != nil || !s.Current() {
		t.Errorf("something went all the same: %+v, %v", s, err)
	}

	// Rows in tables that stay do not matter.
	ids := migrations.IDs()
	if got := down(t, db, migrations.DownOptions{Schema: "acme", Steps: len(ids) - 1}); len(got) != len(ids)-1 {
		t.Errorf("reverted %v", got)
	}
	mustExec(t, db, "DELETE FROM acme.sessions; DELETE FROM acme.users WHERE email LIKE 'b%'")
	_, err = migrations.Down(t.Context(), db.Gorm, migrations.DownOptions{Schema: "acme"})
	if err == nil || err.Error() != "going back would drop 1 row (users 1); --force drops them" {
		t.Errorf("got %v", err)
	}
	if got := down(t, db, migrations.DownOptions{Schema: "acme", Force: true, Steps: 5}); !slices.Equal(got, ids[:1]) {
		t.Errorf("by force: reverted %v", got)
	}
}

func TestNegativeSteps(t *testing.T) {
	t.Parallel()
	_, err := migrations.Down(t.Context(), empty(t).Gorm, migrations.DownOptions{Steps: -1})
	if err == nil || err.Error() != "steps: -1 is less than 1" {
		t.Errorf("got %v", err)
	}
}
