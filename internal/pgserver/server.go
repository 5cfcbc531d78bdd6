//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/clouddrift/guardian/internal/postgres"
)

const (
	startTimeout = 2 * time.Minute // for one's turn, and for the start: a crash may have left much to recover
	stopTimeout  = time.Minute
)

// Share is a share in the private PostgreSQL of a data directory. Several
// processes may hold shares in the same server.
type Share struct {
	files
	url     string
	port    int      // where the server listens, or did
	users   *os.File // a shared lock for as long as this share lasts
	options Options
	closed  sync.Once
}

// Start gives a share in the private PostgreSQL of a data directory. It
// makes the server where there is none yet and starts it where it does not run;
// of several callers at once, in this process or another, one does that and the
// others wait for it. It fails with one line, and leaves what is there as it is,
// with a *DataDirError where the folder cannot be used, where the data is of a version that no
// installed PostgreSQL has, or, with errNoPostgres, where there is no PostgreSQL.
// The caller closes the share.
func Start(ctx context.Context, o Options) (*Share, error) {
	return start(ctx, o, defaultSearch())
}

func start(ctx context.Context, o Options, s search) (*Share, error) {
	if o.DataDir == "" {
		return nil, errors.New("the private PostgreSQL needs a data directory: set DATA_DIR")
	}
	dir, err := filepath.Abs(o.DataDir)
	if err != nil {
		return nil, err
	}
	p := &Share{files: files{dir}, options: o}
	a, err := serverAccount(p.cluster())
	if err != nil {
		return nil, err
	}
	if err := a.makeDir(dir); err != nil {
		return nil, &DataDirError{dir, err}
	}
	turn, err := p.takeTurn(ctx, startTimeout)
	var locked *fs.PathError
	if errors.As(err, &locked) { // the first file that is written there
		return nil, &DataDirError{dir, err}
	}
	if err != nil {
		return nil, err
	}
	defer unlock(turn)
	if p.users, err = tryLock(p.usersLock(), syscall.LOCK_SH); err != nil {
		return nil, err
	}
	if err := p.connect(ctx, a, s); err != nil {
		return nil, p.giveUp(ctx, err)
	}
	return p, nil
}

// URL is how to connect, password included: not for showing.
func (p *Share) URL() string { return p.url }

// SocketURL is how to connect to a throwaway server over its socket, which takes less
// time and no password; "" where it has none.
func (p *Share) SocketURL() string {
	dir := socketDir(p.cluster())
	if !p.options.Throwaway || dir == "" {
		return ""
	}
	where := url.Values{"host": {dir}, "port": {strconv.Itoa(p.port)}}
	u := url.URL{Scheme: "postgres", User: url.User(superuser), Path: "/" + databaseName, RawQuery: where.Encode()}
	return u.String()
}

// Close gives the share back; the last one stops the server. The context bounds
// the waiting: it should not be the one that Ctrl-C has just cancelled. Closing
// twice does no harm.
func (p *Share) Close(ctx context.Context) error {
	var err error
	p.closed.Do(func() {
		var turn *os.File
		if turn, err = p.takeTurn(ctx, stopTimeout); err != nil {
			unlock(p.users)
			return
		}
		defer unlock(turn)
		err = p.leave(ctx)
	})
	return err
}

// takeTurn waits until nobody else starts or stops the server.
func (p *Share) takeTurn(ctx context.Context, patience time.Duration) (*os.File, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	turn, err := lockWithin(ctx, p.startLock())
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, fmt.Errorf("another command is still busy starting or stopping the private PostgreSQL in %s (it holds %s): %w", p.dir, p.startLock(), err)
	}
	return turn, err
}

// giveUp leaves after a failure, which may be that the context has ended.
func (p *Share) giveUp(ctx context.Context, cause error) error {
	if err := p.leave(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("%w (and then: %w)", cause, err)
	}
	return cause
}

// leave ends this share and stops the server where it was the last. The caller
// has the turn.
func (p *Share) leave(ctx context.Context) error {
	unlock(p.users)
	last, err := tryLock(p.usersLock(), syscall.LOCK_EX)
	if errors.Is(err, errLocked) {
		return nil
	}
	if err != nil {
		return err
	}
	defer unlock(last)
	ctx, cancel := context.WithTimeout(ctx, stopTimeout)
	defer cancel()
	return p.stop(ctx, p.options.Throwaway)
}

