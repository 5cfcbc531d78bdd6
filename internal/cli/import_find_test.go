package cli

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// tree makes a folder of files, by path. A text that begins with -> is a link.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		var err error
		if to, isLink := strings.CutPrefix(text, "->"); isLink {
			err = os.Symlink(to, file)
		} else {
			err = os.WriteFile(file, []byte(text), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFilesOfAFolder(t *testing.T) {
	t.Parallel()
	dir := tree(t, map[string]string{
		"b/tfplan.json":                         "",
		"a.json":                                "",
		"stacks/.terragrunt-stack/db/plan.json": "",
		".git/config.json":                      "",
		"b/.hidden.json":                        "",
		"loop/again":                            "->..",
		"loop/itself":                           "->itself",
		"link.json":                             "->a.json",
		"nowhere.json":                          "->missing.json",
	})
	socket, err := net.Listen("unix", filepath.Join(dir, "socket"))
	if err != nil {
		t.Skip(err)
	}
	defer socket.Close()
	var got []string
	for _, f := range findFiles(t.Context(), []string{dir, dir + "/", filepath.Join(dir, "a.json")}) {
		said := f.leftOut
		if f.err != nil {
			said = f.err.Error()
		}
		got = append(got, strings.TrimRight(fmt.Sprintf("%s %s", f.within, said), " "))
		if f.folder != "" && f.path != filepath.Join(dir, f.within) {
			t.Errorf("%s is given as %s", f.within, f.path)
		}
	}
	want := []string{
		".git hidden", "a.json", "b/.hidden.json hidden", "b/tfplan.json", "link.json", "loop/again a link to a folder",
		"loop/itself a link that leads nowhere: too many levels of symbolic links",
		"nowhere.json a link that leads nowhere: no such file or directory",
		"socket no regular file", "stacks/.terragrunt-stack/db/plan.json",
		"", // the file that is an argument itself
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestFilesOfAnEmptyFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if found := findFiles(t.Context(), []string{dir}); len(found) != 1 || found[0].path != dir || found[0].err != errEmptyFolder {
		t.Errorf("got %+v", found[0])
	}
	if err := os.MkdirAll(filepath.Join(dir, "a", "b"), 0o700); err != nil {
		t.Fatal(err)
	}
	if found := findFiles(t.Context(), []string{dir}); len(found) != 1 || found[0].err != errEmptyFolder {
		t.Errorf("of folders alone: %+v", found[0])
	}
}

// A folder that may not be read is refused, and the others are read.
func TestFilesOfAFolderThatMayNotBeRead(t *testing.T) {
	t.Parallel()
	if os.Getuid() == 0 {
		t.Skip("root may read everything")
	}
	dir := tree(t, map[string]string{"a/x.json": "", "b/x.json": ""})
	if err := os.Chmod(filepath.Join(dir, "a"), 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(filepath.Join(dir, "a"), 0o700)
	found := findFiles(t.Context(), []string{dir})
	if len(found) != 2 || found[0].err == nil || found[1].within != "b/x.json" {
		t.Errorf("got %+v", found)
	}
}

func TestFindingEndsWithCtrlC(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if found := filesIn(ctx, tree(t, map[string]string{"a.json": ""})); len(found) != 0 {
		t.Errorf("got %+v", found)
	}
}
