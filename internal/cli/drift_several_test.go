package cli_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// stepJSON is what a step on several drifts says for programs.
type stepJSON struct {
	Status     models.Status
	Count      int
	Severities map[models.Severity]int
	Left       map[models.Status]int
	IDs        []string
}

func TestStepsOnSeveralByName(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	addUser(t, db, "ann@example.com", "engineer")
	drifts := imported(t, db)
	place := func(i int) string {
		return "web-shop/" + okJSON[models.DossierResponse](t, on(db, "drift", "show", drifts[i].ID.String())...).Address
	}
	a, b, c := place(0), drifts[1].ID.String()[:8], place(2)
	ann := func(args ...string) []string { return on(db, append(args, "--as", "ann@example.com")...) }

	ok(t, ann("drift", "resolve", c, "--how", "manual-fix")...)
	refused(t, 1, []string{c + ": drift " + drifts[2].ID.String() + ": is already resolved, by ann@example.com at ", "; none of the 3 drifts was changed"},
		ann("drift", "approve", a, b, c, "--reason", "Agreed in CHG-1042")...)
	refused(t, 1, []string{"web-shop/none.there: not found"}, ann("drift", "approve", a, "web-shop/none.there", "--reason", "Agreed in CHG-1042")...)
	if list := okJSON[models.List[models.DriftResponse]](t, on(db, "drift", "list", "--status", "approved")...); list.Total != 0 {
		t.Errorf("%d drifts are approved after refusals", list.Total)
	}
	// The same drift twice is one.
	out := ok(t, ann("drift", "approve", a, b, drifts[0].ID.String(), "--reason", "Agreed in CHG-1042")...)
	const undone = "\n  No approval stops the next apply: it reverts this unless the code is changed first.\n"
	if want := "Drift " + drifts[0].ID.String() + " is approved: " + a + undone + "Drift " + drifts[1].ID.String() + " is approved: web-shop/"; !strings.HasPrefix(out, want) || !strings.HasSuffix(out, undone) || strings.Count(out, "\n") != 4 {
		t.Errorf("got %q, want %q", out, want)
	}
	got := readJSON[stepJSON](t, ok(t, ann("drift", "resolve", a, b, "--how", "acknowledged", "-o", "json")...))
	if got.Status != models.StatusResolved || got.Count != 2 || len(got.IDs) != 2 || got.Left == nil {
		t.Errorf("got %+v", got)
	}
}

// What a step on one drift gives is that drift as the list has it.
func TestStepGivesTheDriftOfTheList(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	addUser(t, db, "ann@example.com", "engineer")
	id := imported(t, db)[0].ID.String()
	step := ok(t, on(db, "drift", "approve", id, "--as", "ann@example.com", "--reason", "Agreed in CHG-1042", "--until", "7d", "--ticket", "CHG-1042", "-o", "json")...)
	list := ok(t, on(db, "drift", "list", "--status", "approved", "-o", "json")...)
	var got any
	var want struct{ Items []any }
	if err := errors.Join(json.Unmarshal([]byte(step), &got), json.Unmarshal([]byte(list), &want)); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual([]any{got}, want.Items) || !strings.Contains(step, `"ticket": "CHG-1042"`) {
		t.Errorf("the step gives %s, the list %s", step, list)
	}
}

func TestStepsOnSeveralByFilter(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	addUser(t, db, "ann@example.com", "engineer")
	drifts := imported(t, db) // 7, the gravest first
	ann := func(args ...string) []string { return on(db, append(args, "--guardian-user", "ann@example.com")...) }
	ok(t, ann("drift", "reject", drifts[0].ID.String(), "--reason", "Port 22 must not be open")...)

	refused(t, 2, []string{"this would approve 6 drifts (5 warning, 1 info), 5 of which the next apply reverts all the same; 1 left as it is: 1 rejected; --yes says that it is meant"},
		ann("drift", "approve", "--scope", "web-shop", "--reason", "the sale goes on")...)
	if out := ok(t, ann("drift", "approve", "--severity", "info", "--reason", "the sale goes on", "--yes")...); out != "1 drift approved: 1 info, 1 of which the next apply reverts all the same.\n" {
		t.Errorf("got %q", out)
	}
	if out := ok(t, ann("drift", "triage", "--status", "approved")...); out != "No drift to triage; 1 left as it is: 1 approved.\n" {
		t.Errorf("got %q", out)
	}
	for _, times := range [][]string{{"--since", "2020-01-01", "--until", "2999-01-01"}, {"--detected-since", "2020-01-01", "--detected-until", "2999-01-01"}} {
		if out := ok(t, ann(append([]string{"drift", "triage", "--scope", "nowhere"}, times...)...)...); out != "No drift to triage.\n" {
			t.Errorf("%v: got %q", times, out)
		}
	}
	if out := ok(t, ann("drift", "approve", "--detected-since", "2020-01-01", "--detected-until", "2020-01-02", "--until", "7d", "--reason", "the sale goes on")...); out != "No drift to approve.\n" {
		t.Errorf("got %q", out)
	}
	got := readJSON[stepJSON](t, ok(t, ann("drift", "triage", "--resourceType", "EC2", "--yes", "-o", "json")...))
	if got.Count != 5 || got.Severities["warning"] != 5 || got.Left["rejected"] != 1 || got.Left["approved"] != 1 || len(got.IDs) != 5 {
		t.Errorf("got %+v", got)
	}
	if out := ok(t, ann("drift", "resolve", "--status", "all", "--how", "acknowledged", "--yes")...); out != "7 drifts resolved: 1 critical, 5 warning, 1 info.\n" {
		t.Errorf("got %q", out)
	}
	none := readJSON[stepJSON](t, ok(t, ann("drift", "triage", "--scope", "nowhere", "-o", "json")...))
	if none.Count != 0 || none.IDs == nil {
		t.Errorf("got %+v", none)
	}
}
