package server

import (
	"context"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server/pages"
)

// listSessions answers /debug/sessions. A response has no field for a token.
func (s *site) listSessions(c *gin.Context) error {
	return answerList(s, c, list[models.Session, models.SessionFilter, models.SessionResponse]{
		name: "sessions", filters: models.SessionFilters(), response: models.Session.Response,
		rows: s.reader.Sessions.List, stream: s.exports.Sessions.Stream,
		table: func(ctx context.Context, rows []models.Session) (pages.Table, error) {
			users, err := s.reader.Users.Names(ctx, idsOf(rows, func(m models.Session) *uuid.UUID { return &m.UserID }))
			return pages.Sessions(s.now(), rows, users), err
		},
	})
}
