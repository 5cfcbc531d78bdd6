package cli_test

import (
	"fmt"
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
