package cli_test

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

func TestImportLongListSaysWhereTheRestIs(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	out := ok(t, on(db, "import", "--scope", "Ann's shop", reportsDir+"03-many.plan.json")...)
	if !strings.Contains(out, `… and 15 more; guardian drift list --scope 'Ann'\''s shop' --status all shows all`) {
		t.Errorf("got %s", out)
	}
	if strings.Count(out, "\n") > 50 {
		t.Errorf("%d lines", strings.Count(out, "\n"))
	}
}

// What a report says cannot steer the terminal.
func TestImportShowsNoControlCharacters(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	evil := strings.ReplaceAll(string(readReport(t, "02-single.plan.json")), `"aws_instance.web"`, fmt.Sprintf("%q", "aws_instance.\x1b[2J\u009bweb"))
	evil = strings.ReplaceAll(evil, `\x1b`, `\u001b`)
	r := runWith(t.Context(), evil, on(db, "import", "-", "--scope", "e\x1b[1mvil")...)
	if r.status != 0 || strings.ContainsAny(r.out, "\x1b\u009b") || !strings.Contains(r.out, `aws_instance.\x1b[2J`) {
		t.Errorf("got %q, %q", r.out, r.err)
	}
	if out := ok(t, on(db, "drift", "list")...); strings.ContainsAny(out, "\x1b\u009b") {
		t.Errorf("got %q", out)
	}
}

// How much code manages is told by text and JSON where the tool tells it, and is not
// spoken of where it does not.
func TestImportSaysHowMuchCodeManages(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	const scan = reportsDir + "../driftctl/deep.json"
	if out := ok(t, on(db, "import", "--dry-run", scan)...); !strings.Contains(out, "\n  managed by code: 5 of 9 resources (55 %), 1 gone, 3 unmanaged\n") {
		t.Errorf("got %s", out)
	}
	if out := ok(t, on(db, "import", "--output", "json", scan)...); !strings.Contains(out, `"inventory": {
      "managed": 5,
      "missing": 1,
      "unmanaged": 3
    }`) {
		t.Errorf("got %s", out)
	}
	for _, output := range []string{"text", "json"} {
		if out := ok(t, on(db, "import", "--dry-run", "--output", output, reportsDir+"02-single.plan.json")...); strings.Contains(out, "inventory") || strings.Contains(out, "managed by") {
			t.Errorf("of a plan: %s", out)
		}
	}
}

// shown is what a page says that an import prints.
var shown = regexp.MustCompile("(?s)```text\n(.*?)```")

// What README and the pages on reports show of an import is what it prints of the samples.
func TestPagesShowWhatAnImportPrints(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	costs := []string{"--costs", "samples/costs/web-shop.json"}
	for _, c := range []struct {
		page, sample, name string
		flags              []string
	}{
		{"README.md", reportsDir + "15-mixed.refresh.json", "prod.json", nil},
		{"docs/reports/awsconfig.md", "samples/config-notices.json", "notices.json", []string{"--scope", "aws/111122223333"}},
		{"docs/reports/cloudformation.md", "samples/orders-stack.json", "drifts.json", nil},
		{"docs/reports/driftctl.md", "samples/shop-account.json", "shop.json", []string{"--scope", "aws/shop"}},
		{"docs/reports/infracost.md", "samples/web-shop.json", "web-shop.json", costs},
		{"docs/reports/pulumi.md", "samples/media-stack.json", "refresh.json", []string{"--detected-at", "2026-11-26T01:30:00Z"}},
	} {
		page, err := os.ReadFile("../../" + c.page)
		report, missing := os.ReadFile(c.sample)
		want := shown.FindSubmatch(page)
		if err := errors.Join(err, missing); err != nil || want == nil {
			t.Fatal(c.page, err)
		}
		dir := t.TempDir() + "/"
		writeFile(t, dir+c.name, report)
		out := ok(t, on(db, append([]string{"import", dir + c.name}, c.flags...)...)...)
		if got := strings.ReplaceAll(out, dir, ""); got != string(want[1]) {
			t.Errorf("%s shows\n%s\nand this is printed:\n%s", c.page, want[1], got)
		}
	}
}

// So it is with a folder of plans, as Terragrunt writes it.
func TestReadmeShowsWhatAFolderPrints(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	page, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir() + "/"
	for unit, plan := range map[string]string{"app": "15-mixed", "db": "02-single", "net": "01-none"} {
		writeFile(t, dir+"plans/"+unit+"/tfplan.json", readReport(t, plan+".refresh.json"))
	}
	out := ok(t, on(db, "import", "--scope", "live", "--resolve-missing", dir+"plans")...)
	got := strings.ReplaceAll(out, dir, "")
	words := func(s string) string { return strings.Join(strings.Fields(s), " ") } // a long path has no padding
	if !strings.Contains(words(string(page)), words("```text\n"+got+"```")) {
		t.Errorf("README does not show\n%s", got)
	}
}