// connect finds the server or starts it. The caller has the turn, so whoever
// holds server.lock is a server that was ready once: it answers, or it is about to
// end, or it has lost its postmaster and is about to end.
func (p *Share) connect(ctx context.Context, a account, s search) error {
	wait, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		lock, err := tryLock(p.serverLock(), syscall.LOCK_EX)
		if err == nil {
			defer lock.Close() // not unlocked: the lock is the server's by now
			return p.connectOrStart(ctx, a, s, lock)
		}
		if !errors.Is(err, errLocked) {
			return err
		}
		err = p.answer(wait)
		if err == nil {
			return nil
		}
		if postgres.NotLetIn(err) {
			return fmt.Errorf("the private PostgreSQL in %s does not take the password in %s", p.dir, p.password())
		}
		if pause(wait) != nil {
			return fmt.Errorf("the private PostgreSQL in %s runs but does not answer: %w", p.dir, err)
		}
	}
}

// answer connects to the server that postmaster.pid names and makes the database
// where it lacks.
func (p *Share) answer(ctx context.Context) error {
	r, ok := p.postmaster()
	if !ok || !r.alive() {
		return errors.New("it is not running")
	}
	address, err := p.files.url(r.port)
	if err != nil {
		return err
	}
	if err := postgres.EnsureDatabase(ctx, address); err != nil {
		return err
	}
	p.url, p.port = address, r.port
	return nil
}

// connectOrStart is for when no server that we started is left.
func (p *Share) connectOrStart(ctx context.Context, a account, s search, lock *os.File) error {
	major, err := p.clusterMajor()
	if err != nil {
		return err
	}
	port := p.port
	r, ok := p.postmaster()
	if ok {
		port = r.port // of a server that was killed, whose users may still look for it there
	}
	if ok && r.alive() {
		if p.answer(ctx) == nil {
			return nil // started by hand
		}
		if listens(r.port) {
			return fmt.Errorf("the PostgreSQL in %s was started by hand (process %d) and does not take the password in %s: stop it first", p.dir, r.pid, p.password())
		}
	}
	b, err := p.binaries(ctx, a, s, major)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout) // a download has limits of its own
	defer cancel()
	if major == 0 {
		p.options.logf("making a private PostgreSQL %d in %s", b.major, p.dir)
		if err := p.create(ctx, b, a, p.options.Throwaway, lock); err != nil {
			return fmt.Errorf("making a private PostgreSQL in %s: %w", p.dir, err)
		}
	}
	// What a crash or a reboot left: its process is gone, or the number is another's by now.
	if err := os.RemoveAll(filepath.Join(p.cluster(), "postmaster.pid")); err != nil {
		return err
	}
	if err := p.start(ctx, b, a, p.options, lock, port); err != nil {
		return err
	}
	return p.answer(ctx)
}

func listens(port int) bool {
	conn, err := net.DialTimeout("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), time.Second)
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

// binaries finds PostgreSQL's programs for a cluster of a major version, 0 for a
// new one: installed ones first, then those downloaded before, then a download.
func (p *Share) binaries(ctx context.Context, a account, s search, major int) (binaries, error) {
	home := p.binariesHome(a)
	s.folders = append(s.folders[:len(s.folders):len(s.folders)], filepath.Join(home, "binaries-v*", "bin"))
	b, others := s.find(ctx, a, major)
	if b.dir != "" {
		return b, nil
	}
	if major != 0 && len(others) > 0 {
		return b, fmt.Errorf("%s was made by PostgreSQL %d, which is not installed (found: %s): install PostgreSQL %d, or bring the data over with pg_upgrade, or move the folder away to start anew, or set DATABASE_URL", p.cluster(), major, list(others), major)
	}
	p.options.logf("no PostgreSQL is installed: downloading one")
	err := os.MkdirAll(home, 0o711)
	if err == nil {
		err = download(ctx, home, s.repository, major)
	}
	if ctx.Err() != nil {
		return b, ctx.Err()
	}
	if err != nil {
		return b, fmt.Errorf("%w (found: %s; download: %s)", errNoPostgres, list(others), oneLine(err))
	}
	if b, _ = s.find(ctx, a, major); b.dir == "" {
		return b, fmt.Errorf("%w (the downloaded one does not run on this machine)", errNoPostgres)
	}
	return b, nil
}

// binariesHome is where downloads are kept: with the data, or in the user's cache
// where the data is thrown away and the next run should not download again.
func (p *Share) binariesHome(a account) string {
	if p.options.Throwaway && !a.other {
		if cache, err := os.UserCacheDir(); err == nil {
			return filepath.Join(cache, "clouddrift-guardian")
		}
	}
	return p.dir
}
