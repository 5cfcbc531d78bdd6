package server

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// defaultDays is how far back the plots of the overview go.
const defaultDays = 90

func (s *Server) figuresFor(c *gin.Context) (*figures, int, error) {
	q := queryOf(c)
	days := q.number("days", 7, 366, defaultDays)
	if err := q.err(); err != nil {
		return nil, 0, err
	}
	ctx := c.Request.Context()
	snapshot, err := s.reader.Snapshot(ctx)
	if err != nil {
		return nil, 0, err
	}
	f, err := s.figures.get(ctx, days, snapshot)
	return f, days, err
}

// showStats answers /debug/stats.
func (s *Server) showStats(c *gin.Context) error {
	f, days, err := s.figuresFor(c)
	if err != nil {
		return err
	}
	if !wantsPage(c) {
		return respondJSON(c, f)
	}
	return s.page(c, http.StatusOK, "stats", "Figures", statsViewOf(f, days))
}

// showOverview answers /debug: as JSON it is /debug/stats.
func (s *Server) showOverview(c *gin.Context) error {
	if !wantsPage(c) {
		return s.showStats(c)
	}
	f, days, err := s.figuresFor(c)
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, "overview", "Overview", s.overviewView(f, days))
}

// readWorst gathers the open drifts that want looking at first: the gravest, and
// of these the newest.
func (f *figures) readWorst(ctx context.Context, r *repositories.Reader) error {
	var ids []uuid.UUID
	for _, severity := range models.Severities() {
		room := worstDrifts - len(f.worst)
		if room == 0 {
			break
		}
		if n, _ := (models.DriftOverview{Groups: f.Groups}).Sum(models.OpenStatuses(), []models.Severity{severity}); n == 0 {
			continue
		}
		found, err := r.Drifts.List(ctx, models.DriftQuery{
			Filter:      models.DriftFilter{Status: models.OpenStatuses(), Severity: []models.Severity{severity}},
			Sort:        models.SortDetectedAtDesc,
			PageRequest: models.PageRequest{Limit: room},
		})
		if err != nil {
			return err
		}
		for _, d := range found.Items {
			f.worst, ids = append(f.worst, d), append(ids, d.ID)
		}
	}
	sightings, err := r.Drifts.Sightings(ctx, ids)
	f.sightings = sightings
	return err
}

// warmUp reads the figures of a large ledger, which takes seconds, before somebody
// waits for them. Where it cannot, whoever asks is told why.
func (s *Server) warmUp(ctx context.Context) {
	if s.reader.Pool().Max == 0 {
		return // there is no database
	}
	if snapshot, err := s.reader.Snapshot(ctx); err == nil {
		_, _ = s.figures.get(ctx, defaultDays, snapshot)
	}
}
