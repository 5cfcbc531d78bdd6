package server

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/clouddrift/guardian/server/pages"
)

// fail answers with an error: its status, what may be shown of it, and the
// request's id. The cause of an internal error goes to the log alone.
func (s *site) fail(c *gin.Context, err error) {
	p := problemOf(err)
	p.Instance, p.RequestID = c.Request.URL.Path, requestID(c)
	if p.Status == http.StatusInternalServerError {
		s.log.WithField("requestId", p.RequestID).WithError(err).Error("request failed")
	}
	if p.Status == http.StatusServiceUnavailable {
		c.Header("Retry-After", "2")
	}
	c.Abort()
	shown := p.page()
	var form *formError
	if errors.As(err, &form) && p.Status == http.StatusBadRequest {
		shown.Form = &form.form
	}
	if wantsPage(c) && s.page(c, p.Status, pages.Error(shown)) == nil {
		return
	}
	writeJSON(c, p.Status, "application/problem+json", p)
}

// formError is an error about what somebody filled into a form.
type formError struct {
	error
	form pages.Form
}

func (e *formError) Unwrap() error { return e.error }

// notFound answers paths that no route has. A slash too many at the end is
// forgiven under /debug: there is one address for each page.
func (s *site) notFound(c *gin.Context) {
	path := c.Request.URL.Path
	if trimmed := strings.TrimRight(path, "/"); trimmed != path && strings.HasPrefix(trimmed, "/debug") {
		u := *c.Request.URL
		u.Path, u.RawPath = trimmed, ""
		c.Redirect(http.StatusPermanentRedirect, u.RequestURI())
		return
	}
	s.fail(c, &statusError{http.StatusNotFound, "There is nothing at this address."})
}
