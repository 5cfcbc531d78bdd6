//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/sirupsen/logrus"

	"github.com/clouddrift/guardian/internal/testdir"
)

// An upgrade that is killed at any of its steps leaves the row to whoever comes next, at
// the old cluster or the new one. The version is the same here: two are not everywhere.
func TestUpgradeKilledAtEachStep(t *testing.T) {
	t.Parallel()
	made := ledgerDir(t)
	for step := 1; ; step++ {
		dir := testdir.New(t)
		if out, err := exec.Command("cp", "-Rp", made+"/.", dir).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		killed := upgradeUntil(t, dir, step)
		p := take(t, dir)
		if got := mustQuery(t, p.URL(), "SELECT v FROM t"); got != "precious" {
			t.Errorf("killed at step %d it left %q", step, got)
		}
		if _, err := query(t, p.URL(), "INSERT INTO t VALUES ('more')"); err != nil {
			t.Errorf("killed at step %d: %v", step, err)
		}
		for _, left := range []string{upgradeName, nextName} {
			if p.has(left) {
				t.Errorf("killed at step %d it left %s", step, left)
			}
		}
		if kept := p.has(keptName(mustMajor(t, p))); kept != (step > 6) {
			t.Errorf("killed at step %d: the old cluster is kept: %v", step, kept)
		}
		giveBack(t, p)
		if !killed {
			if step != 9 {
				t.Errorf("there were %d steps to be killed at", step-1)
			}
			return
		}
	}
}

// ledgerDir is a data directory with a row.
func ledgerDir(t *testing.T) string {
	t.Helper()
	dir := clusterDir(t)
	p := take(t, dir)
	mustQuery(t, p.URL(), "CREATE TABLE t (v text)")
	mustQuery(t, p.URL(), "INSERT INTO t VALUES ('precious')")
	mustQuery(t, p.URL(), "CHECKPOINT")
	giveBack(t, p)
	return dir
}

func mustMajor(t *testing.T, p *Share) int {
	t.Helper()
	major, err := p.clusterMajor()
	if err != nil || major == 0 {
		t.Fatal(major, err)
	}
	return major
}

// upgradeVariable and stepVariable make the test binary one that upgrades a directory and
// kills itself where it tells of the step of that number.
const upgradeVariable, stepVariable = "GUARDIAN_TEST_UPGRADE", "GUARDIAN_TEST_KILLED_AT"

// upgradeUntil upgrades in another process, and tells whether that came to the step and died.
func upgradeUntil(t *testing.T, dir string, step int) bool {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), upgradeVariable+"="+dir, stepVariable+"="+strconv.Itoa(step))
	out, err := cmd.CombinedOutput()
	if err == nil {
		return false
	}
	if state, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || !state.Signaled() {
		t.Fatalf("step %d: %v: %s", step, err, out)
	}
	return true
}

// killer counts what is told and kills this process.
type killer struct{ left int }

func (k *killer) Levels() []logrus.Level { return logrus.AllLevels }

func (k *killer) Fire(*logrus.Entry) error {
	if k.left--; k.left == 0 {
		return syscall.Kill(os.Getpid(), syscall.SIGKILL)
	}
	return nil
}

