//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

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
	p, a, err := openShare(o)
	if err != nil {
		return nil, err
	}
	if err := p.begin(ctx, a, s); err != nil {
		return nil, errors.Join(p.withDisk(err), p.root.Close())
	}
	return p, nil
}

// openShare opens the data directory, which is made where it is missing, for a share that
// is still to be taken.
func openShare(o Options) (*Share, account, error) {
	if o.DataDir == "" {
		return nil, account{}, errors.New("the private PostgreSQL needs a data directory: set DATA_DIR")
	}
	dir, err := filepath.Abs(o.DataDir)
	if err != nil {
		return nil, account{}, err
	}
	a, err := serverAccount(filepath.Join(dir, clusterName))
	if err != nil {
		return nil, account{}, err
	}
	p, err := openShareAs(a, dir, o)
	return p, a, err
}

// openShareAs is openShare for a server that an account runs, in a folder by its whole path.
func openShareAs(a account, dir string, o Options) (*Share, error) {
	if err := a.makeDir(dir); err != nil {
		return nil, &DataDirError{dir, err}
	}
	f, err := openFiles(dir, a)
	if err != nil {
		return nil, &DataDirError{dir, err}
	}
	return &Share{files: f, options: o}, nil
}

// begin takes the share.
func (p *Share) begin(ctx context.Context, a account, s search) error {
	turn, err := p.takeTurn(ctx, startTimeout)
	var locked *fs.PathError
	if errors.As(err, &locked) { // the first file that is written there
		return &DataDirError{p.dir, err}
	}
	if err != nil {
		return err
	}
	defer unlock(turn)
	if p.users, err = p.tryLock(usersLockName, syscall.LOCK_SH); err != nil {
		return err
	}
	_ = p.sweepUpgrade(ctx) // its turn was ours to take: it was killed
	if err := p.finishUpgrade(); err != nil {
		return p.giveUp(ctx, err)
	}
	if err := p.connect(ctx, a, s); err != nil {
		return p.giveUp(ctx, err)
	}
	return nil
}

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
		defer p.root.Close()
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
	turn, err := p.lockWithin(ctx, startLockName)
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
	last, err := p.tryLock(usersLockName, syscall.LOCK_EX)
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
