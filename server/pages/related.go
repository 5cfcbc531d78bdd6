package pages

import (
	"strings"
	"time"

	"github.com/clouddrift/guardian/models"
)

// related is a list of what belongs to one drift, the newest first.
type related struct {
	ID, Title string
	Count     string // of all of them, shown or not
	Columns   []string
	Rows      [][]cell
	All       string // the address of all of them, where there are more or they have a list
	More      string // how many are left out here
}

// relatedTo are the occurrences, alerts and costs of a drift, as many rows as there is
// room for; a list without rows is left out.
func relatedTo(r *room, now time.Time, d models.Dossier) []related {
	id := d.Drift.ID.String()
	occurrences := related{ID: "occurrences", Title: "Seen by", Columns: []string{"Seen", "Scan", "Address", "Next apply"}}
	for _, o := range d.Occurrences.Items {
		address := cell{Kind: "code", Text: o.Address}
		if o.PreviousAddress != "" {
			address.Sub = "before: " + o.PreviousAddress
		}
		occurrences.Rows = append(occurrences.Rows, []cell{
			timeCell(now, o.SeenAt), linkCell("scan", "/debug/scans/"+o.ScanID.String()),
			address, textCell(o.NextApply.Words()),
		})
	}

	alerts := related{ID: "alerts", Title: "Alerts", Columns: []string{"Raised", "Alert", "Read"}, All: "/debug/alerts?driftId=" + id}
	for _, a := range d.Alerts.Items {
		read := textCell("unread")
		if a.IsRead && a.ReadAt != nil {
			read = timeCell(now, *a.ReadAt)
		}
		alerts.Rows = append(alerts.Rows, []cell{
			timeCell(now, a.CreatedAt), {Kind: "text", Text: a.Title, Sub: a.Message}, read,
		})
	}

	costs := related{ID: "costs", Title: "Costs", Columns: []string{"From", "Until", "Cost", "A month"}, All: "/debug/cost-metrics?driftId=" + id}
	for _, m := range d.Costs.Items {
		costs.Rows = append(costs.Rows, []cell{
			timeCell(now, m.PeriodStart), timeCell(now, m.PeriodEnd),
			costCell(&m.CostUSD), costCell(m.CostProjectedMonthly),
		})
	}

	var lists []related
	all := []struct {
		related
		total int64
	}{{occurrences, d.Occurrences.Total}, {alerts, d.Alerts.Total}, {costs, d.Costs.Total}}
	for i, list := range all {
		others := room(len(all)-1-i) * keptForEach
		r.within(*r-others, func(r *room) { list.Rows = rowsWithin(r, "drift", list.Columns, list.Rows) })
		if len(list.Rows) > 0 {
			list.Count, list.More = grouped(list.total), moreThan(list.total, len(list.Rows))
			if list.ID == occurrences.ID && !d.Occurrences.AtLeast {
				list.More = strings.TrimSpace(list.More + " " + deletedScans(d.Sighting.Occurrences-list.total))
			}
			lists = append(lists, list.related)
		}
	}
	return lists
}

func moreThan(total int64, shown int) string {
	if total <= int64(shown) {
		return ""
	}
	return grouped(total-int64(shown)) + " older ones are not shown here."
}

// deletedScans says how many scans saw the drift that are no more.
func deletedScans(n int64) string {
	switch {
	case n <= 0:
		return ""
	case n == 1:
		return "1 more scan that saw it is deleted by now."
	}
	return grouped(n) + " more scans that saw it are deleted by now."
}
