package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/internal/testdb"
)

// The address is written wherever it goes, and opened where somebody sees the output.
func TestDriftOpen(t *testing.T) {
	db := testdb.LendDatabase(t)
	id := imported(t, db)[0].ID.String()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "xdg-open"), []byte("#!/bin/sh\necho \"$@\" > "+dir+"/opened.new; mv "+dir+"/opened.new "+dir+"/opened\n"))
	if err := os.Chmod(filepath.Join(dir, "xdg-open"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	t.Setenv("DISPLAY", ":0")
	args := on(db, "drift", "open", id[:8], "--public-url", "https://guardian.example/")
	want := "https://guardian.example/debug/drifts/" + id + "\n"
	if out := ok(t, args...); out != want {
		t.Errorf("got %q", out)
	}
	if _, err := os.Stat(filepath.Join(dir, "opened")); err == nil {
		t.Error("opened off a terminal")
	}
	if out := onTerminal(t, 80, args...); out != want {
		t.Errorf("got %q", out)
	}
	var opened []byte
	for deadline := time.Now().Add(time.Minute); len(opened) == 0 && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		opened, _ = os.ReadFile(filepath.Join(dir, "opened")) // it is there when the browser has begun
	}
	if string(opened) != want {
		t.Errorf("opened %q", opened)
	}
	if out := ok(t, on(db, "drift", "open", id, "--http-addr", "127.0.0.1:1")...); !strings.HasPrefix(out, "http://127.0.0.1:1/debug/drifts/"+id) {
		t.Errorf("got %q", out)
	}
}
