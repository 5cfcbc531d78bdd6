package pages

import (
	"strconv"

	"github.com/clouddrift/guardian/models"
)

// statsView is the page of the bare figures: every table, no picture.
type statsView struct {
	Days   int
	AsOf   string
	Tables []figureTable
}

type figureTable struct {
	Title string
	Head  []string
	Rows  [][]string
}

// Stats is the page of the figures of the last days.
func Stats(f models.Figures, days int) Page {
	v := statsView{Days: days, AsOf: f.AsOf.Format("2006-01-02 15:04:05") + " UTC"}
	groups := figureTable{Title: "Drifts by status and severity", Head: []string{"Status", "Severity", "In code", "Drifts", "Cost a month", "Not known of"}}
	for _, g := range f.Groups {
		inCode := "yes"
		if g.Unmanaged {
			inCode = "no: " + string(models.KindUnmanaged)
		}
		groups.Rows = append(groups.Rows, []string{g.Word(), string(g.Severity), inCode, grouped(g.Drifts), dollars(g.CostMonthly.String()), grouped(g.CostUnknown)})
	}
	next := figureTable{Title: "What the next apply does about the open drifts", Head: []string{"Next apply", "Drifts"}}
	for _, word := range models.NextApplies() {
		next.Rows = append(next.Rows, []string{string(word), grouped(f.Open.NextApply[word])})
	}
	keys := figureTable{Title: "Keys that changed most, in " + keysOf(f.Open), Head: []string{"Key", "Drifts"}}
	for _, k := range f.ChangedKeys {
		keys.Rows = append(keys.Rows, []string{k.Key, grouped(k.Drifts)})
	}
	accounts := figureTable{Title: "Cost by account", Head: []string{"Account", "Cost", "Metrics"}}
	for _, a := range f.CostsByAccount {
		name := "no account"
		if a.AccountID != nil {
			name = *a.AccountID
		}
		accounts.Rows = append(accounts.Rows, []string{name, dollars(a.CostUSD.String()), strconv.FormatInt(a.Metrics, 10)})
	}
	v.Tables = []figureTable{groups, next, keys, accounts}
	for _, p := range trendsOf(f) {
		v.Tables = append(v.Tables, figureTable{p.Title, p.Head, p.Rows})
	}
	return Page{"stats", "Figures", v}
}
