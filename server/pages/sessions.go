package pages

import (
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// Sessions is the list of logins; users are the names of those in it.
func Sessions(now time.Time, sessions []models.Session, users map[uuid.UUID]string) Table {
	t := Table{
		Title: "Sessions", Lead: "Logins that refresh themselves. No token is kept, only its digest, and that is not shown.",
		Columns: []string{"User", "State", "Created", "Last used", "Expires", "Address", "Program"},
		Empty:   "Nobody has logged in yet.",
	}
	for _, m := range sessions {
		state, from, program := "live", noCell, noCell
		switch {
		case m.IsRevoked:
			state = "revoked"
		case !m.ExpiresAt.After(now):
			state = "expired"
		}
		if m.IPAddress != nil {
			from = codeCell(m.IPAddress.String())
		}
		if m.UserAgent != nil {
			program = cell{Kind: "text", Text: clip(*m.UserAgent, 60), Title: *m.UserAgent}
		}
		t.Rows = append(t.Rows, []cell{
			linkCell(users[m.UserID], "/debug/sessions?userId="+m.UserID.String()), textCell(state),
			timeCell(now, m.CreatedAt), timeCellOr(now, m.LastUsedAt, noCell), timeCell(now, m.ExpiresAt), from, program,
		})
	}
	return t
}
