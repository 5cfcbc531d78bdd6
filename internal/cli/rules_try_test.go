package cli_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

const triedRules = `ignore "sizes" {
  path   = ["instance_type"]
  reason = "the scaler sets them"
}
grade "buckets" {
  type     = ["S3"]
  severity = "info"
}
owner "web" {
  address = ["*.gone"]
}
due {
  owner  = ["web"]
  within = "90m"
}
ignore "nothing" {
  type   = ["aws_nothing"]
  reason = "there is none"
}
`

// triedReports is what rules test says as JSON.
type triedReports struct {
	Reports []struct {
		File, Scope, Error string
		Changed            int
		Entries            []struct {
			Address        string
			Changed        bool
			InForce, Under struct {
				Outcome, Severity, Reason, Owner, DueWithin string
				Ignored                                     []struct{ Path, Rule string }
			}
		}
	}
	Ruled map[string]models.RuleCount
	Idle  []string
}

// What the reports would become is said of each entry, of one that was imported too, and
// nothing is written.
func TestRulesTest(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	addUser(t, db, "ann@example.com", "engineer")
	ok(t, on(db, "import", webShop)...)
	before := ok(t, on(db, "drift", "list")...)
	rules := rulesFile(t, triedRules)
	test := func(args ...string) []string { return on(db, append([]string{"rules", "test", rules}, args...)...) }

	got := okJSON[triedReports](t, test(webShop)...)
	if len(got.Reports) != 1 || len(got.Reports[0].Entries) == 0 || got.Reports[0].Changed == 0 {
		t.Fatalf("got %+v", got)
	}
	outcomes := map[string]int{}
	for _, e := range got.Reports[0].Entries {
		if e.Changed {
			outcomes[e.InForce.Outcome+" "+e.Under.Outcome+" "+e.Under.Reason+e.Under.Owner+" "+e.Under.DueWithin]++
		}
	}
	if outcomes["repeated suppressed ignored: sizes "] != 2 || outcomes["repeated repeated web 90m"] != 1 || len(outcomes) != 2 ||
		got.Ruled[`ignore "sizes"`] != (models.RuleCount{Matched: 2}) || strings.Join(got.Idle, ", ") != `grade "buckets", ignore "nothing"` {
		t.Errorf("got %v, %v, %v", outcomes, got.Ruled, got.Idle)
	}
	out := ok(t, test(webShop)...)
	for _, want := range []string{"entries become another\n", "  ADDRESS", "IN FORCE", "UNDER THE FILE", "> aws_instance.", "ignored: sizes", "the same", "owner web; due within 90m", `2 rules decided nothing in these reports: grade "buckets", ignore "nothing"`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if after := ok(t, on(db, "drift", "list")...); after != before {
		t.Errorf("it wrote:\n%s", after)
	}

	// Under the very rules that are in force nothing becomes another.
	ok(t, on(db, "rules", "apply", rules, "--as", "ann@example.com")...)
	if got := okJSON[triedReports](t, test(webShop)...); got.Reports[0].Changed != 0 {
		t.Errorf("under the rules in force: %+v", got)
	}
	imported := ok(t, on(db, "import", "--scope", "other", webShop)...)
	if !strings.Contains(imported, `  ignored by "sizes": `) || !strings.Contains(imported, "ignored") {
		t.Errorf("got %s", imported)
	}
}

// A secret that changed once more is told as import tells it, by the key that import has.
func TestRulesTestOfASecret(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	key := []string{"--guardian-secret-key", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "--scope", "s"}
	ok(t, append(on(db, "import", reportsDir+"07-sensitive.refresh.json"), key...)...)
	once := filepath.Join(t.TempDir(), "more.json")
	writeFile(t, once, bytes.ReplaceAll(readReport(t, "07-sensitive.refresh.json"), []byte("S3CR3T-new-api-token"), []byte("S3CR3T-newer-api-token")))
	got := okJSON[triedReports](t, append(on(db, "rules", "test", rulesFile(t, ""), once), key...)...)
	for _, e := range got.Reports[0].Entries {
		if want := map[bool]string{true: "created", false: "repeated"}[e.Address == "aws_ssm_parameter.token"]; e.Under.Outcome != want || e.Changed {
			t.Errorf("%s is %s, want %s", e.Address, e.Under.Outcome, want)
		}
	}
}

func TestRulesTestRefuses(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	rules := rulesFile(t, triedRules)
	refused(t, 2, []string{"got 1 argument"}, on(db, "rules", "test", rules)...)
	if r := run(t, on(db, "rules", "test", rulesFile(t, "ignor \"a\" {\n}\n"), webShop)...); r.status != 1 || !strings.HasPrefix(r.err, "guardian: no rule of the file is taken:\nError: Unsupported block type\n") || r.out != "" {
		t.Errorf("a file with an error: %+v", r)
	}
	if r := refused(t, 1, []string{"no such file"}, on(db, "rules", "test", rules, filepath.Join(t.TempDir(), "none.json"))...); r.out != "" {
		t.Errorf("of no report: %s", r.out)
	}
	r := run(t, on(db, "rules", "test", rules, rules, webShop)...)
	if r.status != 1 || !strings.Contains(r.err, rules+": ") || !strings.Contains(r.out, "entries become another") {
		t.Errorf("one that is no report: %+v", r)
	}
}
