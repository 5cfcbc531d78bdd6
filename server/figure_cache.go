package server

import (
	"context"
	"fmt"
	"html/template"
	"runtime/debug"
	"sync"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server/pages"
)

// figures are what the overview shows, and what of them is kept.
type figures struct {
	models.Figures
	snapshot string        // what the database held when they were read
	took     time.Duration // to read them
	drawn    sync.Once     // guards plots
	plots    template.HTML
}

// draw gives the plots of the figures, which stay the same for as long as the
// figures do, and so are drawn once.
func (f *figures) draw() template.HTML {
	f.drawn.Do(func() { f.plots = pages.Plots(f.Figures) })
	return f.plots
}

// figureCache keeps figures for as long as the database holds what they were read
// from, which its snapshot tells exactly and at next to no cost. Where rows change
// all the time, and reading takes longer than people wait, they get the figures of
// a moment ago, with their time, while new ones are read.
type figureCache struct {
	read func(ctx context.Context, days int) (*figures, error)
	now  func() time.Time

	mu   sync.Mutex
	kept map[int]*figures
	runs map[int]*figureRun
}

type figureRun struct {
	done    chan struct{}
	figures *figures
	err     error
}

func newFigureCache(read func(context.Context, int) (*figures, error), now func() time.Time) *figureCache {
	return &figureCache{read: read, now: now, kept: map[int]*figures{}, runs: map[int]*figureRun{}}
}

const (
	// figurePatience is how long a request waits for fresh figures when there are some.
	figurePatience = 60 * time.Millisecond
	// figureSlow is how long reading takes where people are not kept waiting for it.
	figureSlow = 250 * time.Millisecond
	// figureAge is how old figures may be that are given in the place of fresh ones.
	figureAge = 15 * time.Second
	// figureTimeout is how long reading all figures may take; it goes on when the
	// request that began it is gone.
	figureTimeout = time.Minute
)

// get gives the figures of the last days. Figures that are being read already when
// it is called may be older than what the caller knows, so it waits for the next.
func (f *figureCache) get(ctx context.Context, days int, snapshot string) (*figures, error) {
	kept := f.fresh(days, snapshot)
	if kept != nil && kept.snapshot == snapshot {
		return kept, nil
	}
	var patience <-chan time.Time
	if kept != nil && kept.took > figureSlow {
		t := time.NewTimer(figurePatience)
		defer t.Stop()
		patience = t.C
	}
	for {
		run, began := f.run(ctx, days)
		select {
		case <-run.done:
			if run.err != nil || began || run.figures.snapshot == snapshot {
				return run.figures, run.err
			}
		case <-patience:
			return kept, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// fresh gives the kept figures where they may be shown; nil where there are none.
func (f *figureCache) fresh(days int, snapshot string) *figures {
	f.mu.Lock()
	defer f.mu.Unlock()
	kept := f.kept[days]
	if kept == nil || kept.AsOf.Truncate(24*time.Hour) != f.now().UTC().Truncate(24*time.Hour) {
		return nil
	}
	if kept.snapshot != snapshot && f.now().Sub(kept.AsOf) > figureAge {
		return nil
	}
	return kept
}

// run reads figures, or joins whoever does; began says which.
func (f *figureCache) run(ctx context.Context, days int) (run *figureRun, began bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if run := f.runs[days]; run != nil {
		return run, false
	}
	run = &figureRun{done: make(chan struct{})}
	f.runs[days] = run
	go func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), figureTimeout)
		defer cancel()
		start := time.Now()
		got, err := f.readSafely(ctx, days)
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.runs, days)
		if run.figures, run.err = got, err; err == nil {
			got.took = time.Since(start)
			f.kept[days] = got
		}
		close(run.done)
	}()
	return run, true
}

// readSafely keeps a panic of the reading, which no request catches, from ending the program.
func (f *figureCache) readSafely(ctx context.Context, days int) (got *figures, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("reading the figures: panic: %v\n%s", cause, debug.Stack())
		}
	}()
	return f.read(ctx, days)
}
