package repositories_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/clouddrift/guardian/models"
)

// plainDrift is all that a filter or an order looks at of a drift.
type plainDrift struct {
	ID                                             uuid.UUID
	ResourceID, Type, Region, Account              string
	Severity                                       models.Severity
	Status                                         models.Status
	Detector                                       models.DetectedBy
	Cost                                           *int64 // cents
	Keys                                           []string
	Detected                                       time.Time
	Created                                        *time.Time
	Seen                                           bool // it has a summary, which the following are of
	Scope, Tool, Address, NextApply, Kind, OwnerOf string
	Paths                                          []string
	Due, Ends                                      *time.Time // where some time is
}

// oneIn gives one of some values.
func oneIn[T any](random *rand.Rand, values ...T) T { return values[random.IntN(len(values))] }

// maybe gives one of some values as often as not.
func maybe[T any](random *rand.Rand, values ...T) *T {
	if random.IntN(2) == 0 {
		return nil
	}
	return ptr(oneIn(random, values...))
}

// plainDrifts writes drifts of few values each, with what scans of half of them sum up to.
func (l *ledger) plainDrifts(random *rand.Rand, n int) []plainDrift {
	l.Helper()
	now := l.now().Truncate(time.Microsecond)
	drifts, batch := make([]plainDrift, n), &pgx.Batch{}
	for i := range drifts {
		d := plainDrift{
			ID: uuid.New(), ResourceID: fmt.Sprint("i-", random.IntN(4)), Type: oneIn(random, "EC2", "S3", "RDS"), Region: oneIn(random, "eu", "us", "ap"), Account: oneIn(random, "", "1", "2"),
			Severity: oneIn(random, models.Severities()...), Status: oneIn(random, models.Statuses()...), Detector: oneIn(random, models.Detectors()...),
			Cost: maybe(random, int64(-150), 0, 1200, 1299, 1300), Keys: oneIn(random, nil, []string{"a"}, []string{"a", "b"}, []string{"c"}),
			Detected: now.AddDate(0, 0, -random.IntN(4)), Created: maybe(random, now.Add(-time.Hour), now.Add(-2*time.Hour), now.Add(time.Hour)), Seen: random.IntN(2) == 0,
		}
		difference := map[string]any{}
		for _, key := range d.Keys {
			difference[key] = map[string]any{"expected": 1, "actual": 2}
		}
		batch.Queue(ofTest+`INSERT INTO drifts (id, resource_id, resource_type, region, account_id, expected_state, actual_state, difference, severity, status, detected_by,
			cost_impact_monthly, detected_at, created_at) VALUES ($1, $2, $3, $4, NULLIF($5, ''), '{}', '{}', $6, $7, $8, $9, $10::bigint / 100.0, $11, $12)`,
			d.ID, d.ResourceID, d.Type, d.Region, d.Account, difference, d.Severity, d.Status, d.Detector, d.Cost, d.Detected, d.Created)
		if d.Seen {
			d.Scope, d.Tool, d.Address = oneIn(random, "p", "p/a", "p/a/b", "p0", "p-a"), oneIn(random, "terraform", "driftctl"), oneIn(random, "m.x", "m.x[0]")
			d.NextApply, d.Kind = string(oneIn(random, models.NextApplies()...)), string(oneIn(random, models.Kinds()...))
			d.OwnerOf, d.Due = oneIn(random, "", "net", "db"), maybe(random, now.Add(-time.Hour), now.Add(time.Hour))
			d.Paths = oneIn(random, nil, []string{"a[0].x"}, []string{"a[1].x", "b"})
			changes, places := []map[string]string{}, []string{}
			for _, path := range d.Paths {
				changes, places = append(changes, map[string]string{"path": path}), append(places, index.ReplaceAllString(path, "[*]"))
			}
			batch.Queue(ofTest+`INSERT INTO drift_summaries (drift_id, scope, tool, address, resource_id, resource_type, kind, first_seen, last_seen, next_apply, first_scan_id, newest_scan_id,
				owner, due_at, changes, places) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $1, $1, $10, $11, $12, $13)`,
				d.ID, d.Scope, d.Tool, d.Address, d.ResourceID, d.Type, d.Kind, d.Detected, d.NextApply, d.OwnerOf, d.Due, changes, places)
		}
		if d.Status == models.StatusApproved {
			if d.Ends = maybe(random, now.Add(-time.Hour), now.AddDate(0, 0, 3), now.AddDate(0, 0, 9)); d.Ends != nil {
				batch.Queue(ofTest+"INSERT INTO approval_terms (drift_id, ends_at, created_at) VALUES ($1, $2, $3)", d.ID, d.Ends, now.AddDate(0, 0, -30))
			}
		}
		drifts[i] = d
	}
	l.ok(l.db.Pool.SendBatch(l.Context(), batch).Close())
	return drifts
}

