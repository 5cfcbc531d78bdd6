package server

import (
	"context"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server/pages"
)

// sessionList is /debug/sessions. A response has no field for a token.
func (s *site) sessionList() List {
	return listed(s, list[models.Session, models.SessionFilter, models.SessionResponse]{
		name: "sessions", title: "Sessions", filters: models.SessionFilters(), response: models.Session.Response,
		rows: s.reader.Sessions.List, stream: s.exports.Sessions.Stream,
		table: func(ctx context.Context, rows []models.Session) (pages.Table, error) {
			users, err := s.reader.Users.Names(ctx, idsOf(rows, func(m models.Session) *uuid.UUID { return &m.UserID }))
			return pages.Sessions(s.now(), rows, users), err
		},
	})
}
