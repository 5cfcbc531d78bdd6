package testdb

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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

// pair is a server of some settings and another, of others, that follows it. The other
// begins as a copy of the first one's files, taken while that does not run: pg_basebackup
// would do, but not every PostgreSQL comes with it.
func pair(t testing.TB, settings, ofSecond []string) (primary, standby Database) {
	t.Helper()
	first, second := serverDir(t), serverDir(t)
	made, stop := startServer(t, first, nil)
	db := With(t, postgres.Config{URL: made.URL})
	if _, err := migrations.Up(t.Context(), db.Gorm, migrations.Options{}); err != nil {
		t.Fatal(err)
	}
	// Such a server commits before it writes, and ends at once: what it wrote last would be lost.
	if err := db.Gorm.Exec("CHECKPOINT").Error; err != nil {
		t.Fatal(err)
	}
	db.Close()
	stop()
	if out, err := exec.CommandContext(t.Context(), "cp", "-Rp", first+"/.", second).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	primary, _ = startServer(t, first, settings)
	follow(t, filepath.Join(second, "pg"), primary.URL)
	standby, _ = startServer(t, second, ofSecond)
	return primary, standby
}

// follow has the server of a cluster follow another one.
func follow(t testing.TB, cluster, url string) {
	t.Helper()
	settings, err := os.OpenFile(filepath.Join(cluster, "postgresql.auto.conf"), os.O_WRONLY|os.O_APPEND, 0)
	if err == nil {
		_, err = settings.WriteString("primary_conninfo = '" + strings.ReplaceAll(url, "'", "''") + "'\n")
		_ = settings.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	sign := filepath.Join(cluster, "standby.signal") // which the server opens to write
	info, err := os.Stat(cluster)
	if err == nil {
		err = os.WriteFile(sign, nil, 0o600)
	}
	if err == nil {
		owner := info.Sys().(*syscall.Stat_t)
		err = os.Lchown(sign, int(owner.Uid), int(owner.Gid))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// serverDir is a folder for a server of a test's own.
func serverDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp(testdir.Parents()[0], folderPrefix)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return dir
}

// startServer starts the server of a folder with those settings. It is stopped by stop, else after the test.
func startServer(t testing.TB, dir string, settings []string) (d Database, stop func()) {
	t.Helper()
	server, err := pgserver.Start(t.Context(), pgserver.Options{DataDir: dir, Throwaway: true, Settings: settings})
	if err != nil {
		t.Fatal(err)
	}
	stop = func() {
		if err := server.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	address, err := withDatabase(server.URL(), "guardian")
	if err != nil {
		t.Fatal(err)
	}
	return Database{URL: address, shortest: address, name: dir}, stop
}
