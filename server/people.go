package server

import (
	"context"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// listUsers answers /debug/users. A response has no field for a password's hash.
func (s *Server) listUsers(c *gin.Context) error {
	q := queryOf(c)
	f := models.UserFilter{Role: enums(q, "role", models.Roles()), Active: q.flag("active")}
	return answerTable(s, c, q, table[models.User, models.UserResponse]{
		name: "users", parameters: userParameters, response: models.User.Response,
		list: func(ctx context.Context, p models.PageRequest) (models.Page[models.User], error) {
			return s.reader.Users.List(ctx, f, p)
		},
		stream: func(ctx context.Context, fn func(models.User) error) error {
			return s.exports.Users.Stream(ctx, f, fn)
		},
		page: s.usersView,
	})
}

func (s *Server) usersView(_ context.Context, _ address, users []models.User) (tableView, error) {
	v := tableView{
		Title: "Users", Lead: "Who may act on drifts. Admins and engineers decide, viewers look.",
		Columns: []string{"E-mail", "Name", "Role", "State", "Last login", "Created", "What they did"},
		Fields: []field{
			{Name: "role", Label: "Role", Choices: words(models.Roles())},
			{Name: "active", Label: "Active", Choices: []string{"true", "false"}},
		},
		Empty: "There is no user yet: add one with guardian user add.",
	}
	for _, u := range users {
		state, login := "active", noCell
		if !u.IsActive {
			state = "deactivated"
		}
		if u.LastLoginAt != nil {
			login = cell{Kind: "time", When: s.moment(*u.LastLoginAt)}
		}
		v.Rows = append(v.Rows, []cell{
			textCell(u.Email), textCell(strings.TrimSpace(text(u.FirstName) + " " + text(u.LastName))),
			textCell(string(u.Role)), textCell(state), login, {Kind: "time", When: s.moment(u.CreatedAt)},
			linkCell("audit trail", "/debug/audit-logs?actorId="+u.ID.String()),
		})
	}
	return v, nil
}

// listSessions answers /debug/sessions. A response has no field for a token.
func (s *Server) listSessions(c *gin.Context) error {
	q := queryOf(c)
	f := models.SessionFilter{UserID: q.id("userId")}
	return answerTable(s, c, q, table[models.Session, models.SessionResponse]{
		name: "sessions", parameters: sessionParameters, response: models.Session.Response,
		list: func(ctx context.Context, p models.PageRequest) (models.Page[models.Session], error) {
			return s.reader.Sessions.List(ctx, f, p)
		},
		stream: func(ctx context.Context, fn func(models.Session) error) error {
			return s.exports.Sessions.Stream(ctx, f, fn)
		},
		page: s.sessionsView,
	})
}

func (s *Server) sessionsView(ctx context.Context, _ address, sessions []models.Session) (tableView, error) {
	v := tableView{
		Title: "Sessions", Lead: "Logins that refresh themselves. No token is kept, only its digest, and that is not shown.",
		Columns: []string{"User", "State", "Created", "Last used", "Expires", "Address", "Program"},
		Fields:  []field{{Name: "userId", Label: "User", Hint: "the user's id"}},
		Empty:   "Nobody has logged in yet.",
	}
	users, err := s.reader.Users.Names(ctx, idsOf(sessions, func(m models.Session) *uuid.UUID { return &m.UserID }))
	if err != nil {
		return v, err
	}
	for _, m := range sessions {
		state, used, from, program := "live", noCell, noCell, noCell
		switch {
		case m.IsRevoked:
			state = "revoked"
		case !m.ExpiresAt.After(s.now()):
			state = "expired"
		}
		if m.LastUsedAt != nil {
			used = cell{Kind: "time", When: s.moment(*m.LastUsedAt)}
		}
		if m.IPAddress != nil {
			from = codeCell(m.IPAddress.String())
		}
		if m.UserAgent != nil {
			program = cell{Kind: "text", Text: clip(*m.UserAgent, 60), Title: *m.UserAgent}
		}
		v.Rows = append(v.Rows, []cell{
			linkCell(users[m.UserID], "/debug/sessions?userId="+m.UserID.String()), textCell(state),
			{Kind: "time", When: s.moment(m.CreatedAt)}, used, {Kind: "time", When: s.moment(m.ExpiresAt)}, from, program,
		})
	}
	return v, nil
}
