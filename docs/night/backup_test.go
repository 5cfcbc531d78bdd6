//go:build darwin || freebsd || linux

package night_test

import (
	"net/url"
	"testing"

	"github.com/clouddrift/guardian/internal/postgres"
	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/internal/testdir"
)

func TestBackup(t *testing.T) {
	t.Parallel()
	database := testdb.New(t).URL
	var server int
	if err := testdb.With(t, postgres.Config{URL: database}).Gorm.Raw("SELECT current_setting('server_version_num')::int / 10000").Scan(&server).Error; err != nil {
		t.Fatal(err)
	}
	if dumps := testdb.DumpOf(); dumps < server {
		t.Skipf("pg_dump is of PostgreSQL %d, and takes no dump of %d", dumps, server)
	}
	restored, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	restored.Path = "/restored"
	fill := "guardian seed && DATABASE_SCHEMA=acme guardian migrate up"
	if out, err := shell(t, t.TempDir(), fill, "DATABASE_URL="+database); err != nil {
		t.Fatal(out, err)
	}
	drop(t, database, "DATABASE restored")
	runPage(t, "backup.md", database, "DATABASE_URL="+database, "RESTORED_URL="+restored.String(), "DATA_DIR="+testdir.New(t)+"/data")
}
