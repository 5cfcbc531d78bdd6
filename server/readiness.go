package server

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// readyFor is how long an answer to /readyz holds.
const readyFor = time.Second

// readiness asks the same of the database for all who want to know at once, and not again
// for a while: whoever asks needs no token, and must not be able to take every connection.
type readiness struct {
	holds time.Duration // how long an answer does

	mu   sync.Mutex
	last *checkup
}

// checkup is an answer, once done is closed.
type checkup struct {
	done   chan struct{}
	at     time.Time
	detail string
	err    error
	panic  string // what the check ended with instead, and where
}

// ask gives the newest answer, or joins whoever waits for the next. It fails with what the
// check found, or when ctx ends, which leaves the check to the others. A panic of the check
// is one of everybody who asked.
func (r *readiness) ask(ctx context.Context, check func(context.Context) (detail string, err error)) (string, error) {
	c := r.current(context.WithoutCancel(ctx), check)
	select {
	case <-c.done:
		if c.panic != "" {
			panic(c.panic) // to whoever asked, since nobody stands above the check
		}
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
			if time.Since(r.last.at) < r.holds {
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
		defer func() {
			if cause := recover(); cause != nil {
				c.panic, c.at = fmt.Sprintf("%v\n%s", cause, debug.Stack()), time.Now()
			}
		}()
		c.detail, c.err = check(ctx)
		c.at = time.Now()
	}()
	return c
}
