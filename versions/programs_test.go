package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.tgz")
	if err := os.WriteFile(file, []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	const abc = "sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw=="
	if err := check(file, abc); err != nil {
		t.Error(err)
	}
	if err := check(file, releases[0].integrity); err == nil || !strings.Contains(err.Error(), "a.tgz is not the package that was pinned") {
		t.Errorf("another file than the one that was pinned: %v", err)
	}
}

func TestLink(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"native/lib/libpq.so.5.18": "a library",
		"native/pg-symlinks.json":  `[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"},{"source":"native/lib/libpq.so.5.18","target":"native/libpq.so"}]`,
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := link(dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"native/lib/libpq.so.5", "native/libpq.so"} {
		if content, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(content) != "a library" {
			t.Errorf("%s: %q, %v", name, content, err)
		}
	}
}
