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
	"time"

	"github.com/sirupsen/logrus"
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
	// whoever stops it may count on 10 seconds in all.
	stopTimeout = 9 * time.Second
)

// Server answers the admin HTTP. It is safe for concurrent use.
type Server struct {
	*site
	handler http.Handler
	lists   []List
}

// New makes a server. It panics when a page's template cannot be parsed, which a
// test would have noticed.
func New(cfg Config) *Server {
	s := newSite(cfg)
	lists := s.allLists()
	s.sections = sectionsOf(lists)
	return &Server{s, compressed(s.routes(lists)), lists}
}

// Lists gives the lists that the server has routes for.
func (s *Server) Lists() []List { return s.lists }

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
