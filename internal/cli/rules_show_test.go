package cli_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

func TestRulesShow(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	addUser(t, db, "ann@example.com", "engineer")
	if out := ok(t, on(db, "rules", "show")...); !strings.HasPrefix(out, "No rules were applied yet") {
		t.Errorf("got %q", out)
	}
	refused(t, 1, []string{"no rules were applied yet"}, on(db, "rules", "show", "--source")...)
	ok(t, on(db, "rules", "apply", rulesFile(t, someRules), "--as", "ann@example.com")...)
	out := ok(t, on(db, "rules", "show")...)
	for _, want := range []string{"rules.hcl, applied at ", " by ann@example.com\n", "RULE", `owner "team-web"`, "never", "MATCHED counts the last 90 days."} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if out := ok(t, on(db, "rules", "show", "--source")...); out != someRules {
		t.Errorf("the source came back as %q", out)
	}
	shown := okJSON[struct {
		InForce struct{ AppliedByEmail, Source string }
		Rules   []models.RuleState
	}](t, on(db, "rules", "show")...)
	if shown.InForce.AppliedByEmail != "ann@example.com" || shown.InForce.Source != "" || len(shown.Rules) != 3 || shown.Rules[2].Key != "due[1]" {
		t.Errorf("got %+v", shown)
	}
}
