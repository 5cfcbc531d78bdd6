//go:build darwin || freebsd || linux

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"
)

// watchPace is how far apart Watch looks; a look costs one system call.
const watchPace = time.Second

// Watch keeps the server running until ctx ends: one that died is started again on
// the port that it had, so that open pools find it. It fails with one line where
// that cannot be.
func (p *Share) Watch(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(watchPace):
		}
		lock, err := p.tryLock(serverLockName, syscall.LOCK_EX)
		if errors.Is(err, errLocked) {
			continue // one of the server's processes lives
		}
		if err == nil {
			unlock(lock)
			err = p.startAgain(ctx)
		}
		if err != nil && ctx.Err() == nil {
			return err
		}
	}
}

func (p *Share) startAgain(ctx context.Context) error {
	again := &Share{files: p.files, options: p.options, port: p.port}
	if again.answer(ctx) == nil && again.url == p.url {
		return nil // started by hand, it has no lock
	}
	turn, err := again.takeTurn(ctx, startTimeout)
	if err != nil {
		return err
	}
	defer unlock(turn)
	a, err := serverAccount(p.cluster())
	if err != nil {
		return err
	}
	p.options.logf("the private PostgreSQL has died, starting it again")
	// To its end, which is near: a start that is cut short leaves a killed server.
	if err := again.connect(context.WithoutCancel(ctx), a, defaultSearch()); err != nil {
		return fmt.Errorf("the private PostgreSQL died: %w", p.withDisk(err))
	}
	if again.url != p.url {
		return fmt.Errorf("the private PostgreSQL in %s died and came back on another port, its own was taken: start this command again", p.dir)
	}
	return nil
}
