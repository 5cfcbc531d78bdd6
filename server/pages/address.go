package pages

import (
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

const driftsPath = "/debug/drifts"

// OpenDrifts is where the list of drifts opens; allDrifts has the others too.
const (
	OpenDrifts = driftsPath + "?status=open"
	allDrifts  = driftsPath + "?status=all"
)

// Address is where a page stands, to make links that change one thing about it.
// Every parameter has one value, in which a list stands as a,b
// and a comma of a value as [models.FilterValue] writes it.
type Address struct {
	path   string // escaped
	values url.Values
}

// AddressOf reads an address; what is empty in it is left out.
func AddressOf(u *url.URL) Address {
	a := Address{u.EscapedPath(), url.Values{}}
	for name, given := range u.Query() {
		if value := strings.Join(slices.DeleteFunc(given, func(s string) bool { return s == "" }), ","); value != "" {
			a.values[name] = []string{value}
		}
	}
	return a
}

// keep is a copy of the parameters but those named.
func (a Address) keep(except ...string) url.Values {
	values := url.Values{}
	for name, v := range a.values {
		if !slices.Contains(except, name) {
			values[name] = v
		}
	}
	return values
}

// with is the address with one parameter set, or taken out where the value is "".
func (a Address) with(name, value string) string {
	values := a.keep(name)
	if value != "" {
		values.Set(name, value)
	}
	return Address{a.path, values}.String()
}

// fromStart is the address without what says which page of a list it is, and in
// which format.
func (a Address) fromStart() Address { return Address{a.path, a.keep("page", "cursor", "format")} }

// without is the address with one value of a parameter taken out.
func (a Address) without(name, value string) string {
	var rest []string
	for _, s := range models.SplitFilter(a.values[name]) {
		if s != value {
			rest = append(rest, models.FilterValue(s))
		}
	}
	return a.with(name, strings.Join(rest, ","))
}

// filtered is the address of a list that is filtered by one value as it is.
func filtered(path, name, value string) string {
	return Address{path, nil}.with(name, models.FilterValue(value))
}

// String writes the address with its lists and times readable: a comma, a colon
// and a slash mean nothing special in a query. The drifts that nothing filters say so,
// since without a word their list opens on what is open.
func (a Address) String() string {
	switch {
	case len(a.values) > 0:
	case a.path == driftsPath:
		return allDrifts
	default:
		return a.path
	}
	return a.path + "?" + strings.NewReplacer("%2C", ",", "%3A", ":", "%2F", "/").Replace(a.values.Encode())
}

// link is a text that leads somewhere.
type link struct {
	Text, Href string
	Current    bool
}

func driftHref(id uuid.UUID) string { return "/debug/drifts/" + id.String() }

// downloads are the links to the whole list, as it is filtered.
func downloads(base Address) []link {
	return []link{{Text: "CSV", Href: base.with("format", "csv")}, {Text: "NDJSON", Href: base.with("format", "ndjson")}}
}

// scopeHref is the page of a scope. A browser would take some parts of a path for others,
// such as .. for the folder above: then the slashes are written as %2F. What is nothing
// but dots no path can name, so it leads to the list.
func scopeHref(scope string) string {
	if scope == "." || scope == ".." {
		return filtered("/debug/scopes", "scope", scope)
	}
	parts := strings.Split(scope, "/")
	whole := slices.ContainsFunc(parts, func(part string) bool { return part == "" || part == "." || part == ".." })
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	if whole {
		return "/debug/scopes/" + strings.Join(parts, "%2F")
	}
	return "/debug/scopes/" + strings.Join(parts, "/")
}
