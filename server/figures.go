package server

import (
	"context"
	"maps"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

const (
	// worstDrifts is how many open drifts the overview lists.
	worstDrifts = 8
	// topKeys is how many changed keys the figures name.
	topKeys = 10
	// readsAtOnce is how many of the figures are read at the same time.
	readsAtOnce = 3
)

// openStatus is a filter's status of what is open.
var openStatus = []models.Status{models.StatusOpen}

// readFigures asks the database for all figures of the last days, today included.
func readFigures(r *repositories.Reader, now func() time.Time) func(context.Context, int) (*figures, error) {
	return func(ctx context.Context, days int) (*figures, error) {
		snapshot, err := r.Snapshot(ctx)
		if err != nil {
			return nil, err
		}
		read := &figureReading{reader: r}
		err = read.all(ctx, now().UTC(), days)
		return &figures{Figures: read.Figures, snapshot: snapshot}, err
	}
}

// figureReading is figures that are being read.
type figureReading struct {
	models.Figures
	reader *repositories.Reader
}

func (f *figureReading) all(ctx context.Context, now time.Time, days int) error {
	r := f.reader
	f.AsOf = now
	today := f.AsOf.Truncate(24 * time.Hour)
	since, until := today.AddDate(0, 0, 1-days), today.AddDate(0, 0, 1)
	reads, ctx := errgroup.WithContext(ctx)
	reads.SetLimit(readsAtOnce)
	for _, read := range []func() error{
		func() error { return f.readCounts(ctx) }, // takes the longest
		func() error { return f.readOpen(ctx) },
		func() (err error) { f.Scopes, err = r.Scopes.Count(ctx, now.Add(-models.StaleAfter)); return err },
		func() (err error) { f.UnreadAlerts, err = r.Alerts.CountUnread(ctx); return err },
		func() error {
			messages, err := r.Messages.Figures(ctx, now.Add(-models.GivenUpLately))
			f.MessagesGivenUp = messages.GivenUp
			return err
		},
		func() (err error) { f.Days, err = r.Drifts.Daily(ctx, since, until); return err },
		func() (err error) {
			f.Costs, err = r.Costs.TotalsByDay(ctx, models.CostFilter{Since: since, Until: until})
			return err
		},
		func() (err error) {
			f.CostsByAccount, err = r.Costs.TotalsByAccount(ctx, models.CostFilter{Since: since, Until: until})
			return err
		},
		func() error { return f.readResolutionTimes(ctx, since, until) },
		func() error {
			if err := f.readWorst(ctx); err != nil {
				return err
			}
			return f.readEnding(ctx)
		},
	} {
		reads.Go(read)
	}
	return reads.Wait()
}

// readCounts counts all drifts, and the places that differ in those that are open: of resources that code knows, where
// there are any others.
func (f *figureReading) readCounts(ctx context.Context) error {
	overview, err := f.reader.Drifts.Overview(ctx)
	if err != nil {
		return err
	}
	f.Groups, f.Open.Oldest = overview.Groups, overview.OldestOpen
	managed, unmanaged := overview.Of(false), overview.Of(true)
	all := managed.Sum(openStatus, nil)
	f.Open.Drifts, f.Open.CostMonthly, f.Open.CostUnknown = all.Drifts, all.CostMonthly, all.CostUnknown
	for _, severity := range models.Severities() {
		f.Open.Add(severity, managed.Sum(openStatus, []models.Severity{severity}).Drifts)
		f.Unmanaged.Add(severity, unmanaged.Sum(openStatus, []models.Severity{severity}).Drifts)
	}
	open := models.DriftFilter{Status: openStatus}
	if f.Unmanaged.Drifts = f.Unmanaged.Total(); f.Unmanaged.Drifts > 0 {
		open.Kind = models.ManagedKinds()
	}
	f.ChangedKeys, err = f.reader.Drifts.TopKeys(ctx, open, topKeys)
	return err
}

// readOpen counts what is open by what becomes of it.
func (f *figureReading) readOpen(ctx context.Context) error {
	open, err := f.reader.Drifts.OpenNow(ctx, models.Yesterday(f.AsOf))
	f.Open.NextApply, f.Open.New, f.Open.Overdue = open.NextApply, open.New, open.Overdue
	return err
}

func (f *figureReading) readResolutionTimes(ctx context.Context, since, until time.Time) error {
	times, err := f.reader.Drifts.ResolutionTimes(ctx, since, until)
	f.ResolutionTimes = []models.ResolutionFigures{}
	for _, t := range times {
		f.ResolutionTimes = append(f.ResolutionTimes, models.ResolutionFigures{
			Severity: t.Severity, Drifts: t.Drifts, Sampled: t.Sampled, MedianSeconds: t.Median.Seconds(), P90Seconds: t.P90.Seconds(),
		})
	}
	return err
}

// readWorst gathers the open drifts that want looking at first.
func (f *figureReading) readWorst(ctx context.Context) (err error) {
	if f.Worst, err = f.reader.Drifts.Worst(ctx, worstDrifts); err != nil {
		return err
	}
	return f.readSightings(ctx, f.Worst)
}

// readEnding gathers the approvals that end soon, the next one first.
func (f *figureReading) readEnding(ctx context.Context) error {
	found, err := f.reader.Drifts.ListWithoutStates(ctx, models.DriftQuery{
		Filter: models.DriftFilter{Ending: []string{models.Ending}}, PageRequest: models.PageRequest{Limit: 1},
	})
	if err != nil {
		return err
	}
	f.ApprovalsEnding = found.Total
	if f.Ending, err = f.reader.Drifts.EndingNext(ctx, worstDrifts); err != nil {
		return err
	}
	return f.readSightings(ctx, f.Ending)
}

// readSightings adds what is seen of some drifts to what is there.
func (f *figureReading) readSightings(ctx context.Context, drifts []models.Drift) error {
	ids := make([]uuid.UUID, len(drifts))
	for i, d := range drifts {
		ids[i] = d.ID
	}
	seen, err := f.reader.Drifts.Sightings(ctx, ids)
	if f.Sightings == nil {
		f.Sightings = map[uuid.UUID]models.Sighting{}
	}
	maps.Copy(f.Sightings, seen)
	return err
}
