package server

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/clouddrift/guardian/models"
)

// once are the parameters that make no sense twice.
var once = []string{"format", "since", "until", "sort", "limit", "page", "cursor", "days"}

// checkParameters refuses a query that cannot be read, a parameter that the
// route does not know, and one given twice that is taken once. A parameter that
// is not known is a filter that would silently not filter.
func checkParameters(r *http.Request, formats, known []string) error {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return models.Invalid("query", "cannot be read: special characters must be percent-encoded, as in %26 for &")
	}
	var problems []models.FieldError
	for name, given := range values {
		switch {
		case name != "format" && !slices.Contains(known, name):
			problems = append(problems, models.FieldError{Field: name, Problem: "is not known here" + takes(known)})
		case len(given) > 1 && slices.Contains(once, name):
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

func takes(known []string) string {
	if len(known) == 0 {
		return "; this address takes format alone"
	}
	return "; this address takes " + strings.Join(known, ", ") + " and format"
}

// wantsPage says whether the answer is to be a page: format=html or json decides,
// else what the Accept header likes better.
func wantsPage(c *gin.Context) bool {
	switch c.Query("format") {
	case "html":
		return true
	case "json", "csv", "ndjson":
		return false
	}
	return prefersHTML(c.Request.Header.Values("Accept"))
}

// prefersHTML says whether an Accept header (RFC 9110, 12.5.1) likes text/html
// better than application/json. JSON is for everyone who does not say so: no
// header, */*, a tie, something that cannot be read.
func prefersHTML(accept []string) bool {
	html, json := preference{at: -1}, preference{at: -1}
	at := 0
	for _, line := range accept {
		for part := range strings.SplitSeq(line, ",") {
			kind, parameters, err := mime.ParseMediaType(part)
			if err != nil {
				continue
			}
			q := quality(parameters)
			html.see(kind, "text/", "text/html", q, at)
			json.see(kind, "application/", "application/json", q, at)
			at++
		}
	}
	switch {
	case html.q == 0 || html.q != json.q:
		return html.q > json.q
	case html.precision != json.precision:
		return html.precision > json.precision
	}
	return html.at < json.at
}

// preference is how much a header likes one media type: by the most precise of
// the ranges that hold it, as the RFC says.
type preference struct {
	q         float64
	precision int // 1 for */*, 2 for text/*, 3 for text/html
	at        int // place in the header, for ties
}

func (p *preference) see(kind, family, name string, q float64, at int) {
	precision := 0
	switch kind {
	case name:
		precision = 3
	case family + "*":
		precision = 2
	case "*/*":
		precision = 1
	}
	if precision > p.precision {
		*p = preference{q, precision, at}
	}
}

// quality reads q, from 0 to 1; one that cannot be read is 0.
func quality(parameters map[string]string) float64 {
	text, ok := parameters["q"]
	if !ok {
		return 1
	}
	q, err := strconv.ParseFloat(text, 64)
	if err != nil || !(q >= 0 && q <= 1) {
		return 0
	}
	return q
}
