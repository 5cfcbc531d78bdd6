package server

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server/pages"
)

// allLists is the table of lists, in the order of the navigation: a line gives a list
// its route, its form, its downloads and its place in the README. A list whose page
// shows more than the fields of its rows has a file of its own.
func (s *site) allLists() []List {
	return []List{
		s.driftList(),
		s.scopeList(),
		s.scanList(),
		s.alertList(),
		s.costList(),
		s.auditList(),
		s.userList(),
		s.sessionList(),
		s.messageList(),
	}
}

// routes is the table of contents: each path, what answers it, what its JSON is, and the
// query parameters that it takes besides format.
func (s *site) routes(lists []List) *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.RedirectTrailingSlash = false // gin's own redirects pass by the middleware; see notFound
	r.Use(identify, s.observe, s.catchPanic, secure, s.readOnly)

	open := r.Group("")
	s.add(open, route{path: "/healthz", told: "Whether the process lives, whatever the database does", answer: s.healthz, json: []any{health{}}})
	s.add(open, route{path: "/readyz", told: "Whether the database answers and its schema is current", answer: s.readyz, json: []any{health{}}})
	// for the pages of the two above; it holds no data
	s.add(open, route{path: "/static/:name", told: "A file of the pages", answer: s.static, media: "*/*"})

	guarded := r.Group("", s.refuseForeignHost, s.authenticate)
	s.add(guarded, route{path: "/", told: "The way to the overview", answer: redirectTo("/debug")})
	s.add(guarded, route{path: "/metrics", told: "The metrics, in Prometheus' text", answer: s.metrics.write, media: "text/plain"})
	s.add(guarded, route{path: "/openapi.json", told: "This description", answer: showDescription, media: "application/json"})

	withDownloads := map[string]bool{}
	for _, l := range lists {
		withDownloads["/debug/"+l.Name] = true
	}
	ledger := guarded.Group("/debug", func(c *gin.Context) {
		c.Set(hasETag, true)
		c.Set(isList, withDownloads[c.FullPath()])
	}, s.takeTurn)
	s.add(ledger, route{told: "The overview; as JSON the figures behind it", answer: s.showOverview, json: []any{models.Figures{}}, parameters: daysParameter})
	s.add(ledger, route{path: "/stats", told: "The figures behind the overview", answer: s.showStats, json: []any{models.Figures{}}, parameters: daysParameter})
	for _, l := range lists {
		s.add(ledger, l.route())
	}
	s.add(ledger, route{path: "/drifts/:id", told: "A drift with its changes, alerts, occurrences, costs and audit trail", answer: s.showDrift,
		json: []any{models.DossierResponse{}}, parameters: []models.FilterLine{models.AsOfParameter()}})
	s.add(ledger, route{path: "/scopes/*scope", told: "A scope with its scans", answer: s.showScope, json: []any{scopeDetail{}}})
	s.add(ledger, route{path: "/scans/:id", told: "A scan with what it saw, or what is different between it and another", answer: s.showScan,
		json: []any{scanDetail{}, scanComparison{}}, parameters: compareParameter})
	s.add(ledger, route{path: "/rules", told: "The rules in force with what each did, and the sets before", answer: s.showRules, json: []any{rulesDetail{}}, parameters: models.PageParameters()})
	s.add(ledger, route{path: "/rules/:id", told: "A set of rules with its source", answer: s.showRuleSet, json: []any{models.NamedRuleSet{}}})
	s.add(ledger, route{path: "/schema", told: "The migrations, and the tables with their sizes", answer: s.showSchema, json: []any{models.SchemaFigures{}}})

	s.profiles(guarded.Group("/debug/pprof"))

	r.NoRoute(s.refuseForeignHost, s.authenticate, s.notFound)
	return r
}

// add adds a route for GET and HEAD. It checks the query before the answer. Unless it is
// for a download, which has limits of its own, the answer gets a context that ends with
// the time that a request's database work may take.
func (s *site) add(group *gin.RouterGroup, r route) {
	answer := func(c *gin.Context) {
		err := checkParameters(c.Request, r)
		turn, begun := c.Request.Context(), time.Now()
		if err == nil && !formatOf(c).download() {
			ctx, cancel := context.WithTimeout(c.Request.Context(), s.queryTimeout)
			defer cancel()
			c.Request = c.Request.WithContext(ctx)
		}
		if err == nil {
			err = r.answer(c)
		}
		if err != nil && errors.Is(turn.Err(), context.DeadlineExceeded) && time.Since(begun) < s.queryTimeout {
			err = errBusy // the waiting took the time, not the query
		}
		if err != nil {
			s.fail(c, err)
		}
	}
	group.GET(r.path, answer)
	group.HEAD(r.path, answer)
	s.describe(group, r)
}

// takeTurn holds the requests that work in the database to what it has room for, and to the query timeout and a moment
// together with the waiting. Downloads have a limit of their own.
func (s *site) takeTurn(c *gin.Context) {
	if formatOf(c).download() {
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), s.queryTimeout+answerTimeout)
	defer cancel()
	c.Request = c.Request.WithContext(ctx)
	release, err := s.limit.begin(ctx)
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

// sectionsOf makes the navigation: the overview, the lists, the rules and the schema.
func sectionsOf(lists []List) []pages.Section {
	sections := []pages.Section{{Name: "Overview", Path: "/debug"}}
	for _, l := range lists {
		sections = append(sections, pages.Section{Name: l.Title, Path: "/debug/" + l.Name})
	}
	return append(sections, pages.Section{Name: "Rules", Path: "/debug/rules"}, pages.Section{Name: "Schema", Path: "/debug/schema"})
}
