package server

import (
	"github.com/gin-gonic/gin"

	"github.com/clouddrift/guardian/models"
)

// handler answers one request or says why it cannot; see [site.fail].
type handler func(c *gin.Context) error

// route is an address, what answers it, and what the description of this server says
// of it.
type route struct {
	path       string // gin's, within the group
	told       string // what it is for, in a line
	answer     handler
	parameters []models.FilterLine // that its query takes besides format
	json       []any               // its JSON is what one of these values is encoded as
	row        any                 // of a list: so are the lines of its CSV and NDJSON
	media      string              // the only one, whatever is asked for; "" is as format says
}

// formats are what the parameter format takes; none where the route has one form.
func (r route) formats() []string {
	switch {
	case r.media != "":
		return nil
	case r.row != nil:
		return []string{"json", "html", "csv", "ndjson"}
	}
	return []string{"json", "html"}
}
