//go:build darwin || freebsd || linux

package pgserver

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The download is served here: an archive laid out as the real ones, whose
// programs call the installed ones.
func TestDownload(t *testing.T) {
	dir := openDir(t)
	t.Setenv("TMPDIR", t.TempDir()) // where the library forgets a log
	a, err := serverAccount(filepath.Join(dir, "none"))
	if err != nil {
		t.Fatal(err)
	}
	installed, _ := defaultSearch().find(t.Context(), a, 0)
	archive := programArchive(t, installed)
	sum := sha256.Sum256(archive)
	var paths []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, ".jar"):
			paths = append(paths, r.URL.Path)
			_, _ = w.Write(archive)
		case strings.HasSuffix(r.URL.Path, ".sha256"):
			_, _ = w.Write([]byte(hex.EncodeToString(sum[:])))
		}
	}))
	defer server.Close()
	for range 2 { // the second time needs no download
		p, err := start(context.Background(), Options{DataDir: dir}, search{repository: server.URL})
		if err != nil {
			t.Fatal(err)
		}
		mustQuery(t, p.URL(), "SELECT 'x'")
		giveBack(t, p)
	}
	if len(paths) != 1 || !strings.Contains(paths[0], "/18.") {
		t.Errorf("downloads: %v", paths)
	}
	for _, name := range entries(t, dir) {
		if strings.HasPrefix(name, "download-") {
			t.Errorf("%s is left behind", name)
		}
	}
	if !slices.Contains(entries(t, dir), "binaries-v18") {
		t.Errorf("no binaries-v18 among %v", entries(t, dir))
	}
}

// As root nothing is downloaded to where another user could change it before it is run, and
// what lies there is not run.
func TestNoProgramsWhereOthersMayWrite(t *testing.T) {
	t.Parallel()
	asRoot(t)
	his := openDir(t)
	dir, ran := filepath.Join(his, "data"), filepath.Join(openDir(t), "ran")
	programs := filepath.Join(dir, "binaries-v18", "bin")
	if err := os.MkdirAll(programs, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, program := range []string{"postgres", "initdb"} {
		if err := writeProgram(filepath.Join(programs, program), []byte("#!/bin/sh\ntouch "+ran+"\necho 'postgres (PostgreSQL) 18.1'\n")); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(filepath.Dir(ran), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(his, 4711, 4711); err != nil {
		t.Fatal(err)
	}
	_, err := start(t.Context(), Options{DataDir: dir}, nowhere)
	mustBeOneLine(t, err, "root downloads no programs", his, "4711")
	if _, err := os.Stat(ran); err == nil {
		t.Error("what lay there was run")
	}
}

func programArchive(t *testing.T, b binaries) []byte {
	t.Helper()
	tree := t.TempDir()
	if err := os.Mkdir(filepath.Join(tree, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"postgres", "initdb", "pg_ctl"} {
		script := "#!/bin/sh\nexec " + b.program(name) + " \"$@\"\n"
		if err := writeProgram(filepath.Join(tree, "bin", name), []byte(script)); err != nil {
			t.Fatal(err)
		}
	}
	packed, err := exec.Command("tar", "-C", tree, "-cJf", "-", "bin").Output()
	if err != nil {
		t.Skip("the archive is made with tar and xz: ", err)
	}
	var jar bytes.Buffer
	z := zip.NewWriter(&jar)
	w, err := z.Create("postgres.txz")
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Write(packed)
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return jar.Bytes()
}
