package server

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server/pages"
)

// handler answers one request or says why it cannot; see [site.fail].
type handler func(c *gin.Context) error

// parameter is a name that a route takes in its query.
type parameter struct {
	name string
	once bool // it makes no sense twice
}

// listParameters are what a list takes: its filters, more, and which page is wanted.
func listParameters(filters []models.FilterLine, more ...string) []parameter {
	var list []parameter
	for _, f := range filters {
		list = append(list, parameter{f.Name, f.Kind.Once()})
	}
	for _, name := range append(more, "limit", "page", "cursor") {
		list = append(list, parameter{name, true})
	}
	return list
}

// checkParameters refuses a query that cannot be read, a parameter that the
// route does not know, and one given twice that is taken once. A parameter that
// is not known is a filter that would silently not filter.
func checkParameters(r *http.Request, formats []string, known []parameter) error {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return models.Invalid("query", "cannot be read: special characters must be percent-encoded, as in %26 for &")
	}
	var problems []models.FieldError
	for name, given := range values {
		at := slices.IndexFunc(known, func(p parameter) bool { return p.name == name })
		switch {
		case name != "format" && at < 0:
			problems = append(problems, models.FieldError{Field: name, Problem: "is not known here" + takes(known)})
		case len(given) > 1 && (name == "format" || known[at].once):
			problems = append(problems, models.FieldError{Field: name, Problem: "is given twice"})
		}
	}
	if f := values.Get("format"); f != "" && !slices.Contains(formats, f) {
		problems = append(problems, models.FieldError{Field: "format", Problem: "takes " + strings.Join(formats, ", ") + ", got " + strconv.Quote(f)})
	}
	if problems == nil {
		return nil
	}
	slices.SortFunc(problems, func(a, b models.FieldError) int { return strings.Compare(a.Field, b.Field) })
	return &models.Error{Kind: models.ErrInvalid, Fields: problems}
}

func takes(known []parameter) string {
	if len(known) == 0 {
		return "; this address takes format alone"
	}
	names := make([]string, len(known))
	for i, p := range known {
		names[i] = p.name
	}
	return "; this address takes " + strings.Join(names, ", ") + " and format"
}

// idOf reads the id in the path.
func idOf(c *gin.Context) (uuid.UUID, error) {
	id, err := models.ParseID(c.Param("id"))
	if err != nil {
		return uuid.Nil, models.Invalid("id", err.Error())
	}
	return id, nil
}

// tidy sends a browser that submitted the filter form on to the same address
// without the fields that were left empty. It says whether it did.
func tidy(c *gin.Context) bool {
	for _, given := range c.Request.URL.Query() {
		if len(given) > 1 || slices.Contains(given, "") {
			c.Redirect(http.StatusSeeOther, pages.AddressOf(c.Request.URL).String())
			return true
		}
	}
	return false
}
