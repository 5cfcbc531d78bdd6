package server

import (
	"context"
	"html/template"
	"sync"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/server/pages"
)

// figures are what the overview shows, and what of them is kept.
type figures struct {
	models.Figures
	snapshot string    // what the database held when they were read
	drawn    sync.Once // guards plots
	plots    template.HTML
}

// draw gives the plots of the figures, which stay the same for as long as the
// figures do, and so are drawn once.
func (f *figures) draw() template.HTML {
	f.drawn.Do(func() { f.plots = pages.Plots(f.Figures) })
	return f.plots
}

// figureCache keeps the figures of a day for as long as the database holds what they
// were read from. Where rows change all the time, and reading takes longer than
// people wait, they get the figures of a moment ago, with their time.
type figureCache struct {
	read func(ctx context.Context, days int) (*figures, error)
	now  func() time.Time
	kept repositories.Kept[figureKey, *figures]
}

// figureKey tells figures apart: those of another day are others.
type figureKey struct {
	days  int
	today time.Time
}

func newFigureCache(read func(context.Context, int) (*figures, error), now func() time.Time) *figureCache {
	return &figureCache{read: read, now: now, kept: repositories.Kept[figureKey, *figures]{
		Age: 15 * time.Second, Slow: 250 * time.Millisecond, Patience: 60 * time.Millisecond, Limit: time.Second,
	}}
}

// get gives the figures of the last days to somebody who has seen a snapshot.
func (f *figureCache) get(ctx context.Context, days int, snapshot string) (*figures, error) {
	key := figureKey{days, f.now().UTC().Truncate(24 * time.Hour)}
	return f.kept.Get(ctx, key, snapshot, func(ctx context.Context) (*figures, string, error) {
		got, err := f.read(ctx, days)
		if err != nil {
			return nil, "", err
		}
		return got, got.snapshot, nil
	})
}
