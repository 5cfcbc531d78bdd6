package server

import (
	"github.com/clouddrift/guardian/models"
)

// related is a list of what belongs to one drift, the newest first.
type related struct {
	ID, Title string
	Columns   []string
	Rows      [][]cell
	All       string // the address of all of them, where there are more or they have a list
	More      string // how many are left out here
}

// related are the occurrences, alerts and costs of a drift; a list without rows is
// left out.
func (s *Server) related(d models.Dossier) []related {
	id := d.Drift.ID.String()
	occurrences := related{ID: "occurrences", Title: "Seen by", Columns: []string{"Seen", "Scan", "Address", "Next apply"}}
	for _, o := range d.Occurrences.Items {
		address := cell{Kind: "code", Text: o.Address}
		if o.PreviousAddress != "" {
			address.Sub = "before: " + o.PreviousAddress
		}
		occurrences.Rows = append(occurrences.Rows, []cell{
			{Kind: "time", When: s.moment(o.SeenAt)}, linkCell("scan", "/debug/scans/"+o.ScanID.String()),
			address, textCell(applyWords[o.NextApply]),
		})
	}
	occurrences.More = moreThan(d.Occurrences.Total, len(d.Occurrences.Items))

	alerts := related{ID: "alerts", Title: "Alerts", Columns: []string{"Raised", "Alert", "Read"}, All: "/debug/alerts?driftId=" + id}
	for _, a := range d.Alerts.Items {
		read := textCell("unread")
		if a.IsRead && a.ReadAt != nil {
			read = cell{Kind: "time", When: s.moment(*a.ReadAt)}
		}
		alerts.Rows = append(alerts.Rows, []cell{
			{Kind: "time", When: s.moment(a.CreatedAt)}, {Kind: "text", Text: a.Title, Sub: a.Message}, read,
		})
	}
	alerts.More = moreThan(d.Alerts.Total, len(d.Alerts.Items))

	costs := related{ID: "costs", Title: "Costs", Columns: []string{"From", "Until", "Cost", "A month"}, All: "/debug/cost-metrics?driftId=" + id}
	for _, m := range d.Costs.Items {
		monthly := cell{Kind: "cost"}
		if m.CostProjectedMonthly != nil {
			monthly.Cost = costOf(*m.CostProjectedMonthly)
		}
		costs.Rows = append(costs.Rows, []cell{
			{Kind: "time", When: s.moment(m.PeriodStart)}, {Kind: "time", When: s.moment(m.PeriodEnd)},
			{Kind: "cost", Cost: costOf(m.CostUSD)}, monthly,
		})
	}
	costs.More = moreThan(d.Costs.Total, len(d.Costs.Items))

	var lists []related
	for _, list := range []related{occurrences, alerts, costs} {
		if len(list.Rows) > 0 {
			lists = append(lists, list)
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

// applyWords say in short what the next apply does.
var applyWords = map[models.NextApply]string{
	models.NextApplyRevert: "undoes it", models.NextApplyKeep: "leaves it", models.NextApplyUnknown: "not known",
}
