package cli_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// A drift is named by its id, the beginning of that, or its place; what means several
// is refused with the list.
func TestDriftNames(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	drifts := imported(t, db)
	id := drifts[0].ID.String()
	place := "web-shop/" + okJSON[models.DossierResponse](t, on(db, "drift", "show", id)...).Address
	for _, name := range []string{id, id[:8], strings.ToUpper(id[:13]), place} {
		if out := ok(t, on(db, "drift", "show", name)...); !strings.HasPrefix(out, "Drift "+id+": ") {
			t.Errorf("%s shows %q", name, out)
		}
	}
	refused(t, 1, []string{"drift web-shop/nothing.there: not found"}, on(db, "drift", "show", "web-shop/nothing.there")...)

	addUser(t, db, "ann@example.com", "engineer")
	ok(t, on(db, "drift", "triage", place, "--as", "ann@example.com")...)

	sendSQL(t, db, `INSERT INTO drifts (id, resource_id, resource_type, region, expected_state, actual_state, difference, detected_at, detected_by)
		SELECT CAST('aaaaaaaa-0000-4000-8000-00000000000' || n AS uuid), 'i-' || n, 'EC2', 'global', '{}', '{}', '{}', now(), 'api' FROM generate_series(1, 2) n`)
	for _, args := range [][]string{{"show"}, {"triage", "--as", "ann@example.com"}} {
		r := run(t, on(db, append([]string{"drift", args[0], "aaaaaaaa"}, args[1:]...)...)...)
		want := "guardian: \"aaaaaaaa\" means 2 drifts; give the id of one, or more of it\n" +
			"  aaaaaaaa-0000-4000-8000-000000000001  detected  warning    EC2 i-1\n" +
			"  aaaaaaaa-0000-4000-8000-000000000002  detected  warning    EC2 i-2\n"
		if r.status != 1 || r.out != "" || r.err != want {
			t.Errorf("%v: got %+v", args, r)
		}
	}
}
