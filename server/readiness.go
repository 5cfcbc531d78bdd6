package server

import (
	"context"
	"sync"
	"time"
)

// readyFor is how long an answer to /readyz holds.
const readyFor = time.Second

// readiness asks the same of the database for all who want to know at once, and not again
// for a while: whoever asks needs no token, and must not be able to take every connection.
// The zero value is ready.
type readiness struct {
	mu   sync.Mutex
	last *checkup
}

// checkup is an answer, once done is closed.
type checkup struct {
	done   chan struct{}
	at     time.Time
	detail string
	err    error
}

// ask gives the newest answer, or joins whoever waits for the next. It fails with what the
// check found, or when ctx ends, which leaves the check to the others.
func (r *readiness) ask(ctx context.Context, check func(context.Context) (detail string, err error)) (string, error) {
	c := r.current(context.WithoutCancel(ctx), check)
	select {
	case <-c.done:
		return c.detail, c.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (r *readiness) current(ctx context.Context, check func(context.Context) (string, error)) *checkup {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last != nil {
		select {
		case <-r.last.done:
			if time.Since(r.last.at) < readyFor {
				return r.last
			}
		default:
			return r.last
		}
	}
	c := &checkup{done: make(chan struct{})}
	r.last = c
	go func() {
		defer close(c.done)
		c.detail, c.err = check(ctx)
		c.at = time.Now()
	}()
	return c
}
