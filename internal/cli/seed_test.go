package cli_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

func TestSeed(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	out := ok(t, on(db, "seed", "--drifts", "20")...)
	for _, text := range []string{"Seeded 20 drifts in ", "admin@driftsentry.local ", "engineer-dev-password"} {
		if !strings.Contains(out, text) {
			t.Errorf("lacks %q: %s", text, out)
		}
	}
	addUser(t, db, "ann@example.com", "admin")
	refused(t, 1, []string{"users 1", "--force"}, on(db, "seed")...)
	got := okJSON[struct {
		Drifts, Rows, Scopes int
		Users                []struct{ Email, Role, Password string }
	}](t, on(db, "seed", "--drifts", "12", "--random-seed", "7", "--force")...)
	if got.Drifts != 12 || got.Rows < 12 || len(got.Users) != 3 {
		t.Errorf("got %+v", got)
	}
	if n := okJSON[models.List[models.DriftResponse]](t, on(db, "drift", "list")...).Total; n != 12 {
		t.Errorf("%d drifts", n)
	}
}
