package testdb_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/clouddrift/guardian/internal/testdb"
	"github.com/clouddrift/guardian/internal/testdir"
)

func TestPrograms(t *testing.T) {
	dir := testdir.New(t)
	for name, says := range map[string]string{"a/postgres": "postgres (PostgreSQL) 41.2", "b/postgres": "postgres (PostgreSQL) 41.3", "c/postgres": "another", "c/pg_dump": "pg_dump (PostgreSQL) 42.0 (Debian 42.0-1)"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("#!/bin/sh\necho '"+says+"'\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+"/a:"+dir+"/b:"+dir+"/c:"+os.Getenv("PATH"))
	if found := testdb.Programs(t); found[41] != filepath.Join(dir, "a") {
		t.Errorf("found %v", found)
	}
	if major := testdb.DumpOf(); major != 42 {
		t.Errorf("pg_dump is of %d", major)
	}
}
