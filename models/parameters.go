package models

import (
	"fmt"
	"net/url"
	"time"
)

// PageParameters describes what each list takes besides its filters: which page of it
// is wanted.
func PageParameters() []FilterLine {
	return []FilterLine{
		{Name: "limit", Kind: ParameterNumber, Least: 1, Most: MaxLimit,
			Help: fmt.Sprintf("show `N` of them, 1 to %d (%d when not given)", MaxLimit, DefaultLimit)},
		{Name: "page", Kind: ParameterNumber, Least: 1, Most: MaxPage, Help: "show page `N`, from 1"},
		{Name: "cursor", Kind: ParameterText, Help: "show what follows a page: the `CURSOR` that it gave"},
	}
}

// SortParameter describes the order of a list of drifts.
func SortParameter() FilterLine {
	return FilterLine{Name: "sort", Kind: ParameterWord, Words: Texts(DriftSorts()),
		Help: "the `ORDER`: createdAt, detectedAt, costImpactMonthly or severity, - in front for descending (-createdAt when not given)"}
}

// AsOfParameter describes the moment as of which drifts are asked for.
func AsOfParameter() FilterLine {
	return FilterLine{Name: "asOf", Kind: ParameterMoment, Help: "the ledger as it stood at this `TIME`"}
}

// ColumnsParameter describes which columns of rows are asked for.
func ColumnsParameter(row any) FilterLine {
	return FilterLine{Name: "columns", Kind: FilterWords, Words: ColumnNames(Columns(row)), Help: "just these `COLUMNS`, in this order; JSON and NDJSON leave out all other fields, required ones too"}
}

// ParseColumns reads the parameter columns: those that it names, in its order, or nil
// where it names none. The error, of kind [ErrInvalid], names those that there are.
func ParseColumns(values url.Values, row any) ([]Column, error) {
	return ChooseColumns(SplitFilter(values["columns"]), Columns(row))
}

// ParseFilter reads the parameters of a list, from an address or from flags: its
// filters, and page, limit and cursor. Each filter but the times may be repeated
// and may hold several values, as in a,b; "all" and an empty value mean no filter;
// see [FilterValue] for a comma within a value. A time, page, limit or cursor
// stands once. Unknown names are the caller's to refuse. The error, of kind
// [ErrInvalid], names each parameter.
func ParseFilter[F any](values url.Values, filters []Filter[F]) (F, PageRequest, error) {
	var c checks
	f := parseFilters(&c, values, filters)
	page := parsePage(&c, values)
	return f, page, c.err()
}

// ParseDriftQuery reads the parameters of a list of drifts like [ParseFilter], and
// sort, which stands once.
func ParseDriftQuery(values url.Values) (DriftQuery, error) {
	var c checks
	q := DriftQuery{Filter: parseFilters(&c, values, DriftFilters())}
	if s := single(&c, "sort", values["sort"]); s != "" {
		q.Sort = DriftSort(s)
		enum(&c, "sort", q.Sort, DriftSorts())
	}
	q.PageRequest = parsePage(&c, values)
	return q, c.err()
}

// ParseAsOf reads the parameter asOf, the moment as of which drifts are asked for, a time
// or an age; zero where it is not given. The error, of kind [ErrInvalid], names it.
func ParseAsOf(values url.Values) (time.Time, error) {
	var c checks
	at := moment(&c, "asOf", values["asOf"])
	return at, c.err()
}

func parseFilters[F any](c *checks, values url.Values, filters []Filter[F]) F {
	var of F
	for _, f := range filters {
		f.field(&of).parse(c, f.Name, values[f.Name])
	}
	checkInterval(c, of, filters)
	return of
}

func parsePage(c *checks, values url.Values) PageRequest {
	p := PageRequest{
		Page:   wholeNumber(c, "page", values["page"], MaxPage),
		Limit:  wholeNumber(c, "limit", values["limit"], MaxLimit),
		Cursor: single(c, "cursor", values["cursor"]),
	}
	if p.Cursor != "" && values.Get("page") != "" {
		c.fail("cursor", "goes without page")
	}
	return p
}
