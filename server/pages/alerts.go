package pages

import (
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// Alerts is the list of alerts; drifts and readers are the names of those in it.
func Alerts(now time.Time, alerts []models.Alert, drifts map[uuid.UUID]models.DriftName, readers map[uuid.UUID]string) Table {
	t := Table{
		Title: "Alerts", Lead: "What somebody should look at; whom that was told, the messages say. Resolving a drift reads its alerts.",
		Columns: []string{"Severity", "Alert", "Drift", "Raised", "Read"},
		Empty:   "No alert has been raised yet.",
	}
	for _, a := range alerts {
		read := textCell("unread")
		if a.IsRead {
			read = timeCellOr(now, a.ReadAt, textCell("read"))
			if a.ReadBy != nil {
				read.Sub = readers[*a.ReadBy]
			}
		}
		t.Rows = append(t.Rows, []cell{
			{Kind: "severity", Text: string(a.Severity)},
			{Kind: "text", Text: a.Title, Sub: a.Message},
			driftCell(drifts, &a.DriftID), timeCell(now, a.CreatedAt), read,
		})
	}
	return t
}
