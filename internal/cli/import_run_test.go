package cli_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/models"
)

// outcome is a summary or a refusal.
type outcome struct {
	importing.Summary
	Error string `json:"error"`
}

// timestamp is the time of a plan.
var timestamp = regexp.MustCompile(`"timestamp":\s*"[^"]*"`)

// writeFile writes a file and the folders that it is in.
func writeFile(t *testing.T, name string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func readReport(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(reportsDir + name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestImport(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	file := reportsDir + "15-mixed.refresh.json"
	out := ok(t, on(db, "import", file)...)
	for _, text := range []string{
		file + "\n  terraform 1.11.4, scope " + strings.TrimSuffix(file, ".json") + ", seen ",
		"  10 resources checked, 8 drifted, 8 created\n",
		"  critical  created  aws_instance.gone ",
		"  info      created  aws_instance.both                 tags, tags_all\n",
	} {
		if !strings.Contains(out, text) {
			t.Errorf("lacks %q:\n%s", text, out)
		}
	}
	if out := ok(t, on(db, "import", file)...); !strings.Contains(out, "already imported, nothing changed") {
		t.Errorf("the second time: %s", out)
	}
	again := okJSON[[]outcome](t, on(db, "import", file)...)
	if len(again) != 1 || !again[0].AlreadyImported || again[0].File != file || again[0].Checked != 10 || again[0].Items == nil {
		t.Errorf("got %+v", again)
	}
}

func TestImportDryRun(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	out := ok(t, on(db, "import", "--dry-run", reportsDir+"03-many.plan.json")...)
	if !strings.Contains(out, "a dry run, nothing was written") || !strings.Contains(out, "55 created") || !strings.Contains(out, "… and 15 more; --output json shows all") {
		t.Errorf("got %s", out)
	}
	if out := ok(t, on(db, "drift", "list", "--status", "all")...); out != "No drifts.\n" {
		t.Errorf("something was written: %s", out)
	}

	// It says all that the real run says, and that it is none.
	file := reportsDir + "02-single.plan.json"
	args := on(db, "import", file, "--scope", "s", "--fail-on", "warning")
	for _, heading := range []string{"  3 resources checked, 1 drifted, 1 created\n", "  already imported, nothing changed; open: 1 warning\n"} {
		dry, really := run(t, append(args, "--dry-run")...), run(t, args...)
		if !strings.Contains(really.out, heading) || really.status != 3 || really.err == "" {
			t.Fatalf("the real run: %+v", really)
		}
		really.out = strings.Replace(really.out, heading, "  a dry run, nothing was written\n"+heading, 1)
		if dry != really {
			t.Errorf("got  %+v\nwant %+v", dry, really)
		}
	}
}

// A report older than what its scope has seen says what it could not add, whatever
// the form of the result.
func TestImportLateReport(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	ok(t, on(db, "import", reportsDir+"01-none.plan.json", "--scope", "s", "--detected-at", "2026-11-23T05:01:00Z")...)
	file := reportsDir + "15-mixed.refresh.json"
	for _, form := range []string{"text", "json"} {
		r := run(t, on(db, "import", file, "--scope", "s", "--detected-at", "2026-11-22", "--dry-run", "--output", form)...)
		checkRefused(t, r, 0, file+`: older than the newest scan of scope "s" (2026-11-23 05:01 UTC): 8 drifts`, "its own --scope")
	}
	// Nothing is lost of a report whose drifts are all known.
	ok(t, on(db, "import", reportsDir+"02-single.plan.json", "--scope", "s2", "--detected-at", "2026-11-23")...)
	ok(t, on(db, "import", reportsDir+"02-single.refresh.json", "--scope", "s2", "--detected-at", "2026-11-22")...)
}

// Refused files are named with the place, and the others go in.
func TestImportRefusedFiles(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	dir := t.TempDir()
	cut := filepath.Join(dir, "cut.json")
	if err := os.WriteFile(cut, readReport(t, "02-single.plan.json")[:1000], 0o600); err != nil {
		t.Fatal(err)
	}
	missing := filepath.Join(dir, "missing.json")
	empty := t.TempDir()
	args := on(db, "import", cut, missing, empty, reportsDir+"02-single.plan.json", "--fail-on", "info")
	r := run(t, args...)
	if r.status != 1 || strings.Count(r.err, "\n") != 4 {
		t.Errorf("status %d, error %q", r.status, r.err)
	}
	for _, text := range []string{"guardian: " + cut + ": line ", "guardian: " + missing + ": no such file or directory\n", "guardian: " + empty + ": is an empty folder; "} {
		if !strings.Contains(r.err, text) {
			t.Errorf("lacks %q: %s", text, r.err)
		}
	}
	r = run(t, append(args, "--output", "json")...)
	got := readJSON[[]outcome](t, r.out)
	if r.status != 1 || len(got) != 4 || got[0].File != cut || !strings.HasPrefix(got[0].Error, "line ") || got[3].Error != "" || got[3].Format != "terraform" {
		t.Errorf("status %d, got %+v", r.status, got)
	}
	var raw []map[string]any
	if err := json.Unmarshal([]byte(r.out), &raw); err != nil || len(raw[0]) != 2 {
		t.Errorf("a refusal has %v, want file and error alone", raw[0])
	}
	// Standard input is no part of its own error.
	r = runWith(t.Context(), "{", on(db, "import", "--scope", "s", "--output", "json", "-")...)
	if r.status != 1 || !strings.Contains(r.out, `"file": "-"`) || !strings.Contains(r.out, `"error": "line 1, column 2`) {
		t.Errorf("of standard input: %+v", r)
	}
}

// A report that hides its own name wants a scope, and shows no more of the name then.
func TestImportOfAHiddenName(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	hidingItsName := string(readReport(t, "../cloudformation/hidden-name.json"))
	for _, args := range [][]string{{"-"}, {"--dry-run", "-"}, {"--output", "json", "-"}} {
		r := runWith(t.Context(), hidingItsName, on(db, append([]string{"import"}, args...)...)...)
		if r.status != 2 || !strings.Contains(r.err, "standard input: its own name for what it looked at contains a value that it marks as secret: import it by itself and name that with --scope NAME\n") ||
			strings.Contains(r.out+r.err, "horse") {
			t.Errorf("%v: %d, %s, %s", args, r.status, r.out, r.err)
		}
	}
	r := runWith(t.Context(), hidingItsName, on(db, "import", "--scope", "shop", "-")...)
	if r.status != 0 || !strings.Contains(r.out, "scope shop,") || strings.Contains(r.out+ok(t, on(db, "drift", "list", "--output", "json")...), "horse") {
		t.Errorf("%d, %s, %s", r.status, r.out, r.err)
	}
}

func TestImportFailOn(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	addUser(t, db, "ann@example.com", "admin")
	file := reportsDir + "02-single.plan.json"
	ok(t, on(db, "import", file, "--fail-on", "critical")...)
	// The same bytes again: what is open still counts.
	r := run(t, on(db, "import", file, "--fail-on", "warning")...)
	checkRefused(t, r, 3, "at least as bad as warning: 1 warning")
	id := okJSON[models.List[models.DriftResponse]](t, on(db, "drift", "list")...).Items[0].ID.String()
	ok(t, on(db, "drift", "approve", id, "--as", "ann@example.com", "--reason", "Agreed in CHG-1042")...)
	ok(t, on(db, "import", file, "--fail-on", "warning")...)
}

func TestImportResolveMissing(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	ok(t, on(db, "import", "--scope", "s", reportsDir+"02-single.refresh.json")...)
	out := ok(t, on(db, "import", "--scope", "s", "--resolve-missing", reportsDir+"01-none.plan.json")...)
	if !strings.Contains(out, "  nothing was closed: ") {
		t.Errorf("got %s", out)
	}
}

func TestImportDatabaseDown(t *testing.T) {
	t.Parallel()
	r := refused(t, 1, []string{"cannot connect", "127.0.0.1:1"}, "import", reportsDir+"02-single.plan.json", "--database-url", "postgres://ann:hunter2@127.0.0.1:1/x")
	if strings.Contains(r.err, "hunter2") {
		t.Errorf("shows the password: %s", r.err)
	}
}

// A report of the future is refused unless it is asked for, and then makes no
// report of the present late.
func TestImportOfTheFuture(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	of := func(file string, flags ...string) result {
		return run(t, on(db, append([]string{"import", reportsDir + file, "--scope", "s"}, flags...)...)...)
	}
	checkRefused(t, of("02-single.plan.json", "--detected-at", "2199-01-01"), 1, "2199-01-01", "more than a day ahead", "--allow-future")
	checkRefused(t, of("02-single.plan.json", "--detected-at", "2199-01-01", "--allow-future"), 0, "2199-01-01", "lies ahead")
	r := of("03-many.refresh.json", "--resolve-missing")
	if r.status != 0 || !strings.Contains(r.out, "a scan of this scope lies ahead, at 2199-01-01") || strings.Contains(r.out, "older than the newest scan") || !strings.Contains(r.out, "created") {
		t.Errorf("status %d: %s%s", r.status, r.out, r.err)
	}
}

// What a report shows counts for --fail-on however late it is, and when its bytes
// come again; so does what the ledger could not keep for the exit status.
func TestImportOfWhatWasLeftOut(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	ok(t, on(db, "import", reportsDir+"01-none.plan.json", "--scope", "s", "--detected-at", "2026-11-23T05:01:00Z")...)
	late := on(db, "import", reportsDir+"15-mixed.refresh.json", "--scope", "s", "--detected-at", "2026-11-22", "--fail-on", "critical")
	for _, time := range []string{"first", "second"} {
		r := run(t, late...)
		if r.status != 3 || !strings.Contains(r.err, "open drifts at least as bad as critical: ") || !strings.Contains(r.out, "skipped  aws_instance.gone") {
			t.Errorf("the %s time: status %d: %s%s", time, r.status, r.out, r.err)
		}
	}
	evil := strings.ReplaceAll(string(readReport(t, "02-single.plan.json")), `"aws_instance.web"`, `"aws_instance.w\u0000b"`)
	for _, time := range []string{"first", "second"} {
		r := runWith(t.Context(), evil, on(db, "import", "-", "--scope", "evil", "--fail-on", "info")...)
		if r.status != 1 || !strings.Contains(r.out, "U+0000") {
			t.Errorf("what cannot be kept, the %s time: status %d: %s%s", time, r.status, r.out, r.err)
		}
	}
}

// A scope with a scan of the future hears what comes after it, as often as it comes.
func TestScopeIsNotDeafAfterTheFuture(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	checkRefused(t, run(t, on(db, "import", reportsDir+"15-mixed.refresh.json", "--scope", "s", "--detected-at", "2199-01-01", "--allow-future")...), 0, "lies ahead")
	for _, c := range []struct {
		file, at string
		status   int
		says     string
	}{
		{"15-mixed.plan.json", "2026-01-02", 3, " repeated"},
		{"01-none.plan.json", "2026-01-03", 0, "a scan of this scope lies ahead"},
		{"15-mixed.refresh.json", "2026-01-04", 3, "already imported"},
		{"04-deleted.plan.json", "2026-01-02", 3, "older than the newest scan"},
		{"04-deleted.refresh.json", "2026-01-04", 3, " created"},
	} {
		r := run(t, on(db, "import", reportsDir+c.file, "--scope", "s", "--detected-at", c.at, "--fail-on", "critical")...)
		if r.status != c.status || !strings.Contains(r.out, c.says) {
			t.Errorf("%s: status %d: %s%s", c.file, r.status, r.out, r.err)
		}
	}
}

// Go's zero time in a report is no time: the report is of now, and no other is late.
func TestImportOfAReportOfTheZeroTime(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	for i, zero := range []string{"0001-01-01T00:00:00Z", "0001-01-01T01:00:00+01:00"} {
		text := timestamp.ReplaceAllString(string(readReport(t, "15-mixed.refresh.json")), `"timestamp":"`+zero+`"`)
		if !strings.Contains(text, zero) {
			t.Fatal("the report has no time")
		}
		r := runWith(t.Context(), text, on(db, "import", "-", "--scope", fmt.Sprint("s", i))...)
		if r.status != 0 || !strings.Contains(r.out, "8 created") || strings.Contains(r.out, "seen 0001") || r.err != "" {
			t.Errorf("%s: status %d: %s%s", zero, r.status, r.out, r.err)
		}
	}
}
