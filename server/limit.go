package server

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

const (
	// queueFactor is how many requests may wait for each one that works: about as many as have their turn in time.
	queueFactor = 16
	// queueTimeout is how long a request waits for its turn at most, and no longer than the query timeout.
	queueTimeout = 3 * time.Second
	// answerTimeout is how long after the query timeout the work of a request is given up at the latest, its waiting included.
	answerTimeout = 750 * time.Millisecond
)

// limiter holds the requests that work in the database at once to what the pool
// has room for. Some more wait for their turn; the rest is told to come back.
type limiter struct {
	work     chan struct{}
	waiting  atomic.Int64
	most     int64
	patience time.Duration
	exports  chan struct{}
}

// newLimiter shares out a pool: a quarter for downloads, which may take long, one
// connection for health and metrics, one to count what takes long, whoever still waits for it, the rest for everything else.
func newLimiter(pool int, queryTimeout time.Duration) *limiter {
	exports := max(1, pool/4)
	work := max(1, pool-exports-2)
	return &limiter{
		work: make(chan struct{}, work), most: int64(work * queueFactor), patience: min(queueTimeout, queryTimeout),
		exports: make(chan struct{}, exports),
	}
}

// begin waits for its turn. It fails at once where too many wait already, and
// after a while where the turn does not come. The caller calls release.
func (l *limiter) begin(ctx context.Context) (release func(), err error) {
	release = func() { <-l.work }
	select {
	case l.work <- struct{}{}:
		return release, nil
	default:
	}
	defer l.waiting.Add(-1)
	if l.waiting.Add(1) > l.most {
		return nil, errBusy
	}
	patience := time.NewTimer(l.patience)
	defer patience.Stop()
	select {
	case l.work <- struct{}{}:
		return release, nil
	case <-patience.C:
		return nil, errBusy
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// export is begin for downloads, which never wait.
func (l *limiter) export() (release func(), err error) {
	select {
	case l.exports <- struct{}{}:
		return func() { <-l.exports }, nil
	default:
		return nil, &statusError{http.StatusServiceUnavailable, "Too many downloads run at once. Try again in a moment."}
	}
}

var errBusy = &statusError{http.StatusServiceUnavailable, "Too many requests are at work in the database. Try again in a moment."}
