package models

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The bounds of a page.
const (
	DefaultLimit = 50
	MaxLimit     = 500
	// MaxPage keeps page × limit within what an OFFSET takes.
	MaxPage = 10_000_000
)

// DriftSort is the order of a list of drifts. A minus in front means descending.
type DriftSort string

// The orders of a list of drifts. Severity sorts by gravity, ascending from info
// to critical. Equal rows are told apart by their id.
const (
	SortCreatedAt      DriftSort = "createdAt"
	SortCreatedAtDesc  DriftSort = "-createdAt"
	SortDetectedAt     DriftSort = "detectedAt"
	SortDetectedAtDesc DriftSort = "-detectedAt"
	SortCost           DriftSort = "costImpactMonthly"
	SortCostDesc       DriftSort = "-costImpactMonthly"
	SortSeverity       DriftSort = "severity"
	SortSeverityDesc   DriftSort = "-severity"
)

// DriftSorts lists every order.
func DriftSorts() []DriftSort {
	return []DriftSort{
		SortCreatedAt, SortCreatedAtDesc, SortDetectedAt, SortDetectedAtDesc,
		SortCost, SortCostDesc, SortSeverity, SortSeverityDesc,
	}
}

// DriftFilter says which drifts to list. Every field narrows the list; an empty
// one does not. Values within a field are alternatives, [MaxFilterValues] at most.
type DriftFilter struct {
	Status       []Status
	Severity     []Severity
	ResourceType []string
	ResourceID   []string
	Region       []string
	AccountID    []string
	DetectedBy   []DetectedBy
	// Scope keeps the drifts that a scan of one of these scopes saw.
	Scope []string
	// Changed keeps the drifts whose difference has one of these top-level keys.
	Changed []string
	// Since (inclusive) and Until (exclusive) bound DetectedAt; zero is no bound.
	Since time.Time
	Until time.Time
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (f DriftFilter) Validate() error {
	var c checks
	enums(&c, "status", f.Status, Statuses())
	enums(&c, "severity", f.Severity, Severities())
	enums(&c, "detectedBy", f.DetectedBy, Detectors())
	c.texts("resourceType", f.ResourceType)
	c.texts("resourceId", f.ResourceID)
	c.texts("region", f.Region)
	c.texts("accountId", f.AccountID)
	c.texts("scope", f.Scope)
	c.texts("changed", f.Changed)
	c.moments(f.Since, f.Until)
	return c.err()
}

// PageRequest asks for a part of a list: by Page, from 1, or by Cursor, which the
// page before gave as its Next and which costs the same at any depth.
type PageRequest struct {
	Page   int    // 0 is 1; not together with Cursor
	Limit  int    // 1 to MaxLimit; 0 is DefaultLimit
	Cursor string // opaque; of the same sort
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (p PageRequest) Validate() error {
	var c checks
	if p.Page < 0 || p.Page > MaxPage {
		c.fail("page", "takes a whole number from 1 to %d", MaxPage)
	}
	if p.Limit < 0 || p.Limit > MaxLimit {
		c.fail("limit", "takes a whole number from 1 to %d", MaxLimit)
	}
	if p.Cursor != "" && p.Page > 1 {
		c.fail("cursor", "goes without page")
	}
	return c.err()
}

// WithDefaults fills in what was left open.
func (p PageRequest) WithDefaults() PageRequest {
	if p.Page == 0 {
		p.Page = 1
	}
	if p.Limit == 0 {
		p.Limit = DefaultLimit
	}
	return p
}

// Page is a part of a list.
type Page[T any] struct {
	Items []T
	Total int64 // how many there are in all
	Page  int   // from 1
	Limit int
	Next  string // the cursor of what follows; "" at the end
}

// DriftQuery is a list of drifts as a user asks for it.
type DriftQuery struct {
	Filter DriftFilter
	Sort   DriftSort // "" is -createdAt
	PageRequest
}

// ParseDriftQuery reads the parameters of /debug/drifts, which are also the flags
// of `drift list`. Each filter but the times may be repeated and may hold several
// values, as in a,b; "all" and an empty value mean no filter; see [FilterValue] for
// a comma within a value. A time, sort, page, limit or cursor stands once. Unknown
// names are the caller's to refuse. The error, of kind [ErrInvalid], names each
// parameter.
func ParseDriftQuery(values url.Values) (DriftQuery, error) {
	var (
		c checks
		q DriftQuery
	)
	f := &q.Filter
	f.Status = enumList(&c, "status", values, Statuses())
	f.Severity = enumList(&c, "severity", values, Severities())
	f.DetectedBy = enumList(&c, "detectedBy", values, Detectors())
	f.ResourceType = textList(&c, "resourceType", values)
	f.ResourceID = textList(&c, "resourceId", values)
	f.Region = textList(&c, "region", values)
	f.AccountID = textList(&c, "accountId", values)
	f.Scope = textList(&c, "scope", values)
	f.Changed = textList(&c, "changed", values)
	f.Since = moment(&c, "since", values)
	f.Until = moment(&c, "until", values)
	if s := single(&c, "sort", values); s != "" {
		q.Sort = DriftSort(s)
		enum(&c, "sort", q.Sort, DriftSorts())
	}
	q.PageRequest = parsePage(&c, values)
	return q, c.err()
}

// ParsePageRequest reads page, limit and cursor of any list.
func ParsePageRequest(values url.Values) (PageRequest, error) {
	var c checks
	p := parsePage(&c, values)
	return p, c.err()
}

func parsePage(c *checks, values url.Values) PageRequest {
	p := PageRequest{
		Page:   wholeNumber(c, "page", values, MaxPage),
		Limit:  wholeNumber(c, "limit", values, MaxLimit),
		Cursor: single(c, "cursor", values),
	}
	if p.Cursor != "" && values.Get("page") != "" {
		c.fail("cursor", "goes without page")
	}
	return p
}

// single gives the value of a parameter that may stand only once.
func single(c *checks, name string, values url.Values) string {
	if len(values[name]) > 1 {
		c.fail(name, "stands more than once")
	}
	return values.Get(name)
}

// wholeNumber reads a number from 1 to limit; 0 where the parameter is not given.
func wholeNumber(c *checks, name string, values url.Values, limit int) int {
	s := single(c, name, values)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > limit {
		c.fail(name, "takes a whole number from 1 to %d, got %s", limit, quote(s))
		return 0
	}
	return n
}

// everything is the value of a filter that does not narrow the list.
const everything = "all"

// FilterValue writes a value so that a filter takes it as it is: a backslash goes
// before each comma and backslash of its own, and before a value that is just all.
func FilterValue(s string) string {
	if s == everything {
		return `\` + s
	}
	return strings.NewReplacer(`\`, `\\`, `,`, `\,`).Replace(s)
}

// SplitFilter takes the values of a filter apart: each may hold several, as in
// a,b, and empty ones drop out. One value all means that there is no filter, so
// none comes back. It undoes what [FilterValue] does.
func SplitFilter(values []string) []string {
	list := split(values)
	if slices.Contains(list, everything) {
		return nil
	}
	return plain(list)
}

func enumList[E ~string](c *checks, name string, values url.Values, allowed []E) []E {
	for _, s := range split(values[name]) {
		if s != everything {
			enum(c, name, E(s), allowed)
		}
	}
	var list []E
	for _, s := range SplitFilter(values[name]) {
		list = append(list, E(s))
	}
	return list
}

func textList(c *checks, name string, values url.Values) []string {
	for _, s := range split(values[name]) {
		c.optionalText(name, s, 0)
	}
	return SplitFilter(values[name])
}

// split cuts at the commas that no backslash guards, and drops what is empty.
func split(values []string) []string {
	var list []string
	for _, v := range values {
		begin := 0
		for i := 0; i <= len(v); i++ {
			switch {
			case i < len(v) && v[i] == '\\':
				i++ // what it guards
			case i >= len(v) || v[i] == ',':
				if s := strings.TrimSpace(v[begin:min(i, len(v))]); s != "" {
					list = append(list, s)
				}
				begin = i + 1
			}
		}
		if begin < len(v) { // the last character is a backslash
			list = append(list, strings.TrimSpace(v[begin:]))
		}
	}
	return list
}

// plain takes the backslashes of FilterValue away.
func plain(list []string) []string {
	for i, s := range list {
		if s == `\`+everything {
			s = everything
		}
		list[i] = strings.NewReplacer(`\\`, `\`, `\,`, `,`).Replace(s)
	}
	return list
}

// moment reads RFC 3339 or a date, which means its midnight in UTC.
func moment(c *checks, name string, values url.Values) time.Time {
	s := single(c, name, values)
	if s == "" {
		return time.Time{}
	}
	t, err := ParseTime(s)
	if err != nil {
		c.fail(name, "%s", err)
		return time.Time{}
	}
	c.moment(name, t)
	return t
}
