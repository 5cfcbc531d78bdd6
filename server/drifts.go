package server

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/server/pages"
)

// driftList is /debug/drifts.
func (s *site) driftList() List {
	return List{
		Name: "drifts", Title: "Drifts", Filters: models.FilterLines(models.DriftFilters()),
		answer: s.listDrifts, form: pages.DriftForm, other: []models.FilterLine{models.SortParameter(), models.AsOfParameter()},
		json: models.List[models.SeenDriftResponse]{}, row: models.SeenDriftResponse{},
	}
}

// listDrifts answers /debug/drifts.
func (s *site) listDrifts(c *gin.Context) error {
	q, err := models.ParseDriftQuery(c.Request.URL.Query())
	if err != nil {
		return err
	}
	asOf, err := models.ParseAsOf(c.Request.URL.Query())
	if err != nil {
		return err
	}
	columns, err := columnsOf(c, models.SeenDriftResponse{})
	if err != nil {
		return err
	}
	if !asOf.IsZero() {
		return s.listDriftsAsOf(c, asOf, q, columns)
	}
	if format := formatOf(c); format.download() {
		if err := checkCursor(q.PageRequest, func(p models.PageRequest) error {
			_, err := s.reader.Drifts.ListWithoutStates(c.Request.Context(), models.DriftQuery{Sort: q.Sort, PageRequest: p})
			return err
		}); err != nil {
			return err
		}
		return s.download(c, "drifts", format, s.exportDrifts(q, columns))
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
		return s.driftsJSON(c, q, models.ColumnNames(columns))
	}
	found, err := s.reader.Drifts.ListWithoutStates(ctx, q)
	if err != nil {
		return err
	}
	none := false
	if len(found.Items) == 0 {
		if none, err = s.nothingRecorded(ctx); err != nil {
			return err
		}
	}
	sightings, err := s.reader.Drifts.Sightings(ctx, driftIDs(found.Items))
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, pages.Drifts(s.now(), pages.AddressOf(c.Request.URL), q, found, sightings, none, asOf))
}

// exportDrifts reads no more than these columns show, and lines of JSON as they come from
// the database.
func (s *site) exportDrifts(q models.DriftQuery, columns []models.Column) exporter {
	fields := models.ColumnNames(columns)
	rows := exportOf(func(ctx context.Context, fn func(models.SeenDrift) error) error {
		return s.exports.Drifts.StreamFields(ctx, q, fields, fn)
	}, models.SeenDrift.Response, columns)
	return func(ctx context.Context, w io.Writer, f format) error {
		if f != "ndjson" {
			return rows(ctx, w, f)
		}
		return s.exports.Drifts.StreamJSON(ctx, q, fields, func(lines []byte) error {
			_, err := w.Write(lines)
			return err
		})
	}
}

// nothingRecorded says that the ledger has neither a drift nor a scan that found none.
func (s *site) nothingRecorded(ctx context.Context) (bool, error) {
	one := models.PageRequest{Limit: 1}
	drifts, err := s.reader.Drifts.ListWithoutStates(ctx, models.DriftQuery{PageRequest: one})
	if err != nil || drifts.Total > 0 {
		return false, err
	}
	scans, err := s.reader.Scans.List(ctx, models.ScanFilter{}, one)
	return scans.Total == 0, err
}

func driftIDs(drifts []models.Drift) []uuid.UUID {
	return idsOf(drifts, func(d models.Drift) *uuid.UUID { return &d.ID })
}

// bodies are buffers of answers, to be used again.
var bodies = sync.Pool{New: func() any { return new([]byte) }}

// maxBody is how large a buffer may be to be kept.
const maxBody = 4 << 20

// driftsJSON writes the rows as they come from the database: these fields, or all.
func (s *site) driftsJSON(c *gin.Context, q models.DriftQuery, fields []string) error {
	buffer := bodies.Get().(*[]byte)
	body, err := s.reader.Drifts.AppendJSON(c.Request.Context(), (*buffer)[:0], q, fields)
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
	asOf, err := models.ParseAsOf(c.Request.URL.Query())
	if err != nil {
		return err
	}
	var d models.Dossier
	if asOf.IsZero() {
		d, err = s.reader.Drifts.Dossier(c.Request.Context(), id, models.DossierRows)
	} else {
		d, err = s.reader.Drifts.DossierAsOf(c.Request.Context(), id, asOf, models.DossierRows)
	}
	if err != nil {
		return err
	}
	if !wantsPage(c) {
		return respondJSON(c, d.Response())
	}
	page, err := pages.Drift(s.now(), d, asOf, listBefore(c))
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, page)
}

// listBefore is the address of the list of drifts that a page was opened from, as the
// browser tells it; zero where it was none of this server.
func listBefore(c *gin.Context) pages.Address {
	u, err := url.Parse(c.Request.Referer())
	if err != nil || u.Host != c.Request.Host || u.Path != "/debug/drifts" {
		return pages.Address{}
	}
	return pages.AddressOf(u)
}

// listDriftsAsOf answers /debug/drifts as the ledger stood at a moment.
func (s *site) listDriftsAsOf(c *gin.Context, at time.Time, q models.DriftQuery, columns []models.Column) error {
	if format := formatOf(c); format.download() {
		if err := checkCursor(q.PageRequest, func(p models.PageRequest) error {
			_, err := s.reader.Drifts.AsOf(c.Request.Context(), at, models.DriftQuery{Sort: q.Sort, PageRequest: p})
			return err
		}); err != nil {
			return err
		}
		return s.download(c, "drifts", format, exportOf(func(ctx context.Context, fn func(models.SeenDrift) error) error {
			return streamAsOf(ctx, s.exports, at, q, fn)
		}, models.SeenDrift.Response, columns))
	}
	asPage := wantsPage(c)
	if asPage && tidy(c) {
		return nil
	}
	found, seen, err := pageAsOf(c.Request.Context(), s.reader, at, q)
	if err != nil {
		return err
	}
	if !asPage {
		return respondList(c, found, func(d models.Drift) models.SeenDriftResponse {
			return models.SeenDrift{Drift: d, Seen: seen[d.ID]}.Response()
		}, columns)
	}
	return s.page(c, http.StatusOK, pages.Drifts(s.now(), pages.AddressOf(c.Request.URL), q, found, seen, false, at))
}

// pageAsOf gives one page of the drifts of then, with what their scans of then sum up to.
func pageAsOf(ctx context.Context, r *repositories.Reader, at time.Time, q models.DriftQuery) (models.Page[models.Drift], map[uuid.UUID]models.Sighting, error) {
	found, err := r.Drifts.AsOf(ctx, at, q)
	if err != nil {
		return found, nil, err
	}
	seen, err := r.Drifts.SightingsAsOf(ctx, at, driftIDs(found.Items))
	return found, seen, err
}

// streamAsOf gives every drift of then to fn, a page at a time.
func streamAsOf(ctx context.Context, r *repositories.Reader, at time.Time, q models.DriftQuery, fn func(models.SeenDrift) error) error {
	q.PageRequest = models.PageRequest{Limit: models.MaxLimit}
	for {
		found, seen, err := pageAsOf(ctx, r, at, q)
		if err != nil {
			return err
		}
		for _, d := range found.Items {
			if err := fn(models.SeenDrift{Drift: d, Seen: seen[d.ID]}); err != nil {
				return err
			}
		}
		if found.Next == "" {
			return nil
		}
		q.Cursor = found.Next
	}
}
