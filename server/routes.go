package server

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server/pages"
)

// The formats of the answers, besides what the Accept header says.
var (
	oneFormats  = []string{"json", "html"}
	listFormats = []string{"json", "html", "csv", "ndjson"}
)

// allLists is the table of lists, in the order of the navigation: a line gives a list
// its route, its form, its downloads and its place in the README. A list whose page
// shows more than the fields of its rows has a file of its own.
func (s *site) allLists() []List {
	return []List{
		{Name: "drifts", Title: "Drifts", Filters: models.FilterLines(models.DriftFilters()), answer: s.listDrifts, form: pages.DriftForm, other: []string{"sort", "asOf"}},
		s.scopeList(),
		s.scanList(),
		s.alertList(),
		s.costList(),
		s.auditList(),
		s.userList(),
		s.sessionList(),
	}
}

// routes is the table of contents: each path, what answers it, and the query
// parameters that it takes besides format.
func (s *site) routes(lists []List) http.Handler {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.RedirectTrailingSlash = false // gin's own redirects pass by the middleware; see notFound
	r.Use(identify, s.observe, s.catchPanic, secure, s.readOnly)

	open := r.Group("")
	s.get(open, "/healthz", s.healthz)
	s.get(open, "/readyz", s.readyz)
	open.GET("/static/:name", s.static) // for the pages of the two above; it holds no data
	open.HEAD("/static/:name", s.static)

	guarded := r.Group("", s.refuseForeignHost, s.authenticate)
	s.get(guarded, "/", redirectTo("/debug"))
	s.get(guarded, "/metrics", s.metrics.write)

	withDownloads := map[string]bool{}
	for _, l := range lists {
		withDownloads["/debug/"+l.Name] = true
	}
	ledger := guarded.Group("/debug", func(c *gin.Context) {
		c.Set(isLedger, true)
		c.Set(isList, withDownloads[c.FullPath()])
	}, s.takeTurn)
	s.get(ledger, "", s.showOverview, parameter{"days", true})
	s.get(ledger, "/stats", s.showStats, parameter{"days", true})
	for _, l := range lists {
		s.add(ledger, "/"+l.Name, l.get, listFormats, listParameters(l.Filters, l.other...))
	}
	s.get(ledger, "/drifts/:id", s.showDrift, parameter{"asOf", true})
	s.get(ledger, "/scopes/*scope", s.showScope)
	s.get(ledger, "/scans/:id", s.showScan, parameter{"compare", true})
	s.get(ledger, "/schema", s.showSchema)

	s.profiles(guarded.Group("/debug/pprof"))

	r.NoRoute(s.refuseForeignHost, s.authenticate, s.notFound)
	return r
}

// get adds a route for GET and HEAD that answers one thing.
func (s *site) get(group *gin.RouterGroup, path string, h handler, parameters ...parameter) {
	s.add(group, path, h, oneFormats, parameters)
}

// add checks the query before h. Unless it is for a download, which has limits of
// its own, h gets a context that ends with the time that a request's database
// work may take.
func (s *site) add(group *gin.RouterGroup, path string, h handler, formats []string, parameters []parameter) {
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
func (s *site) takeTurn(c *gin.Context) {
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

// sectionsOf makes the navigation: the overview, the lists, and the schema.
func sectionsOf(lists []List) []pages.Section {
	sections := []pages.Section{{Name: "Overview", Path: "/debug"}}
	for _, l := range lists {
		sections = append(sections, pages.Section{Name: l.Title, Path: "/debug/" + l.Name})
	}
	return append(sections, pages.Section{Name: "Schema", Path: "/debug/schema"})
}
