package server

import (
	"errors"
	"net/http"
	"slices"
	"sync"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// listDrifts answers /debug/drifts.
func (s *Server) listDrifts(c *gin.Context) error {
	q, err := models.ParseDriftQuery(c.Request.URL.Query())
	if err != nil {
		return err
	}
	if format := formatOf(c); format.download() {
		return s.download(c, "drifts", format, s.exportDrifts(q))
	}
	asPage := wantsPage(c)
	if asPage && tidy(c) {
		return nil
	}
	ctx := c.Request.Context()
	if !asPage {
		return s.driftsJSON(c, q)
	}
	found, err := s.drifts.Page(ctx, q)
	if err != nil {
		return err
	}
	ids := make([]uuid.UUID, len(found.Items))
	for i, d := range found.Items {
		ids[i] = d.ID
	}
	sightings, err := s.reader.Drifts.Sightings(ctx, ids)
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, "drifts", "Drifts", s.driftsView(addressOf(c), q, found, sightings))
}

// bodies are buffers of answers, to be used again.
var bodies = sync.Pool{New: func() any { return new([]byte) }}

// maxBody is how large a buffer may be to be kept.
const maxBody = 4 << 20

// driftsJSON writes the rows as they come from the database.
func (s *Server) driftsJSON(c *gin.Context, q models.DriftQuery) error {
	buffer := bodies.Get().(*[]byte)
	body, err := s.drifts.AppendJSON(c.Request.Context(), (*buffer)[:0], q)
	if err == nil {
		write(c, http.StatusOK, "application/json", append(body, '\n'))
	}
	if cap(body) <= maxBody {
		*buffer = body
		bodies.Put(buffer)
	}
	return err
}

// tidy sends a browser that submitted the filter form on to the same address
// without the fields that were left empty. It says whether it did.
func tidy(c *gin.Context) bool {
	for _, given := range c.Request.URL.Query() {
		if len(given) > 1 || slices.Contains(given, "") {
			c.Redirect(http.StatusSeeOther, addressOf(c).String())
			return true
		}
	}
	return false
}

// showDrift answers /debug/drifts/:id.
func (s *Server) showDrift(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	d, err := s.reader.Drifts.Dossier(c.Request.Context(), id, models.DossierRows)
	if err != nil {
		return err
	}
	if !wantsPage(c) {
		return respondJSON(c, d.Response())
	}
	view, err := s.driftView(d)
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, "drift", d.Drift.ResourceType+" "+d.Drift.ResourceID, view)
}

// idOf reads the id in the path.
func idOf(c *gin.Context) (uuid.UUID, error) {
	id, err := parseID(c.Param("id"))
	if err != nil {
		return uuid.Nil, models.Invalid("id", "takes a UUID such as 5f2b1d5e-0c4a-4e57-9a37-6f6a3f6f0e55")
	}
	return id, nil
}

// parseID reads a UUID in its usual spelling; uuid.Parse alone would take others too.
func parseID(text string) (uuid.UUID, error) {
	if len(text) != len(uuid.Nil.String()) {
		return uuid.Nil, errors.New("not a UUID")
	}
	return uuid.Parse(text)
}
