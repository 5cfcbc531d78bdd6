//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const oldestMajor = 14

// binaries is a folder with PostgreSQL's own programs, all of one version.
type binaries struct {
	dir   string
	major int
}

func (b binaries) program(name string) string { return filepath.Join(b.dir, name) }

func (b binaries) String() string { return fmt.Sprintf("%d in %s", b.major, b.dir) }

// search says where PostgreSQL's programs are looked for.
type search struct {
	path       string   // folders as in PATH; these come first
	folders    []string // patterns of more folders; the newest version among them comes first
	repository string   // where binaries are downloaded from; "" is the library's own
}

func defaultSearch() search {
	return search{
		path: os.Getenv("PATH"),
		folders: []string{
			"/usr/lib/postgresql/*/bin", // Debian, Ubuntu
			"/usr/pgsql-*/bin",          // Red Hat, from postgresql.org
			"/usr/bin",                  // Red Hat's and others' own
			"/usr/local/pgsql/bin",      // built from source
			"/usr/libexec/postgresql*",  // Alpine
			"/opt/homebrew/opt/postgresql@*/bin",
			"/usr/local/opt/postgresql@*/bin",
			"/Applications/Postgres.app/Contents/Versions/*/bin",
		},
	}
}

// find gives the programs of the wanted major version or, where that is 0, the
// first that are recent enough. It also tells what else it came across; nothing
// found is no error.
func (s search) find(ctx context.Context, a account, want int) (found binaries, others []binaries) {
	for _, dir := range s.candidates() {
		b, ok := inspect(ctx, a, dir)
		switch {
		case !ok:
		case b.major >= oldestMajor && (want == 0 || want == b.major):
			return b, others
		default:
			others = append(others, b)
		}
	}
	return binaries{}, others
}

// all gives the programs of every version that is recent enough, in the order of find.
func (s search) all(ctx context.Context, a account) (found []binaries) {
	for _, dir := range s.candidates() {
		if b, ok := inspect(ctx, a, dir); ok && b.major >= oldestMajor {
			found = append(found, b)
		}
	}
	return found
}

// candidates are the folders that hold both programs that are needed, once each.
func (s search) candidates() []string {
	var dirs, more []string
	for _, dir := range filepath.SplitList(s.path) {
		for _, program := range []string{"postgres", "initdb", "pg_ctl"} {
			if real, err := filepath.EvalSymlinks(filepath.Join(dir, program)); err == nil && filepath.IsAbs(real) {
				dirs = append(dirs, filepath.Dir(real)) // a link often leads to where all of them are
			}
		}
	}
	for _, pattern := range s.folders {
		matches, _ := filepath.Glob(pattern) // fails on a bad pattern alone
		more = append(more, matches...)
	}
	slices.SortStableFunc(more, func(a, b string) int { return versionInPath(b) - versionInPath(a) })

	var usable []string
	for _, dir := range append(dirs, more...) {
		if slices.Contains(usable, dir) || !isFile(filepath.Join(dir, "postgres")) || !isFile(filepath.Join(dir, "initdb")) {
			continue
		}
		usable = append(usable, dir)
	}
	return usable
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

var number = regexp.MustCompile(`\d+`)

// versionInPath is the last number in a folder's name, as in /usr/pgsql-17/bin.
func versionInPath(path string) int {
	all := number.FindAllString(path, -1)
	if len(all) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(all[len(all)-1])
	return n
}

var versionLine = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// inspect asks a postgres for its version, as the user that is to run it.
func inspect(ctx context.Context, a account, dir string) (binaries, bool) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute) // on a busy machine it takes its time
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version")
	cmd.Dir, cmd.Env, cmd.SysProcAttr = "/", a.environment(), a.process()
	out, err := cmd.Output()
	if err != nil {
		return binaries{}, false
	}
	m := versionLine.FindStringSubmatch(string(out))
	if m == nil {
		return binaries{}, false
	}
	major, err := strconv.Atoi(m[1])
	return binaries{dir: dir, major: major}, err == nil
}

func list(found []binaries) string {
	if len(found) == 0 {
		return "none"
	}
	texts := make([]string, len(found))
	for i, b := range found {
		texts[i] = b.String()
	}
	return strings.Join(texts, ", ")
}

// oneLine is an error's text without its line breaks.
func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
