package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// webShop is a plan, and ofWebShop the estimate of it.
const (
	webShop   = "../../reports/testdata/terraform/15-mixed.plan.json"
	ofWebShop = "../../reports/testdata/infracost/web-shop.json"
)

func TestImportCosts(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	out := ok(t, on(db, "import", "--costs", ofWebShop, webShop)...)
	for _, want := range []string{
		"  costs: 7 priced, $6.30 a month in all\n",
		"aws_instance.drift_only           instance_type   the next apply reverts it, $53.14 a month\n",
		", -$8.39 a month\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("lacks %q:\n%s", want, out)
		}
	}
	if out := ok(t, on(db, "import", "--costs", ofWebShop, webShop)...); !strings.Contains(out,
		"  already imported, nothing changed; open: 1 critical, 5 warning, 1 info\n  no costs were kept: the report is imported already, which changes nothing; give the estimate with the next report\n") {
		t.Error(out)
	}
	if out := ok(t, on(db, "drift", "list", "--sort", "-costImpactMonthly", "--limit", "1")...); !strings.Contains(out, "53.14") {
		t.Error(out)
	}
	gone := okJSON[models.List[models.DriftResponse]](t, on(db, "drift", "list", "--sort", "costImpactMonthly")...).Items[1]
	if out := ok(t, on(db, "drift", "show", gone.ID.String())...); !strings.Contains(out, "-$8.39 a month\n") || gone.CostImpactMonthly.String() != "-8.39" {
		t.Error(out)
	}
}

func TestImportCostsNotKnown(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	r := okJSON[[]outcome](t, on(db, "import", "--costs", ofWebShop, reportsDir+"15-mixed.refresh.json")...)[0]
	const why = "a refresh-only plan plans nothing, so what the code wants has no price"
	if r.Costs == nil || r.Costs.Priced != 0 || r.Costs.Unknown[why] != r.Created || r.Items[0].CostUnknown == "" || r.Items[0].CostImpactMonthly != nil {
		t.Errorf("%+v", r)
	}
	list := okJSON[models.List[models.DriftResponse]](t, on(db, "drift", "list")...)
	if list.Items[0].CostImpactMonthly != nil {
		t.Errorf("%+v", list.Items[0])
	}
	if out := ok(t, on(db, "drift", "show", list.Items[0].ID.String())...); !strings.Contains(out, "cost         not known\n") {
		t.Error(out)
	}
	if out := ok(t, on(db, "drift", "list", "--sort", "costImpactMonthly")...); !strings.Contains(out, "not known") {
		t.Error(out)
	}
	other := ok(t, on(db, "import", "--costs", ofWebShop, reportsDir+"02-single.plan.json")...)
	if !strings.Contains(other, "  costs: 0 priced, 1 not known: the estimate names no resource of this plan that is there; make it of this very plan (1)\n") {
		t.Error(other)
	}
}

func TestImportCostsRefused(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	euros := file("euros.json", `{"version":"0.2","currency":"EUR","projects":[]}`)
	stack := "../../reports/testdata/cloudformation/filtered.json"
	for _, c := range []struct {
		status int
		args   []string
		words  []string
	}{
		{1, []string{ofWebShop}, []string{ofWebShop + ": line 13, column 13, at projects: ", "an Infracost estimate, not a report: give it with --costs, beside the plan"}},
		{1, []string{"--costs", euros, webShop}, []string{webShop + ": --costs " + euros + ": line 1, column 34, at currency: want prices in USD", `not "EUR"`}},
		{1, []string{"--costs", webShop, webShop}, []string{"--costs " + webShop + ": line 1, column 1: no estimate of Infracost's: it looks like a plan of Terraform"}},
		{1, []string{"--costs", filepath.Join(dir, "none"), webShop}, []string{"--costs " + filepath.Join(dir, "none") + ": no such file or directory"}},
		{1, []string{"--costs", dir, webShop}, []string{"--costs " + dir + ": is a directory"}},
		{1, []string{"--costs", ofWebShop, stack}, []string{"an estimate is of a plan of Terraform or OpenTofu, and this is a report of cloudformation: import it without --costs"}},
		{2, []string{"--costs", ofWebShop, webShop, stack}, []string{"--costs is an estimate of one plan: give that plan as the only FILE"}},
		{2, []string{"--costs", ofWebShop, dir}, []string{"--costs is an estimate of one plan"}},
		{2, []string{"--costs", "", webShop}, []string{"--costs: takes FILE, got an empty one"}},
		{2, []string{webShop, ""}, []string{"FILE: takes a file, a folder or -, got an empty name"}},
		{2, []string{"--costs", "-", "--scope", "s", "-"}, []string{"standard input (-) can be read once only"}},
	} {
		checkRefused(t, run(t, on(db, append([]string{"import"}, c.args...)...)...), c.status, c.words...)
	}
	if list := okJSON[models.List[models.DriftResponse]](t, on(db, "drift", "list")...); list.Total != 0 {
		t.Errorf("%d drifts", list.Total)
	}
	// An estimate may come by standard input.
	text, err := os.ReadFile(ofWebShop)
	if err != nil {
		t.Fatal(err)
	}
	if r := runWith(t.Context(), string(text), on(db, "import", "--costs", "-", webShop)...); r.status != 0 || !strings.Contains(r.out, "7 priced") {
		t.Errorf("%+v", r)
	}
}
