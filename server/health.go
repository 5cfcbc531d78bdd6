package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server/pages"
)

// healthz says that the process lives; it asks nobody else.
func (s *site) healthz(c *gin.Context) error {
	return s.answerHealth(c, health{Status: "ok"}, "The process lives.")
}

// readyz says whether requests can be served: the database answers and its
// schema is current.
func (s *site) readyz(c *gin.Context) error {
	detail, err := s.readiness.ask(c.Request.Context(), s.checkReady)
	switch {
	case errors.Is(err, context.Canceled): // nobody waits for the answer
		return err
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, models.ErrTimeout):
		return &statusError{http.StatusServiceUnavailable, fmt.Sprintf("the database did not answer within %s", s.queryTimeout)}
	case err != nil:
		return &statusError{http.StatusServiceUnavailable, err.Error()}
	}
	return s.answerHealth(c, health{"ready", detail}, "The database answers and its schema is current.")
}

// checkReady asks the database, and gives what wants somebody all the same.
func (s *site) checkReady(ctx context.Context) (string, error) {
	if err := s.ready(ctx); err != nil {
		return "", err
	}
	var details []string
	for _, told := range []string{s.behind(ctx), s.givenUp(ctx)} {
		if told != "" {
			details = append(details, told)
		}
	}
	return strings.Join(details, "; "), nil
}

// behind tells how much of its primary a standby has, "" where the server is none or does not say.
func (s *site) behind(ctx context.Context) string {
	if s.reader.Pool().Max == 0 {
		return "" // there is no database
	}
	replica, err := s.reader.Replica(ctx)
	if err != nil || replica == nil {
		return ""
	}
	return replica.Told()
}

// givenUp tells how many messages were given up lately, "" where none were; to which channel and why
// is for those with the token. Requests can be served all the same, so where it cannot be read nothing is told.
func (s *site) givenUp(ctx context.Context) string {
	if s.reader.Pool().Max == 0 {
		return "" // there is no database
	}
	f, err := s.reader.Messages.Figures(ctx, s.now().Add(-models.GivenUpLately))
	if err != nil || f.GivenUp == 0 {
		return ""
	}
	return fmt.Sprintf("messages given up in the last 7 days: %d; see /debug/messages", f.GivenUp)
}

// health is what machines are told.
type health struct {
	Status string `json:"status"` // ok or ready
	// Detail says what does not keep requests from being served, and wants somebody all the same.
	Detail string `json:"detail,omitempty"`
}

func (s *site) answerHealth(c *gin.Context, h health, sentence string) error {
	if wantsPage(c) {
		if h.Detail != "" {
			sentence += " But " + h.Detail + "."
		}
		return s.page(c, http.StatusOK, pages.Health(h.Status, sentence))
	}
	return respondJSON(c, h)
}
