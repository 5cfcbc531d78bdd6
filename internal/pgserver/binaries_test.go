//go:build darwin || freebsd || linux

package pgserver

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// nowhere finds no PostgreSQL, and its download is refused.
var nowhere = search{repository: "http://127.0.0.1:1"}

func TestNoPostgresAtAll(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	_, err := start(t.Context(), Options{DataDir: dir}, nowhere)
	if !errors.Is(err, errNoPostgres) {
		t.Fatalf("got %v, want errNoPostgres", err)
	}
	mustBeOneLine(t, err, "install PostgreSQL 14", "DATABASE_URL", "docker compose up", "127.0.0.1:1 cannot be reached")
	for _, name := range entries(t, dir) {
		if !strings.HasSuffix(name, ".lock") {
			t.Errorf("%s is left behind", name)
		}
	}
}

func TestSearchOrder(t *testing.T) {
	t.Parallel()
	root := openDir(t)
	fake := func(name, version string) string {
		dir := filepath.Join(root, name)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		script := "#!/bin/sh\necho 'postgres (PostgreSQL) " + version + "'\n"
		for _, program := range []string{"postgres", "initdb"} {
			if err := writeProgram(filepath.Join(dir, program), []byte(script)); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	old, nine, sixteen, twenty := fake("v13/bin", "13.21"), fake("v9/bin", "9.6.24"), fake("v16/bin", "16.9 (Debian 16.9-1)"), fake("v20/bin", "20devel")
	links := filepath.Join(root, "links")
	if err := os.Mkdir(links, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(sixteen, "postgres"), filepath.Join(links, "postgres")); err != nil {
		t.Fatal(err)
	}
	a, err := serverAccount(filepath.Join(root, "none"))
	if err != nil {
		t.Fatal(err)
	}
	folders := []string{filepath.Join(root, "v*/bin")}
	for _, c := range []struct {
		name   string
		search search
		want   int
		found  string
		others int
	}{
		{"newest first", search{folders: folders}, 0, twenty, 0},
		{"PATH before newer", search{path: links, folders: folders}, 0, sixteen, 0},
		{"too old a PATH", search{path: old, folders: folders}, 0, twenty, 1},
		{"the wanted one", search{path: twenty, folders: folders}, 16, sixteen, 1},
		{"too old even if wanted", search{folders: folders}, 13, "", 4},
		{"only old ones", search{path: old + ":" + nine}, 0, "", 2},
		{"nothing", search{path: "/nonexistent:", folders: []string{"/nonexistent/*"}}, 0, "", 0},
	} {
		found, others := c.search.find(t.Context(), a, c.want)
		if found.dir != c.found || len(others) != c.others {
			t.Errorf("%s: found %v beside %s", c.name, found, list(others))
		}
	}
}
