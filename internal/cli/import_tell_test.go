package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
)

// Several files take a line each, in the order of the arguments, and one for all.
func TestImportSeveralFiles(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	args := on(db, "import", reportsDir+"15-mixed.plan.json", reportsDir+"01-none.plan.json", reportsDir+"02-single.plan.json")
	out := ok(t, args...)
	for i, want := range []string{
		"15-mixed.plan.json ", "01-none.plan.json ", "02-single.plan.json ",
		"3 files imported; 18 resources checked, 8 drifted, 8 created; open: 1 critical, 6 warning, 1 info", "",
	} {
		if line := strings.Split(out, "\n")[i]; !strings.HasPrefix(strings.TrimPrefix(line, reportsDir), want) {
			t.Errorf("line %d is %q, want %q", i+1, line, want)
		}
	}
	if out = ok(t, args...); !strings.Contains(out, "0 files imported, 3 already imported; ") {
		t.Errorf("the second time: %s", out)
	}
}

// A folder is its reports, each of the scope that its path within says.
func TestImportFolder(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	dir := t.TempDir()
	for unit, name := range map[string]string{"app": "15-mixed.plan.json", "db/main": "02-single.plan.json", "net": "01-none.plan.json"} {
		writeFile(t, filepath.Join(dir, unit, "tfplan.json"), readReport(t, name))
	}
	writeFile(t, filepath.Join(dir, "README.md"), []byte("# Plans"))
	args := on(db, "import", "--scope", "live", dir)
	r := run(t, args...)
	checkRefused(t, r, 0, dir+": no report, skipped (text, not JSON): README.md")
	for _, line := range []string{
		"app/tfplan.json      scope live/app      11 resources checked, 7 drifted, 7 created; open: 1 critical, 5 warning, 1 info\n",
		"db/main/tfplan.json  scope live/db/main  3 resources checked, 1 drifted, 1 created; open: 1 warning\n",
		"net/tfplan.json      scope live/net      4 resources checked, 0 drifted\n",
		"3 files imported; 18 resources checked, 8 drifted, 8 created; open: 1 critical, 6 warning, 1 info\n",
	} {
		if !strings.Contains(r.out, line) {
			t.Errorf("lacks %q:\n%s", line, r.out)
		}
	}

	// The status is the gravest, and JSON has an object a file.
	writeFile(t, filepath.Join(dir, "zone/tfplan.json"), readReport(t, "02-single.plan.json")[:1000])
	for failOn, want := range map[string]int{"critical": 1, "new:critical": 1} {
		r = run(t, append(args, "--output", "json", "--fail-on", failOn)...)
		got := readJSON[[]outcome](t, r.out)
		if r.status != want || len(got) != 4 || got[0].Scope != "live/app" || !got[0].AlreadyImported || got[3].File != filepath.Join(dir, "zone/tfplan.json") || !strings.HasPrefix(got[3].Error, "line 1") {
			t.Errorf("status %d: %+v", r.status, got)
		}
	}
	if err := os.RemoveAll(filepath.Join(dir, "zone")); err != nil {
		t.Fatal(err)
	}
	if r = run(t, append(args, "--fail-on", "critical")...); r.status != 3 || !strings.Contains(r.err, "app/tfplan.json: open drifts at least as bad as critical: 1 critical\n") {
		t.Errorf("status %d: %s", r.status, r.err)
	}
}

// The report of a folder that has but one is told in full.
func TestImportFolderOfOne(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "app/tfplan.json"), readReport(t, "02-single.plan.json"))
	if out := ok(t, on(db, "import", dir)...); !strings.Contains(out, "scope app, seen ") || !strings.Contains(out, "warning  created  aws_instance.web") || strings.Contains(out, "imported") {
		t.Errorf("got %s", out)
	}
}

// What the ledger could not keep of one of many files is said, as the status is 1.
func TestImportFolderWithWhatCannotBeKept(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	dir := t.TempDir()
	evil := strings.ReplaceAll(string(readReport(t, "02-single.plan.json")), `"aws_instance.web"`, `"aws_instance.w\u0000b"`)
	writeFile(t, filepath.Join(dir, "a/tfplan.json"), []byte(evil))
	writeFile(t, filepath.Join(dir, "b/tfplan.json"), readReport(t, "15-mixed.refresh.json"))
	args := on(db, "import", "--resolve-missing", dir)
	checkRefused(t, run(t, args...), 1, `a/tfplan.json: 1 drift not kept; aws_instance.w\x00b: its address holds U+0000`)
	r := run(t, args...)
	checkRefused(t, r, 1, "1 drift not kept")
	if !strings.HasSuffix(r.out, "already imported, nothing changed; open: 1 critical, 6 warning, 1 info\n0 files imported, 2 already imported; 13 resources checked, 9 drifted, 1 skipped; open: 1 critical, 6 warning, 1 info\n") {
		t.Errorf("the second time: %s", r.out)
	}
}

