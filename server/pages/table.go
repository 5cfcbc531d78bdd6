package pages

import "github.com/clouddrift/guardian/models"

// Table is a list for people: what [Alerts] and its like make of the rows.
type Table struct {
	Title   string
	Lead    string // one sentence on what the rows are
	Columns []string
	Rows    [][]cell
	Empty   string // what to say where there is no row at all
}

// tableView is the page of any list but the drifts, which have one of their own.
type tableView struct {
	Table
	Form      Form
	Chips     []chip
	Clear     string // the address without filters
	Pager     pager
	Downloads []link
}

// List is the page of a table with the form of its filters.
func List[E, F any](at Address, t Table, filters []models.Filter[F], found models.Page[E]) Page {
	base := at.fromStart()
	return Page{"table", t.Title, tableView{
		Table: t, Form: FormOf(at, filters), Chips: chipsOf(base, filters),
		Clear: at.path, Pager: pagerOf(at, found), Downloads: downloads(base),
	}}
}
