package server

import (
	"context"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server/pages"
)

// messageList is /debug/messages.
func (s *site) messageList() List {
	return listed(s, list[models.Message, models.MessageFilter, models.MessageResponse]{
		name: "messages", title: "Messages", filters: models.MessageFilters(), response: models.Message.Response,
		rows: s.reader.Messages.List, stream: s.exports.Messages.Stream,
		table: func(_ context.Context, rows []models.Message) (pages.Table, error) {
			return pages.Messages(s.now(), rows), nil
		},
	})
}
