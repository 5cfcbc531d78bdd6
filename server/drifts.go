package server

import (
	"context"
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server/pages"
)

// listDrifts answers /debug/drifts.
func (s *site) listDrifts(c *gin.Context) error {
	q, err := models.ParseDriftQuery(c.Request.URL.Query())
	if err != nil {
		return err
	}
	if format := formatOf(c); format.download() {
		return s.download(c, "drifts", format, exportOf(func(ctx context.Context, fn func(models.SeenDrift) error) error {
			return s.exports.Drifts.Stream(ctx, q, fn)
		}, models.SeenDrift.Response))
	}
	asPage := wantsPage(c)
	if asPage && c.Request.URL.RawQuery == "" {
		c.Redirect(http.StatusSeeOther, pages.OpenDrifts)
		return nil
	}
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
	none := false
	if len(found.Items) == 0 {
		first, err := s.drifts.Page(ctx, models.DriftQuery{PageRequest: models.PageRequest{Limit: 1}})
		if err != nil {
			return err
		}
		none = first.Total == 0
	}
	sightings, err := s.reader.Drifts.Sightings(ctx, driftIDs(found.Items))
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, pages.Drifts(s.now(), pages.AddressOf(c.Request.URL), q, found, sightings, none))
}

func driftIDs(drifts []models.Drift) []uuid.UUID {
	return idsOf(drifts, func(d models.Drift) *uuid.UUID { return &d.ID })
}

// bodies are buffers of answers, to be used again.
var bodies = sync.Pool{New: func() any { return new([]byte) }}

// maxBody is how large a buffer may be to be kept.
const maxBody = 4 << 20

// driftsJSON writes the rows as they come from the database.
func (s *site) driftsJSON(c *gin.Context, q models.DriftQuery) error {
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

// showDrift answers /debug/drifts/:id.
func (s *site) showDrift(c *gin.Context) error {
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
	page, err := pages.Drift(s.now(), d)
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, page)
}