// Reports of one scope go in by their times, whatever their order.
func TestImportNightsOfOneScope(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	dir := t.TempDir()
	plan := readReport(t, "15-mixed.refresh.json")
	var files []string
	for _, night := range []string{"24", "22", "23"} {
		file := filepath.Join(dir, night+".json")
		writeFile(t, file, timestamp.ReplaceAll(plan, []byte(`"timestamp":"2026-11-`+night+`T03:00:00Z"`)))
		files = append(files, file)
	}
	got := okJSON[[]outcome](t, on(db, append([]string{"import", "--scope", "s"}, files...)...)...)
	if len(got) != 3 || got[1].Created != 8 || got[2].Repeated != 8 || got[0].Repeated != 8 || got[0].File != files[0] || !got[0].NewestScan.IsZero() {
		t.Errorf("got %+v", got)
	}
}

// What a filter takes for a pattern is no scope, whatever names it.
func TestImportRefusesAPatternForAScope(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	file := filepath.Join(t.TempDir(), "prod*.json")
	writeFile(t, file, readReport(t, "02-single.plan.json"))
	refused(t, 2, []string{file + ": the name of its scope has a *", "--scope NAME"}, on(db, "import", file)...)
	ok(t, on(db, "import", "--scope", "prod", file)...)
}

// A drift that several reports of one run show is counted once of the run.
func TestImportTotalsCountADriftOnce(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	dir := t.TempDir()
	args := on(db, "import", "--scope", "s")
	for _, night := range []string{"23", "22"} {
		file := filepath.Join(dir, night+".json")
		writeFile(t, file, timestamp.ReplaceAll(readReport(t, "15-mixed.refresh.json"), []byte(`"timestamp":"2026-11-`+night+`T03:00:00Z"`)))
		args = append(args, file)
	}
	const open = "open: 1 critical, 6 warning, 1 info"
	for _, more := range []string{"--dry-run", "--resolve-missing", ""} { // the last finds both imported
		run := args
		if more != "" {
			run = append(slices.Clone(args), more)
		}
		lines := strings.Split(ok(t, run...), "\n")
		if total := lines[len(lines)-2]; !strings.HasSuffix(total, "; "+open) {
			t.Errorf("%s: %s", more, total)
		}
		if page := ok(t, append(run, "--summary", "markdown")...); !strings.HasPrefix(page, "## Open drifts: 1 critical, 6 warning, 1 info\n") || strings.Count(page, "`aws_instance.gone`") != 1 {
			t.Errorf("%s: %s", more, page)
		}
	}
}

// A report without a time is of now, also where it was imported before: that is told,
// since it may be of then.
func TestImportOnceMoreWithoutTime(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	const first, third = reportsDir + "../pulumi/10-seq1.refresh.json", reportsDir + "../pulumi/10-seq3.refresh.json"
	at := []string{"--detected-at", "2026-11-01T04:10:00Z"}
	ok(t, on(db, append(at, "import", first)...)...)
	ok(t, on(db, "import", "--resolve-missing", third)...)
	if out := ok(t, on(db, append(at, "import", first)...)...); !strings.Contains(out, "already imported") {
		t.Errorf("of the same time: %s", out)
	}
	r := run(t, on(db, "import", first)...)
	checkRefused(t, r, 0, first+": the same bytes as the scan of 2026-11-01 04:10 UTC, and no time in them, so it counts as of now", "--detected-at TIME")
	if !strings.Contains(r.out, "1 created") {
		t.Errorf("got %s", r.out)
	}
}

// A database that goes away ends the run, which says how far it came.
func TestImportStopped(t *testing.T) {
	t.Parallel()
	db := testdb.LendDatabase(t)
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "a/tfplan.json"), readReport(t, "01-none.plan.json"))
	for i := range 9 {
		writeFile(t, filepath.Join(dir, fmt.Sprint("b", i), "tfplan.json"), readReport(t, "02-single.plan.json"))
	}
	gate := shut(t, db, "drifts") // which the first file does not need
	done := make(chan result)
	go func() { done <- run(t, on(db, "import", dir)...) }()
	for waiting := 0; waiting < 4; {
		const query = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'drifts'::regclass"
		if err := gate.pool.QueryRow(t.Context(), query).Scan(&waiting); err != nil {
			t.Fatal(err)
		}
	}
	sendSQL(t, db.Super(), "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND relation = 'drifts'::regclass")
	r := <-done
	lines := slices.DeleteFunc(strings.Split(strings.TrimSpace(r.err), "\n"), func(line string) bool { return strings.HasPrefix(line, "{") }) // the log
	if r.status != 1 || len(lines) != 2 || !strings.HasPrefix(lines[0], "guardian: "+dir+"/b") ||
		lines[1] != "guardian: stopped; 1 of 10 files are in and stay, nothing of the others; the same command takes in the rest" {
		t.Errorf("status %d: %s", r.status, r.err)
	}
	if !strings.HasPrefix(r.out, dir+"/a/tfplan.json") || strings.Count(r.out, "\n") != 1 {
		t.Errorf("got %s", r.out)
	}
}
