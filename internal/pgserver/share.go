//go:build darwin || freebsd || linux

package pgserver

import (
	"os"
	"sync"
	"time"
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

// URL is how to connect, password included: not for showing.
func (p *Share) URL() string { return p.url }