func runUpgrade() int {
	step, err := strconv.Atoi(os.Getenv(stepVariable))
	if err == nil {
		log := logrus.New()
		log.AddHook(&killer{step})
		_, err = upgrade(context.Background(), Options{DataDir: os.Getenv(upgradeVariable), Log: log}, carryTable, sameVersion)
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// sameVersion chooses the programs of the old cluster for the new one, too.
func sameVersion(_ *Share, a account, from int) (old, fresh binaries, err error) {
	b, _ := defaultSearch().find(context.Background(), a, from)
	return b, b, nil
}

// carryTable copies the one table.
func carryTable(ctx context.Context, from, to string) error {
	source, err := pgx.Connect(ctx, from)
	if err != nil {
		return err
	}
	defer source.Close(ctx)
	target, err := pgx.Connect(ctx, to)
	if err != nil {
		return err
	}
	defer target.Close(ctx)
	var v string
	if err := source.QueryRow(ctx, "SELECT min(v) FROM t").Scan(&v); err != nil {
		return err
	}
	if _, err = target.Exec(ctx, "CREATE TABLE t (v text)"); err == nil {
		_, err = target.Exec(ctx, "INSERT INTO t VALUES ($1)", v)
	}
	return err
}

func TestUpgradeRefuses(t *testing.T) {
	t.Parallel()
	nothing := func(context.Context, string, string) error { return errors.New("it was carried") }
	try := func(dir string) error {
		_, err := upgrade(t.Context(), Options{DataDir: dir}, nothing, sameVersion)
		return err
	}
	mustBeOneLine(t, try(testdir.New(t)), "there is no private PostgreSQL in ")
	mustBeOneLine(t, try("/no/where"), "DATA_DIR /no/where cannot be used")

	dir := ledgerDir(t)
	p := take(t, dir)
	mustBeOneLine(t, try(dir), "other commands of guardian use the private PostgreSQL in "+dir)
	giveBack(t, p)

	mustBeOneLine(t, try(dir), "it was carried") // and failed: what was begun goes, and the server stops
	mustBeStopped(t, p)
	f := p.files
	f.root, _ = os.OpenRoot(dir)
	defer f.root.Close()
	if f.has(upgradeName) {
		t.Error("what was begun is left")
	}

	kept := filepath.Join(dir, keptName(mustMajor(t, &Share{files: f})))
	if err := os.Mkdir(kept, 0o700); err != nil {
		t.Fatal(err)
	}
	mustBeOneLine(t, try(dir), kept+" is there already")
	if err := os.Remove(kept); err != nil {
		t.Fatal(err)
	}

	byHand(t, f)
	mustBeOneLine(t, try(dir), "was started by hand: stop it first")
}

// Each version that is installed is brought over to the newest.
func TestUpgradeToTheNewest(t *testing.T) {
	t.Parallel()
	a, err := serverAccount(filepath.Join(testdir.New(t), clusterName))
	if err != nil {
		t.Fatal(err)
	}
	all := defaultSearch().all(t.Context(), a)
	newest := slices.MaxFunc(append(all, binaries{}), func(b, c binaries) int { return b.major - c.major })
	var tried []string
	for i, old := range all {
		first := slices.IndexFunc(all, func(b binaries) bool { return b.major == old.major })
		if i != first || old.major == newest.major {
			continue
		}
		tried = append(tried, old.String())
		dir := testdir.New(t)
		p, err := start(t.Context(), Options{DataDir: dir}, search{folders: []string{old.dir}})
		if err != nil {
			t.Fatal(err)
		}
		mustQuery(t, p.URL(), "CREATE TABLE t (v text)")
		mustQuery(t, p.URL(), "INSERT INTO t VALUES ('precious')")
		giveBack(t, p)
		u, err := Upgrade(t.Context(), Options{DataDir: dir}, 0, carryTable)
		if err != nil || u.From != old.major || u.To != newest.major {
			t.Fatalf("%s: %+v, %v", old, u, err)
		}
		raw, err := os.ReadFile(filepath.Join(u.Kept, "PG_VERSION"))
		if err != nil || strings.TrimSpace(string(raw)) != strconv.Itoa(old.major) {
			t.Errorf("%s: kept is %q, %v", old, raw, err)
		}
		p = take(t, dir)
		if got := mustQuery(t, p.URL(), "SELECT v || split_part(current_setting('server_version'), '.', 1) FROM t"); got != "precious"+strconv.Itoa(newest.major) {
			t.Errorf("%s: %q", old, got)
		}
		giveBack(t, p)
	}
	if tried == nil {
		t.Skip("one version of PostgreSQL is installed: go run ./versions brings several")
	}
	t.Log("brought over to ", newest, ": ", strings.Join(tried, ", "))
}
