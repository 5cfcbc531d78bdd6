package models

import (
	"net/url"
	"time"
)

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
// or an age; zero where it is not given. The error, of kind [ErrInvalid], names it, also
// where it stands beside a filter by what is not kept of the past.
func ParseAsOf(values url.Values, f DriftFilter) (time.Time, error) {
	var c checks
	at := moment(&c, "asOf", values["asOf"])
	for _, line := range DriftFilters() {
		if !at.IsZero() && line.Column == "" && !line.Lasting && line.Value(f) != nil {
			c.fail("asOf", "does not go with %s, which is known of now alone", line.Name)
		}
	}
	return at, c.err()
}

func parseFilters[F any](c *checks, values url.Values, filters []Filter[F]) F {
	var of F
	for _, f := range filters {
		f.field(&of).parse(c, f.Name, values[f.Name])
	}
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
