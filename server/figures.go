package server

import (
	"context"
	"fmt"
	"html/template"
	"runtime/debug"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// figures are what the overview shows, as /debug/stats gives them.
type figures struct {
	AsOf            time.Time                     `json:"asOf"`
	Open            openFigures                   `json:"open"`
	Groups          []models.DriftGroup           `json:"groups"`
	UnreadAlerts    int64                         `json:"unreadAlerts"`
	Days            []models.DriftDay             `json:"days"`
	Costs           []models.CostDay              `json:"costs"`
	CostsByAccount  []models.AccountCost          `json:"costsByAccount"`
	ChangedKeys     []models.KeyCount             `json:"changedKeys"` // of the open drifts, the most frequent first
	ResolutionTimes []resolutionTime              `json:"resolutionTimes"`
	worst           []models.Drift                // open, the gravest and newest first
	sightings       map[uuid.UUID]models.Sighting // of these
	snapshot        string                        // what the database held when they were read
	nextApplies     []models.NextApplyCount       // see Open.NextApply
	took            time.Duration                 // to read them
	drawn           sync.Once                     // guards plots
	plots           template.HTML
}

// openFigures sum up the drifts on which somebody must still act.
type openFigures struct {
	models.SeverityCounts
	Drifts      int64                      `json:"drifts"`
	CostMonthly models.MoneySum            `json:"costMonthly"`
	Oldest      *time.Time                 `json:"oldest,omitempty"`
	NextApply   map[models.NextApply]int64 `json:"nextApply"` // what the next apply does about them
}

type resolutionTime struct {
	Severity      models.Severity `json:"severity,omitempty"` // none for all together
	Drifts        int64           `json:"drifts"`
	MedianSeconds float64         `json:"medianSeconds"`
	P90Seconds    float64         `json:"p90Seconds"`
}

const (
	// worstDrifts is how many open drifts the overview lists.
	worstDrifts = 8
	// topKeys is how many changed keys the figures name.
	topKeys = 10
	// readsAtOnce is how many of the figures are read at the same time.
	readsAtOnce = 3
)

// readFigures asks the database for all figures of the last days, today included.
func (s *Server) readFigures(ctx context.Context, days int) (f *figures, err error) {
	f = &figures{}
	r := s.reader
	if f.snapshot, err = r.Snapshot(ctx); err != nil {
		return f, err
	}
	f.AsOf = s.now().UTC()
	today := f.AsOf.Truncate(24 * time.Hour)
	since, until := today.AddDate(0, 0, 1-days), today.AddDate(0, 0, 1)
	open := models.DriftFilter{Status: models.OpenStatuses()}

	overview, err := r.Drifts.Overview(ctx, models.DriftFilter{})
	if err != nil {
		return f, err
	}
	f.Groups, f.Open.Oldest = overview.Groups, overview.OldestOpen
	f.Open.Drifts, f.Open.CostMonthly = overview.Sum(models.OpenStatuses(), nil)
	for _, severity := range models.Severities() {
		n, _ := overview.Sum(models.OpenStatuses(), []models.Severity{severity})
		f.Open.Add(severity, n)
	}
	reads, ctx := errgroup.WithContext(ctx)
	reads.SetLimit(readsAtOnce)
	for _, read := range []func() error{
		func() (err error) { f.nextApplies, err = r.Drifts.NextApplies(ctx); return err },
		func() (err error) { f.UnreadAlerts, err = r.Alerts.CountUnread(ctx); return err },
		func() (err error) { f.Days, err = r.Drifts.Daily(ctx, since, until); return err },
		func() (err error) {
			f.Costs, err = r.Costs.TotalsByDay(ctx, models.CostFilter{Since: since, Until: until})
			return err
		},
		func() (err error) {
			f.CostsByAccount, err = r.Costs.TotalsByAccount(ctx, models.CostFilter{Since: since, Until: until})
			return err
		},
		func() (err error) { f.ChangedKeys, err = r.Drifts.TopKeys(ctx, open, topKeys); return err },
		func() error { return f.readResolutionTimes(ctx, r, since, until) },
		func() error { return f.readWorst(ctx, r) },
	} {
		reads.Go(read)
	}
	err = reads.Wait()
	f.countNextApplies()
	return f, err
}

// countNextApplies sums up what the next apply does about the open drifts.
func (f *figures) countNextApplies() {
	f.Open.NextApply = map[models.NextApply]int64{}
	for _, word := range models.NextApplies() {
		f.Open.NextApply[word] = 0
	}
	for _, n := range f.nextApplies {
		f.Open.NextApply[n.NextApply] = n.Drifts
	}
}

func (f *figures) readResolutionTimes(ctx context.Context, r *repositories.Reader, since, until time.Time) error {
	times, err := r.Drifts.ResolutionTimes(ctx, since, until)
	f.ResolutionTimes = []resolutionTime{}
	for _, t := range times {
		f.ResolutionTimes = append(f.ResolutionTimes, resolutionTime{t.Severity, t.Drifts, t.Median.Seconds(), t.P90.Seconds()})
	}
	return err
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
