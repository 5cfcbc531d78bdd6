package pages

import (
	"strings"
	"time"

	"github.com/clouddrift/guardian/models"
)

// Users is the list of users.
func Users(now time.Time, users []models.User) Table {
	t := Table{
		Title: "Users", Lead: "Who may act on drifts. Admins and engineers decide, viewers look.",
		Columns: []string{"E-mail", "Name", "Role", "State", "Last login", "Created", "What they did"},
		Empty:   "There is no user yet: add one with guardian user add.",
	}
	for _, u := range users {
		state := "active"
		if !u.IsActive {
			state = "deactivated"
		}
		t.Rows = append(t.Rows, []cell{
			textCell(u.Email), textCell(strings.TrimSpace(text(u.FirstName) + " " + text(u.LastName))),
			textCell(string(u.Role)), textCell(state), timeCellOr(now, u.LastLoginAt, noCell), timeCell(now, u.CreatedAt),
			linkCell("audit trail", "/debug/audit-logs?actorId="+u.ID.String()),
		})
	}
	return t
}
