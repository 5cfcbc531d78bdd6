package testdb

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/clouddrift/guardian/internal/pgserver"
	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdir"
	"github.com/clouddrift/guardian/migrations"
)

// Standby gives a test a server of its own with a migrated database, and another server
// that follows it.
func Standby(t testing.TB) (primary, standby Database) {
	t.Helper()
	return pair(t, nil, nil)
}

// SynchronousStandby is [Standby] with a primary that says of nothing that it is committed
// before the standby has it on its disk. Once the standby is promoted it waits for nobody.
func SynchronousStandby(t testing.TB) (primary, standby Database) {
	t.Helper()
	const names = "synchronous_standby_names="
	primary, standby = pair(t, []string{names + "*"}, []string{names})
	// From here on: nobody followed for whom it could have waited before.
	if err := With(t, postgres.Config{URL: primary.URL}).Gorm.Exec("ALTER DATABASE guardian SET synchronous_commit = on").Error; err != nil {
		t.Fatal(err)
	}
	return primary, standby
}

// pair is a server of some settings and another, of others, that follows it.
func pair(t testing.TB, settings, ofSecond []string) (primary, standby Database) {
	t.Helper()
	first := aServer(t, nil, settings)
	db := With(t, postgres.Config{URL: first.URL})
	if _, err := migrations.Up(t.Context(), db.Gorm, migrations.Options{}); err != nil {
		t.Fatal(err)
	}
	second := aServer(t, func(dir string) {
		firstDir := first.name
		var programs string
		if err := db.Pool.QueryRow(t.Context(), "SELECT setting FROM pg_config WHERE name = 'BINDIR'").Scan(&programs); err != nil {
			t.Fatal(err)
		}
		// -R has it follow the server that it is a copy of.
		copying := exec.CommandContext(t.Context(), filepath.Join(programs, "pg_basebackup"),
			"-d", first.URL, "-D", filepath.Join(dir, "pg"), "-R", "--checkpoint=fast", "--no-sync")
		if out, err := copying.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		asBefore(t, dir, filepath.Join(firstDir, "pg"))
		password, err := os.ReadFile(filepath.Join(firstDir, "password"))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, "password"), password, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}, ofSecond)
	return first, second
}

// aServer starts a server of those settings in a folder that prepare may fill.
func aServer(t testing.TB, prepare func(dir string), settings []string) Database {
	t.Helper()
	dir, err := os.MkdirTemp(testdir.Parents()[0], folderPrefix)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	if prepare != nil {
		prepare(dir)
	}
	server, err := pgserver.Start(t.Context(), pgserver.Options{DataDir: dir, Throwaway: true, Settings: settings})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	address, err := withDatabase(server.URL(), "guardian")
	if err != nil {
		t.Fatal(err)
	}
	return Database{URL: address, shortest: address, name: dir}
}

// asBefore gives all within a folder to the owner of another one.
func asBefore(t testing.TB, dir, other string) {
	t.Helper()
	info, err := os.Stat(other)
	if err != nil {
		t.Fatal(err)
	}
	owner := info.Sys().(*syscall.Stat_t)
	err = filepath.WalkDir(filepath.Join(dir, "pg"), func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, int(owner.Uid), int(owner.Gid))
	})
	if err != nil {
		t.Fatal(err)
	}
}
