//go:build darwin || freebsd || linux

package pgserver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"slices"
	"syscall"

	"github.com/clouddrift/guardian/internal/postgres"
)

// connect finds the server or starts it. The caller has the turn, so whoever
// holds server.lock is a server that was ready once: it answers, or it is about to
// end, or it has lost its postmaster and is about to end.
func (p *Share) connect(ctx context.Context, a account, s search) error {
	wait, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		lock, err := p.tryLock(serverLockName, syscall.LOCK_EX)
		if err == nil {
			defer lock.Close() // not unlocked: the lock is the server's by now
			return p.connectOrStart(ctx, a, s, lock)
		}
		if !errors.Is(err, errLocked) {
			return err
		}
		if err = p.answer(wait); err == nil {
			return nil
		}
		if !passing(err) {
			return p.notLetIn("the private PostgreSQL in "+p.dir, err)
		}
		if pause(wait) != nil {
			return fmt.Errorf("the private PostgreSQL in %s runs but does not answer: %w", p.dir, err)
		}
	}
}

var errNotRunning = errors.New("it is not running")

// passing says whether a server that did not let this program in may do so soon: it
// begins, ends or is full of sessions. Whatever else it says, it will say again.
func passing(err error) bool {
	var says interface{ SQLState() string }
	if errors.As(err, &says) {
		return slices.Contains([]string{"57P01", "57P02", "57P03", "53300"}, says.SQLState())
	}
	var network net.Error
	return errors.Is(err, errNotRunning) || errors.As(err, &network) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// notLetIn says why a server does not let this program in.
func (p *Share) notLetIn(server string, err error) error {
	if postgres.NotLetIn(err) {
		return fmt.Errorf("%s does not take the password in %s", server, p.password())
	}
	return fmt.Errorf("%s does not let this program in: %w", server, err)
}

// answer connects to the server that postmaster.pid names and makes the database
// where it lacks.
func (p *Share) answer(ctx context.Context) error {
	r, ok := p.postmaster()
	if !ok || r.port == 0 || !r.alive() {
		return errNotRunning
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
	if r, ok := p.postmaster(); ok {
		port = cmp.Or(r.port, port) // of a server that was killed, whose users may still look for it there
		if byHand, err := p.joinByHand(ctx, r); byHand || err != nil {
			return err
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
	if err := p.removeStale(); err != nil {
		return err
	}
	if err := p.start(ctx, b, a, p.options, lock, port); err != nil {
		return err
	}
	return p.answer(ctx)
}

// joinByHand uses a server that somebody started by hand, which goes on when the last
// share is given back. It tells false where there is none.
func (p *Share) joinByHand(ctx context.Context, r running) (bool, error) {
	byHand, err := p.isServer(r.pid)
	if err != nil {
		return false, fmt.Errorf("process %d may be a PostgreSQL in %s that was started by hand, or not (%w): if it is, stop it first, else remove %s", r.pid, p.dir, err, p.path(postmasterName))
	}
	if !byHand {
		return false, nil
	}
	if err := p.answer(ctx); err != nil {
		return true, p.notLetIn(fmt.Sprintf("stop it first: the PostgreSQL in %s was started by hand (process %d) and", p.dir, r.pid), err)
	}
	return true, nil
}

// removeStale removes a postmaster.pid that PostgreSQL would not start over: of a crash or a
// reboot, after which its number is another program's, or it was never written to its end.
func (p *Share) removeStale() error {
	if r, ok := p.postmaster(); ok && !r.alive() {
		return nil // PostgreSQL replaces it, once it has seen that nothing of that server is left
	}
	err := p.root.Remove(postmasterName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
