package server

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/sirupsen/logrus"

	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/server/pages"
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
	// Downloads have limits of their own, and totals and the order of scopes go on for up to a minute when the
	// request is over, for those who ask next.
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

const (
	defaultQueryTimeout = 5 * time.Second
	// exportBatchTimeout is the longest that the database may take for the next rows
	// of a download.
	exportBatchTimeout = 5 * time.Minute
)

// site is what the handlers of a server share.
type site struct {
	reader       *repositories.Reader
	exports      *repositories.Reader // the same, with more time
	ready        func(ctx context.Context) error
	readiness    readiness
	token        *tokenCheck
	queryTimeout time.Duration
	log          logrus.FieldLogger
	version      string
	now          func() time.Time
	limit        *limiter
	figures      *figureCache
	scopes       *scopeCache
	metrics      *metrics
	sections     []pages.Section // the navigation
	described    []route         // all of them, for the description
	stopping     atomic.Bool     // requests in flight are being broken off
}

func newSite(cfg Config) *site {
	s := &site{
		reader: cfg.Reader, exports: cfg.Reader.WithTimeout(exportBatchTimeout), ready: cfg.Ready, token: newTokenCheck(cfg.Token),
		queryTimeout: cfg.QueryTimeout, log: cfg.Log, version: cfg.Version, now: cfg.Now,
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
	s.readiness.holds = readyFor
	s.limit = newLimiter(int(s.reader.Pool().Max), s.queryTimeout)
	s.figures = newFigureCache(readFigures(s.reader, s.now), s.now)
	s.scopes = newScopeCache(s.reader, s.now)
	s.metrics = newMetrics(cfg.Version, cfg.Commit, &ledgerCollector{s.reader, s.limit, s.log, s.scopes, s.now})
	return s
}

// describe notes a route for the description of this server.
func (s *site) describe(group *gin.RouterGroup, r route) {
	r.path = strings.TrimSuffix(group.BasePath(), "/") + r.path
	s.described = append(s.described, r)
}

// page answers with a page.
func (s *site) page(c *gin.Context, status int, p pages.Page) error {
	html, err := p.Render(pages.Frame{
		At: pages.AddressOf(c.Request.URL), Now: s.now(), Version: s.version, RequestID: requestID(c),
		Sections: s.sections, Failed: status >= http.StatusBadRequest,
	})
	if err == nil {
		write(c, status, "text/html; charset=utf-8", html)
	}
	return err
}
