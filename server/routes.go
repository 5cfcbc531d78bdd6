package server

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
)

// handler answers one request or says why it cannot; see [Server.fail].
type handler func(c *gin.Context) error

// What each list can be asked by, in the order in which a page names it.
var (
	driftParameters = withPages("status", "severity", "resourceType", "resourceId", "region", "accountId",
		"detectedBy", "scope", "changed", "since", "until", "sort")
	scanParameters    = withPages("scope", "source")
	alertParameters   = withPages("severity", "unread", "driftId")
	costParameters    = withPages("driftId", "since", "until")
	auditParameters   = withPages("action", "actorId", "driftId", "since", "until")
	userParameters    = withPages("role", "active")
	sessionParameters = withPages("userId")
)

func withPages(filters ...string) []string { return append(filters, "limit", "page", "cursor") }

// The formats of the answers, besides what the Accept header says.
var (
	oneFormats  = []string{"json", "html"}
	listFormats = []string{"json", "html", "csv", "ndjson"}
)

// routes is the table of contents: each path, what answers it, and the query
// parameters that it takes besides format.
func (s *Server) routes() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.RedirectTrailingSlash = false // gin's own redirects pass by the middleware; see notFound
	r.Use(s.identify, s.observe, s.catchPanic, secure, s.readOnly)

	open := r.Group("")
	s.get(open, "/healthz", s.healthz)
	s.get(open, "/readyz", s.readyz)
	open.GET("/static/:name", s.static) // for the pages of the two above; it holds no data
	open.HEAD("/static/:name", s.static)

	guarded := r.Group("", s.refuseForeignHost, s.authenticate)
	s.get(guarded, "/", redirectTo("/debug"))
	s.get(guarded, "/metrics", s.showMetrics)

	ledger := guarded.Group("/debug", s.takeTurn)
	s.get(ledger, "", s.showOverview, "days")
	s.get(ledger, "/stats", s.showStats, "days")
	s.list(ledger, "/drifts", s.listDrifts, driftParameters)
	s.get(ledger, "/drifts/:id", s.showDrift)
	s.list(ledger, "/scans", s.listScans, scanParameters)
	s.get(ledger, "/scans/:id", s.showScan)
	s.list(ledger, "/alerts", s.listAlerts, alertParameters)
	s.list(ledger, "/cost-metrics", s.listCosts, costParameters)
	s.list(ledger, "/audit-logs", s.listAudit, auditParameters)
	s.list(ledger, "/users", s.listUsers, userParameters)
	s.list(ledger, "/sessions", s.listSessions, sessionParameters)
	s.get(ledger, "/schema", s.showSchema)

	s.profiles(guarded.Group("/debug/pprof"))

	r.NoRoute(s.refuseForeignHost, s.authenticate, s.notFound)
	return r
}

// get adds a route for GET and HEAD that answers one thing.
func (s *Server) get(group *gin.RouterGroup, path string, h handler, parameters ...string) {
	s.add(group, path, h, oneFormats, parameters)
}

// list adds a route for GET and HEAD that answers a list, which can be downloaded.
func (s *Server) list(group *gin.RouterGroup, path string, h handler, parameters []string) {
	s.add(group, path, h, listFormats, parameters)
}

// add checks the query before h. Unless it is for a download, which has limits of
// its own, h gets a context that ends with the time that a request's database
// work may take.
func (s *Server) add(group *gin.RouterGroup, path string, h handler, formats, parameters []string) {
	answer := func(c *gin.Context) {
		err := checkParameters(c.Request, formats, parameters)
		if err == nil && !formatOf(c).download() {
			ctx, cancel := context.WithTimeout(c.Request.Context(), s.queryTimeout)
			defer cancel()
			c.Request = c.Request.WithContext(ctx)
		}
		if err == nil {
			err = h(c)
		}
		if err != nil {
			s.fail(c, err)
		}
	}
	group.GET(path, answer)
	group.HEAD(path, answer)
}

// takeTurn holds the requests that work in the database to what it has room for.
// Downloads have a limit of their own.
func (s *Server) takeTurn(c *gin.Context) {
	if formatOf(c).download() {
		return
	}
	release, err := s.limit.begin(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	defer release()
	c.Next()
}

func redirectTo(path string) handler {
	return func(c *gin.Context) error {
		c.Redirect(http.StatusFound, path)
		return nil
	}
}
