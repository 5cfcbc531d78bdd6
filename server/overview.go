package server

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server/pages"
)

// How far back the plots of the overview go.
const (
	defaultDays = 90
	leastDays   = 7
	mostDays    = 366
)

// daysParameter is how many days the figures are of.
var daysParameter = []models.FilterLine{{Name: "days", Kind: models.ParameterNumber, Least: leastDays, Most: mostDays,
	Help: fmt.Sprintf("figures of the last `N` days, %d when not given", defaultDays)}}

func (s *site) figuresFor(c *gin.Context) (*figures, int, error) {
	days, err := daysOf(c.Query("days"))
	if err != nil {
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

// daysOf reads how many days the figures are of.
func daysOf(given string) (int, error) {
	if given == "" {
		return defaultDays, nil
	}
	days, err := strconv.Atoi(given)
	if err != nil || days < leastDays || days > mostDays {
		return 0, models.Invalid("days", fmt.Sprintf("takes a whole number from %d to %d, got %q", leastDays, mostDays, given))
	}
	return days, nil
}

// showStats answers /debug/stats.
func (s *site) showStats(c *gin.Context) error {
	f, days, err := s.figuresFor(c)
	if err != nil {
		return err
	}
	if !wantsPage(c) {
		return respondJSON(c, f.Figures)
	}
	return s.page(c, http.StatusOK, pages.Stats(f.Figures, days))
}

// showOverview answers /debug: as JSON it is /debug/stats.
func (s *site) showOverview(c *gin.Context) error {
	if !wantsPage(c) {
		return s.showStats(c)
	}
	f, days, err := s.figuresFor(c)
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, pages.Overview(s.now(), f.Figures, f.draw(), days))
}

// warmUp reads the figures of a large ledger, which takes seconds, before somebody
// waits for them. Where it cannot, whoever asks is told why.
func (s *site) warmUp(ctx context.Context) {
	if s.reader.Pool().Max == 0 {
		return // there is no database
	}
	if snapshot, err := s.reader.Snapshot(ctx); err == nil {
		_, _ = s.figures.get(ctx, defaultDays, snapshot)
	}
}
