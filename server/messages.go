package server

import (
	"github.com/clouddrift/guardian/models"
)

// messageList is /debug/messages.
func (s *site) messageList() List {
	return listed(s, list[models.Message, models.MessageFilter, models.MessageResponse]{
		name: "messages", title: "Messages", filters: models.MessageFilters(), response: models.Message.Response,
		rows: s.reader.Messages.List, stream: s.exports.Messages.Stream,
	})
}
