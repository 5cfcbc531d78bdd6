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

// A file whose rule has ended since it was applied changes nothing, as before, and can be tried; a changed one with an end in
// the past is refused.
func TestRulesThatEndedSince(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	addUser(t, db, "ann@example.com", "engineer")
	was := strings.Replace(someRules, "  reason =", "  until  = \"2999-01-01\"\n  reason =", 1)
	ok(t, on(db, "rules", "apply", rulesFile(t, was), "--as", "ann@example.com")...)
	sendSQL(t, db, `DO $$ BEGIN
		SET LOCAL session_replication_role = replica;
		UPDATE rule_sets SET source = replace(source, '2999', '2001');
		UPDATE rule_sets SET sha256 = sha256(convert_to(source, 'UTF8'));
	END $$`)
	ended := strings.Replace(was, "2999", "2001", 1)
	if out := ok(t, on(db, "rules", "apply", rulesFile(t, ended), "--as", "ann@example.com")...); !strings.HasPrefix(out, "Nothing changes: these rules are in force since ") {
		t.Errorf("got %q", out)
	}
	ok(t, on(db, "rules", "test", rulesFile(t, ended), reportsDir+"02-single.plan.json")...)
	if r := run(t, on(db, "rules", "apply", rulesFile(t, ended+"# more\n"), "--as", "ann@example.com")...); r.status != 1 || !strings.Contains(r.err, "End in the past") {
		t.Errorf("got %+v", r)
	}
}
