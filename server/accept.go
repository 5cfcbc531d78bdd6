package server

import (
	"mime"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
)

// The media types of the answers. Where a client likes several equally well, the first
// is for it: JSON is for everyone who does not say otherwise.
var (
	oneTypes  = []string{"application/json", "text/html"}
	listTypes = []string{"application/json", "text/html", "text/csv", "application/x-ndjson"}
)

// formatNames are the media types as the parameter format calls them.
var formatNames = map[string]format{
	"application/json": "json", "text/html": "html", "text/csv": "csv", "application/x-ndjson": "ndjson",
}

// format is how an answer is written: json, html, csv or ndjson.
type format string

func (f format) download() bool { return f == "csv" || f == "ndjson" }

// formatOf is how the answer is to be written: as the parameter format says, else as the
// Accept header likes best of what the route has.
func formatOf(c *gin.Context) format {
	if f := c.Query("format"); f != "" {
		return format(f)
	}
	types := oneTypes
	if c.GetBool(isList) {
		types = listTypes
	}
	return formatNames[preferred(c.Request.Header.Values("Accept"), types)]
}

// isList marks the request of a list, which has more formats than others.
const isList = "isList"

// wantsPage says whether the answer is to be a page.
func wantsPage(c *gin.Context) bool { return formatOf(c) == "html" }

// preferred is the media type that an Accept header (RFC 9110, 12.5.1) likes best of
// those that are offered; the first where it likes none, or none better, as with no
// header, */*, or what cannot be read.
func preferred(accept, offered []string) string {
	likes := make([]preference, len(offered))
	for i := range likes {
		likes[i].at = -1
	}
	at := 0
	for _, line := range accept {
		for part := range strings.SplitSeq(line, ",") {
			kind, parameters, err := mime.ParseMediaType(part)
			if err != nil {
				continue
			}
			q := quality(parameters)
			for i, name := range offered {
				family, _, _ := strings.Cut(name, "/")
				likes[i].see(kind, family+"/", name, q, at)
			}
			at++
		}
	}
	best := 0
	for i := range likes {
		if likes[i].better(likes[best]) {
			best = i
		}
	}
	return offered[best]
}

// preference is how much a header likes one media type: by the most precise of
// the ranges that hold it, as the RFC says.
type preference struct {
	q         float64
	precision int // 1 for */*, 2 for text/*, 3 for text/html
	at        int // place in the header, for ties
}

// better says whether it is liked better than another type: with more weight, then named
// more precisely, then earlier.
func (p preference) better(other preference) bool {
	switch {
	case p.q == 0 || p.q != other.q:
		return p.q > other.q
	case p.precision != other.precision:
		return p.precision > other.precision
	}
	return p.at < other.at
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
