package server

import (
	"context"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server/pages"
)

// userList is /debug/users. A response has no field for a password's hash.
func (s *site) userList() List {
	return listed(s, list[models.User, models.UserFilter, models.UserResponse]{
		name: "users", title: "Users", filters: models.UserFilters(), response: models.User.Response,
		rows: s.reader.Users.List, stream: s.exports.Users.Stream,
		table: func(_ context.Context, rows []models.User) (pages.Table, error) {
			return pages.Users(s.now(), rows), nil
		},
	})
}
