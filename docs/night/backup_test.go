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
	database := testdb.New(t).Super().URL
	testdb.NeedsDump(t, testdb.With(t, postgres.Config{URL: database}))
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
