package cli_test

import (
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// applied is what rules apply says as JSON.
type applied struct {
	Applied   bool
	New, Gone []string
	Set       struct {
		File, Source, AppliedByEmail string
		Rules                        []models.RuleLine
	}
}

func TestRulesApply(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	addUser(t, db, "ann@example.com", "engineer")
	addUser(t, db, "vera@example.com", "viewer")
	file := rulesFile(t, someRules)
	apply := func(file string, more ...string) []string {
		return on(db, append([]string{"rules", "apply", file, "--as", "ann@example.com"}, more...)...)
	}
	refused(t, 2, []string{"--as EMAIL is required"}, on(db, "rules", "apply", file)...)
	refused(t, 1, []string{"vera@example.com is a viewer"}, on(db, "rules", "apply", file, "--as", "vera@example.com")...)
	refused(t, 1, []string{`there is no user "eve@example.com"`}, on(db, "rules", "apply", file, "--as", "eve@example.com")...)
	refused(t, 2, []string{"got 0 arguments"}, on(db, "rules", "apply")...)

	out := ok(t, apply(file)...)
	for _, want := range []string{"is in force for each import that begins from now on: 1 ignore, 1 owner, 1 due.", `New: ignore "sizes that the autoscaler sets", owner "team-web", due[1]`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in %q", want, out)
		}
	}
	if out := ok(t, apply(file)...); !strings.HasPrefix(out, "Nothing changes: these rules are in force since ") || !strings.Contains(out, "applied by ann@example.com") {
		t.Errorf("once more: %q", out)
	}
	other := okJSON[applied](t, apply(rulesFile(t, someRules[strings.Index(someRules, "owner"):]+"\nowner \"rest\" {\n  scope = [\"*\"]\n}\n"))...)
	if !other.Applied || len(other.New) != 1 || other.New[0] != `owner "rest"` || len(other.Gone) != 1 || !strings.HasPrefix(other.Gone[0], "ignore ") ||
		other.Set.AppliedByEmail != "ann@example.com" || len(other.Set.Rules) != 3 || other.Set.Rules[0].Line != 1 {
		t.Errorf("got %+v", other)
	}
	for _, nothing := range []string{"", "# nothing\n"} {
		refused(t, 1, []string{"holds no rule, and would take away all that are in force (3): say --remove-all"}, apply(rulesFile(t, nothing))...)
	}
	if out := ok(t, apply(rulesFile(t, ""), "--remove-all")...); !strings.Contains(out, "no rule.") || !strings.Contains(out, "Gone: owner") {
		t.Errorf("without any: %q", out)
	}
}
