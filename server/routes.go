package server

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
)

// handler answers one request or says why it cannot; see [Server.fail].
type handler func(c *gin.Context) error

// driftParameters are what /debug/drifts can be asked by.
var driftParameters = []string{
	"status", "severity", "resourceType", "resourceId", "region", "accountId", "detectedBy", "scope", "changed",
	"since", "until", "sort", "limit", "page", "cursor",
}

// routes is the table of contents: each path, what answers it, and the query
// parameters that it takes besides format.
func (s *Server) routes() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.RedirectTrailingSlash = false // gin's own redirects pass by the middleware; see notFound
	r.Use(s.identify, s.logAccess, s.catchPanic, secure, s.readOnly)

	health := r.Group("")
	s.get(health, "/healthz", s.healthz)
	s.get(health, "/readyz", s.readyz)

	guarded := r.Group("", s.refuseForeignHost, s.authenticate)
	s.get(guarded, "/", redirectTo("/debug/drifts"))
	s.get(guarded, "/debug", redirectTo("/debug/drifts"))
	s.get(guarded, "/debug/drifts", s.listDrifts, driftParameters...)
	s.get(guarded, "/debug/drifts/:id", s.showDrift)
	guarded.GET("/static/:name", s.static)
	guarded.HEAD("/static/:name", s.static)

	r.NoRoute(s.refuseForeignHost, s.authenticate, s.notFound)
	return r
}

// get adds a route for GET and HEAD. The handler gets a context that ends with
// the time that the request's database work may take.
func (s *Server) get(group *gin.RouterGroup, path string, h handler, parameters ...string) {
	answer := func(c *gin.Context) {
		ctx, cancel := context.WithTimeout(c.Request.Context(), s.queryTimeout)
		defer cancel()
		c.Request = c.Request.WithContext(ctx)
		err := checkParameters(c.Request, parameters)
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

func redirectTo(path string) handler {
	return func(c *gin.Context) error {
		c.Redirect(http.StatusFound, path)
		return nil
	}
}
