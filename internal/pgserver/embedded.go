//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"

	embedded "github.com/fergusstrange/embedded-postgres"
)

const (
	newestEmbedded  = 18
	repository      = "https://repo1.maven.org/maven2"
	reachTimeout    = 5 * time.Second
	downloadTimeout = 5 * time.Minute
)

var embeddedVersions = map[int]embedded.PostgresVersion{
	14: embedded.V14, 15: embedded.V15, 16: embedded.V16, 17: embedded.V17, 18: embedded.V18,
}

// download brings PostgreSQL's programs of a major version (0 is the newest) to
// parent/binaries-vNN. The library that does it would also run a server, but it
// deletes a data directory of another version and cannot run as root: here it
// gets a scratch directory, and only the programs are kept.
func download(ctx context.Context, parent, from string, major int) error {
	if major == 0 {
		major = newestEmbedded
	}
	version, ok := embeddedVersions[major]
	if !ok {
		return fmt.Errorf("there is no download of PostgreSQL %d", major)
	}
	if from == "" {
		from = repository
	}
	if err := answers(ctx, from); err != nil {
		return err
	}
	scratch, err := os.MkdirTemp(parent, "download-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	port, err := freePort()
	if err != nil {
		return err
	}
	programs := filepath.Join(scratch, "binaries")
	server := embedded.NewDatabase(embedded.DefaultConfig().
		Version(version).BinaryRepositoryURL(from).
		BinariesPath(programs).CachePath(filepath.Join(scratch, "cache")).
		RuntimePath(filepath.Join(scratch, "runtime")).DataPath(filepath.Join(scratch, "data")).
		Port(uint32(port)).Password(rand.Text()).
		StartTimeout(30 * time.Second).Logger(io.Discard))

	done := make(chan error, 1)
	go func() { // the library knows no context
		err := server.Start()
		if err == nil {
			err = server.Stop()
		}
		done <- err
	}()
	ctx, cancel := context.WithTimeout(ctx, downloadTimeout)
	defer cancel()
	select {
	case err = <-done:
	case <-ctx.Done():
		return fmt.Errorf("downloading PostgreSQL %d: %w", major, ctx.Err())
	}
	// As root the library's server does not start, but by then the programs are there.
	if !isFile(filepath.Join(programs, "bin", "postgres")) {
		return fmt.Errorf("downloading PostgreSQL %d: %s", major, oneLine(errors.Join(err, errors.New("no programs came"))))
	}
	if err := readableByAll(programs); err != nil {
		return err
	}
	return os.Rename(programs, filepath.Join(parent, fmt.Sprintf("binaries-v%d", major)))
}

// keepsOthersOut refuses a folder for programs that somebody else can change, where root
// gives the server to another user: the library runs as root what it has unpacked there.
func (a account) keepsOthersOut(dir string) error {
	if !a.other {
		return nil
	}
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return err
	}
	for ; ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil {
			return err
		}
		if st := info.Sys().(*syscall.Stat_t); st.Uid != 0 || info.Mode()&0o020 != 0 && st.Gid != 0 {
			return fmt.Errorf("root downloads no programs to where others may write: %s (%s, of user %s)", dir, info.Mode(), ownerName(st.Uid))
		}
		if dir == filepath.Dir(dir) {
			return nil
		}
	}
}

// answers finds out quickly whether the download has a chance: the library waits
// for as long as the network lets it.
func answers(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, address, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("%s cannot be reached", req.URL.Host) // the cause may name a proxy with its password
	}
	return resp.Body.Close()
}

// readableByAll lets the server's user run programs that root unpacked.
func readableByAll(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Type()&fs.ModeSymlink != 0 {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		mode := info.Mode().Perm() | 0o444
		if d.IsDir() || mode&0o100 != 0 {
			mode |= 0o111
		}
		return os.Chmod(path, mode)
	})
}
