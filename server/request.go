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

// listParameters are what a list takes: its filters, more, and which page is wanted.
func listParameters(filters []models.FilterLine, more ...models.FilterLine) []models.FilterLine {
	return slices.Concat(filters, more, models.PageParameters())
}

// checkParameters refuses a query that cannot be read, a parameter that the
// route does not know, and one given twice that is taken once. A parameter that
// is not known is a filter that would silently not filter.
func checkParameters(r *http.Request, to route) error {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return models.Invalid("query", "cannot be read: special characters must be percent-encoded, as in %26 for &")
	}
	formats := to.formats()
	var problems []models.FieldError
	for name, given := range values {
		at := slices.IndexFunc(to.parameters, func(p models.FilterLine) bool { return p.Name == name })
		isFormat := name == "format" && formats != nil
		switch {
		case !isFormat && at < 0:
			problems = append(problems, models.FieldError{Field: brief(name, longestNamed), Problem: "is not known here; this address takes " + takes(to)})
		case len(given) > 1 && (isFormat || to.parameters[at].Kind.Once()):
			problems = append(problems, models.FieldError{Field: brief(name, longestNamed), Problem: "is given twice"})
		}
	}
	if f := values.Get("format"); f != "" && formats != nil && !slices.Contains(formats, f) {
		problems = append(problems, models.FieldError{Field: "format", Problem: "takes " + strings.Join(formats, ", ") + ", got " + strconv.Quote(brief(f, longestNamed))})
	}
	if problems == nil {
		return nil
	}
	slices.SortFunc(problems, func(a, b models.FieldError) int { return strings.Compare(a.Field, b.Field) })
	return &models.Error{Kind: models.ErrInvalid, Fields: fewProblems(problems, "parameters")}
}

// An answer about a query is short, however long that is: it names so many parameters, and so
// much of each name.
const mostProblems, longestNamed = 10, 80

// longestReason is how much is said of one field.
const longestReason = 1000

// fewProblems are the first of what is wrong, each in brief, and how many more there are of what; those that are few already stay.
func fewProblems(all []models.FieldError, what string) []models.FieldError {
	few := slices.Clone(all)
	if more := len(all) - mostProblems; more > 1 {
		few = append(few[:mostProblems], models.FieldError{Field: "query", Problem: strconv.Itoa(more) + " more " + what + " are wrong"})
	}
	for i := range few {
		few[i].Problem = brief(few[i].Problem, longestReason)
	}
	return few
}

// brief is the beginning of a text that is longer than that.
func brief(s string, longest int) string {
	if len(s) <= longest {
		return s
	}
	return strings.ToValidUTF8(s[:longest], "") + "…"
}

// takes says in words what a route's query takes.
func takes(r route) string {
	var names []string
	for _, p := range r.parameters {
		names = append(names, p.Name)
	}
	switch {
	case r.formats() == nil:
		return "no parameter"
	case names == nil:
		return "format alone"
	}
	return strings.Join(names, ", ") + " and format"
}

// idOf reads the id in the path.
func idOf(c *gin.Context) (uuid.UUID, error) {
	id, err := models.ParseID(c.Param("id"))
	if err != nil {
		list := strings.TrimSuffix(c.FullPath(), "/:id")
		hint := "; the list at " + list + " has them"
		if list == "/debug/drifts" {
			hint += ", and the command guardian drift show takes the first 8 characters of one"
		}
		return uuid.Nil, models.Invalid("id", err.Error()+hint)
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
