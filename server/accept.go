package server

import (
	"mime"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
)

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
