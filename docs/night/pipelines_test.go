//go:build darwin || freebsd || linux

package night_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"go.yaml.in/yaml/v4"

	"github.com/clouddrift/guardian/internal/testdb"
)

// terraform stands in for the real one: what it shows is a sample, by the kind of its last
// plan. A module that is named broken cannot be planned.
const terraform = `#!/bin/sh
set -eu
case "$1 $*" in
init*) ;;
plan*) case $PWD in */broken) echo "Error: no credentials" >&2; exit 1 ;; esac
	kind=plan
	for a; do
		case $a in -out=*) out=${a#-out=} ;; -refresh-only) kind=refresh ;; esac
	done
	echo $kind > "$out" ;;
show*) cat "$SAMPLES/15-mixed.$(cat "$3").json" ;;
*) exit 9 ;;
esac
`

// estate makes a repository with two modules, of which one cannot be planned.
func estate(t *testing.T, database string) (dir string, env []string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range map[string]string{"bin/terraform": terraform, "live/app/.terraform.lock.hcl": "", "live/broken/.terraform.lock.hcl": "", "output": "", "summary.md": ""} {
		if err := errors.Join(os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755), os.WriteFile(filepath.Join(dir, name), []byte(text), 0o755)); err != nil {
			t.Fatal(err)
		}
	}
	pages, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Mkdir(filepath.Join(dir, "docs"), 0o755), os.Symlink(pages, filepath.Join(dir, "docs", "night"))); err != nil {
		t.Fatal(err)
	}
	return dir, []string{
		"PATH=" + filepath.Join(dir, "bin") + ":" + programDir + ":" + os.Getenv("PATH"), "SAMPLES=" + filepath.Join(pages, "../../reports/testdata/terraform"),
		"DATABASE_URL=" + database, "GITHUB_OUTPUT=" + filepath.Join(dir, "output"), "DATABASE_MAX_CONNS=2",
	}
}

// parsed reads a file as YAML.
func parsed(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err == nil {
		err = yaml.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(name, ": ", err)
	}
}

func must(t *testing.T, want int, dir, script string, env ...string) string {
	t.Helper()
	out, err := shell(t, dir, "set -e\n"+ownRoles.Replace(script), env...)
	status := 0
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		status = failed.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	if status != want {
		t.Fatalf("status %d, want %d, of\n%s\n%s", status, want, script, out)
	}
	return out
}

// ownRoles are other roles than those of roles.md, since a server's databases share them.
var ownRoles = strings.NewReplacer("guardian_app", "pipeline_app", "guardian_read", "pipeline_read")

// withRoles gives a database whose two roles are there.
func withRoles(t *testing.T) string {
	t.Helper()
	database := testdb.Empty(t).Super().URL
	conn, err := pgx.Connect(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, role := range []string{"pipeline_app", "pipeline_read"} {
		make := fmt.Sprintf(`DO $$ BEGIN CREATE ROLE %s LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`, role)
		if _, err := conn.Exec(t.Context(), make); err != nil {
			t.Fatal(err)
		}
	}
	return database
}

// scans runs a module's commands in a night, twice: the first finds new drifts, the
// second finds them again; what cannot be planned leaves no scan.
func scans(t *testing.T, dir, script string, env []string) {
	t.Helper()
	must(t, 3, dir, script, append(env, "MODULE=live/app")...)
	must(t, 0, dir, script, append(env, "MODULE=live/app")...)
	must(t, 1, dir, script, append(env, "MODULE=live/broken")...)
	out := must(t, 0, dir, "guardian drift list --status open --detected-by scheduler --columns scope,nextApply", env...)
	if strings.Count(out, "live/app  reverts it") != 6 || strings.Count(out, "live/app  ") != 8 {
		t.Errorf("the ledger has\n%s", out)
	}
	for _, name := range []string{"drift.xml", "drift.sarif"} {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !strings.Contains(string(text), "aws_instance.gone") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestGitHub(t *testing.T) {
	t.Parallel()
	var file struct {
		Jobs map[string]struct{ Steps []struct{ Name, Run string } }
	}
	parsed(t, "github.yml", &file)
	dir, env := estate(t, withRoles(t))
	for _, step := range file.Jobs["prepare"].Steps {
		must(t, 0, dir, step.Run, env...)
	}
	if out := must(t, 0, dir, "cat output"); out != "modules=[\"live/app\",\"live/broken\"]\n" {
		t.Errorf("the modules are %q", out)
	}
	env = append(env, "GITHUB_STEP_SUMMARY="+filepath.Join(dir, "summary.md"))
	for _, step := range file.Jobs["module"].Steps {
		if step.Run != "" {
			scans(t, dir, step.Run, env)
		}
	}
	if out := must(t, 0, dir, "cat summary.md"); strings.Count(out, "## Open drifts: 1 critical") != 2 {
		t.Errorf("the summary is\n%s", out)
	}
}

func TestGitLab(t *testing.T) {
	t.Parallel()
	type job struct {
		Script    []string
		Variables map[string]string
		Extends   string
	}
	var file struct{ Migrate, List job }
	parsed(t, "gitlab.yml", &file)
	dir, env := estate(t, withRoles(t))
	for _, line := range append(file.Migrate.Script, file.List.Script...) {
		must(t, 0, dir, line, env...)
	}
	made := map[string]job{}
	parsed(t, filepath.Join(dir, "scan.yml"), &made)
	if len(made) != 3 || made["live/app"].Variables["MODULE"] != "live/app" || made["live/app"].Extends != ".module" {
		t.Errorf("the jobs are %v", made)
	}
	scans(t, dir, strings.Join(made[".module"].Script, "\n"), env)
}

func TestPipelines(t *testing.T) {
	t.Parallel()
	db := testdb.New(t)
	database := db.URL
	dir, env := estate(t, database)
	must(t, 0, dir, `guardian import --scope live/old "$SAMPLES/15-mixed.refresh.json"
echo ten letters | guardian user add --email ann@example.com --role engineer`, env...)
	runPage(t, "pipelines.md", database, "DATABASE_URL="+database, "GUARDIAN_USER=ann@example.com", "OWNER_DATABASE_URL="+db.Owner().URL)
	if out := must(t, 0, dir, "guardian drift list --status resolved --columns resolvedHow,resourceType", env...); strings.Count(out, "acknowledged  ") != 8 {
		t.Errorf("resolved are\n%s", out)
	}
	if out := must(t, 0, dir, `psql -qAt "$DATABASE_URL" -c "SELECT count(newest_scan_id) FROM known_scopes"`, env...); out != "0\n" {
		t.Errorf("scopes that are still listed: %s", out)
	}
}