var (
	index = regexp.MustCompile(`\[\d+\]`)
	word  = regexp.MustCompile(`[[:alnum:]]+`)
)

// open says whether a drift is, at a time.
func (d plainDrift) open(now time.Time) bool {
	return d.Status.Open() || d.Status == models.StatusApproved && d.Ends != nil && !d.Ends.After(now)
}

// called says whether the drift has all words of a text.
func (d plainDrift) called(text string) bool {
	of := append([]string{d.ResourceID, d.Type}, d.Keys...)
	if d.Seen {
		of = append([]string{d.ResourceID, d.Type, d.Address, d.Scope}, d.Paths...)
	}
	words, sought := word.FindAllString(strings.ToLower(index.ReplaceAllString(strings.Join(of, " "), "")), -1), word.FindAllString(strings.ToLower(text), -1)
	return len(sought) > 0 && !slices.ContainsFunc(sought, func(begin string) bool {
		return !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, begin) })
	})
}

// within says whether the scope is one of those that are given.
func (d plainDrift) within(given string) bool {
	prefix, all := strings.CutSuffix(given, "/*")
	return d.Seen && (d.Scope == given || all && strings.HasPrefix(d.Scope, prefix+"/"))
}

// changedAt says whether the drift differs at a place.
func (d plainDrift) changedAt(place string) bool {
	return slices.Contains(d.Keys, place) || strings.Contains(place, ".") && slices.ContainsFunc(d.Paths, func(path string) bool {
		return path == place || index.ReplaceAllString(path, "[*]") == place
	})
}

// keeps says whether a filter does, from what its fields mean.
func keeps(f models.DriftFilter, d plainDrift, now time.Time) bool {
	told := func(of string) string { return cmp.Or(of, "unknown") }
	open, cost := d.open(now), int64(0)
	if d.Cost != nil {
		cost = *d.Cost
	}
	return (f.Status == nil || slices.Contains(f.Status, d.Status) || open && slices.Contains(f.Status, models.StatusOpen)) &&
		anyOf(f.Severity, d.Severity) && anyOf(f.ResourceType, d.Type) && anyOf(f.ResourceID, d.ResourceID) && anyOf(f.Region, d.Region) && anyOf(f.DetectedBy, d.Detector) &&
		(f.AccountID == nil || d.Account != "" && slices.Contains(f.AccountID, d.Account)) &&
		(f.Address == nil || d.Seen && slices.Contains(f.Address, d.Address)) && (f.Scope == nil || slices.ContainsFunc(f.Scope, d.within)) &&
		(f.Tool == nil || d.Seen && slices.Contains(f.Tool, d.Tool)) && (f.Owner == nil || d.Seen && slices.Contains(f.Owner, d.OwnerOf)) &&
		anyOf(f.NextApply, models.NextApply(told(d.NextApply))) && anyOf(f.Kind, models.Kind(told(d.Kind))) &&
		(f.Overdue == nil || open && d.Due != nil && !d.Due.After(now)) &&
		(f.Ending == nil || d.Ends != nil && d.Ends.After(now) && !d.Ends.After(now.AddDate(0, 0, models.EndingDays))) &&
		(f.Words == nil || slices.ContainsFunc(f.Words, d.called)) && (f.Changed == nil || slices.ContainsFunc(f.Changed, d.changedAt)) &&
		(f.CostAtLeast == nil || d.Cost != nil && cost >= 100**f.CostAtLeast) &&
		(f.Since.IsZero() || !d.Detected.Before(f.Since)) && (f.Until.IsZero() || d.Detected.Before(f.Until))
}

func anyOf[T comparable](given []T, is T) bool { return given == nil || slices.Contains(given, is) }
