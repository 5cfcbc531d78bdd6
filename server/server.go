// Package server is the admin HTTP: health, and a read-only look at the ledger
// of drifts, as JSON for programs and as pages for people.
//
// It cannot write: it is given a [repositories.Reader], whose sessions are
// read-only in PostgreSQL and whose type has no method that writes. Handlers
// decode the request, call the repository and respond; every error goes through
// one table from its kind to a status.
package server

import (
	"context"
	"errors"
	"log"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/clouddrift/guardian/repositories"
)

// gcPercent is how far the heap may grow before it is collected, in percent of what
// lives. The default of 100 spends a fifth to a quarter of the time on collecting
// (BenchmarkServer: list 1,830 to 2,170 requests a second, page 480 to 600), for a
// heap of a few MiB. The environment's GOGC wins.
const gcPercent = 400

// The edges of a connection. Query time comes on top of the write timeout; a
// download moves it on for as long as the client takes bytes.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 10 * time.Second
	writeTimeout      = 20 * time.Second
	idleTimeout       = time.Minute
	maxHeaderBytes    = 64 << 10

	// stopTimeout is how long requests in flight may take to finish on a stop;
	// the contract allows 10 seconds in all.
	stopTimeout = 9 * time.Second

	defaultQueryTimeout = 5 * time.Second
)

// Config is what a server needs.
type Config struct {
	// Reader reads the ledger. Required.
	Reader *repositories.Reader
	// Ready returns nil when the database answers and the schema is current, else
	// an error whose text is the reason and may be shown. Nil means always ready.
	Ready func(ctx context.Context) error
	// Token, when not empty, is asked for on every route but the health routes and
	// the style sheet and icon of their pages.
	Token string
	// QueryTimeout is the longest that the database work of one request may take; 0 is 5 s.
	QueryTimeout time.Duration
	// Log gets one line a request and the causes of internal errors. Nil is silent.
	Log logrus.FieldLogger
	// Version is shown at the foot of every page.
	Version string
	// Commit is what the program was built from, for the metrics; may be empty.
	Commit string
	// Now is the clock that relative times are told by; nil is time.Now.
	Now func() time.Time
}

// Server answers the admin HTTP. It is safe for concurrent use.
type Server struct {
	reader       *repositories.Reader
	exports      *repositories.Reader // the same, with more time
	ready        func(ctx context.Context) error
	token        *tokenCheck
	queryTimeout time.Duration
	log          logrus.FieldLogger
	version      string
	commit       string
	now          func() time.Time
	drifts       *repositories.DriftList
	limit        *limiter
	figures      *figureCache
	metrics      *metrics
	handler      http.Handler
	stopping     atomic.Bool // requests in flight are being broken off
}

// New makes a server. It panics when a page's template cannot be parsed, which a
// test would have noticed.
func New(cfg Config) *Server {
	s := &Server{
		reader: cfg.Reader, exports: cfg.Reader.WithTimeout(exportBatchTimeout), ready: cfg.Ready, token: newTokenCheck(cfg.Token),
		queryTimeout: cfg.QueryTimeout, log: cfg.Log, version: cfg.Version, commit: cfg.Commit, now: cfg.Now,
	}
	if s.ready == nil {
		s.ready = func(context.Context) error { return nil }
	}
	if s.queryTimeout <= 0 {
		s.queryTimeout = defaultQueryTimeout
	}
	if s.log == nil {
		silent := logrus.New()
		silent.SetLevel(logrus.PanicLevel)
		s.log = silent
	}
	if s.now == nil {
		s.now = time.Now
	}
	s.drifts = repositories.NewDriftList(s.reader)
	s.limit = newLimiter(int(s.reader.Pool().Max))
	s.figures = &figureCache{read: s.readFigures, now: s.now, kept: map[int]*figures{}, runs: map[int]*figureRun{}}
	s.metrics = newMetrics(s)
	s.handler = s.routes()
	return s
}

// Handler answers requests without a listener, for tests and for embedding.
func (s *Server) Handler() http.Handler { return s.handler }

// Serve answers on l until ctx is done. Then it takes no new connections, lets
// the requests in flight finish and returns nil within 10 seconds. It returns an
// error only when the listener fails. It closes l. While it runs the garbage
// collector is set to gcPercent.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	if os.Getenv("GOGC") == "" {
		defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	}
	h := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      s.queryTimeout + writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		// else net/http answers OPTIONS * by itself, with 200
		DisableGeneralOptionsHandler: true,

		ErrorLog: log.New(connectionLog{s.log}, "", 0),
	}
	failed := make(chan error, 1)
	go func() { failed <- h.Serve(l) }()
	go s.warmUp(ctx)

	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := h.Shutdown(grace); err != nil {
		s.log.WithError(err).Warn("requests in flight did not finish in time")
		s.stopping.Store(true)
		_ = h.Close() // nothing is left to lose: the listener is closed already
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// connectionLog hands what net/http has to say about connections to logrus.
type connectionLog struct{ log logrus.FieldLogger }

func (w connectionLog) Write(line []byte) (int, error) {
	w.log.Warn(strings.TrimSpace(string(line)))
	return len(line), nil
}
