package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/clouddrift/guardian/server/pages"
)

// healthz says that the process lives; it asks nobody else.
func (s *site) healthz(c *gin.Context) error { return s.answerHealth(c, "ok", "The process lives.") }

// readyz says whether requests can be served: the database answers and its
// schema is current.
func (s *site) readyz(c *gin.Context) error {
	if err := s.ready(c.Request.Context()); err != nil {
		return &statusError{http.StatusServiceUnavailable, err.Error()}
	}
	return s.answerHealth(c, "ready", "The database answers and its schema is current.")
}

// health is what machines are told.
type health struct {
	Status string `json:"status"` // ok or ready
}

func (s *site) answerHealth(c *gin.Context, status, sentence string) error {
	if wantsPage(c) {
		return s.page(c, http.StatusOK, pages.Health(status, sentence))
	}
	return respondJSON(c, health{status})
}
