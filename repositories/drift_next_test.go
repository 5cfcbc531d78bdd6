package repositories_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// A drift says what the next apply does about the changes that it has: an answer about another value, or about what counts no
// longer, is none about them.
func TestNextApplyIsOfTheChangesThatCount(t *testing.T) {
	t.Parallel()
	const keep, revert, unknown = models.NextApplyKeep, models.NextApplyRevert, models.NextApplyUnknown
	at := func(key string, actual int, next models.NextApply, noise string) models.JudgedChange {
		return models.JudgedChange{Path: key, Expected: models.JSON("5"), Actual: models.MustJSON(actual), Severity: models.SeverityWarning, NextApply: next, Noise: noise}
	}
	type scan []models.JudgedChange
	for name, c := range map[string]struct {
		scans []scan
		want  string // the answer, and which scan gave it
	}{
		"the same":                          {[]scan{{at("a", 2, keep, "")}, {at("a", 2, unknown, "")}}, "keep 1"},
		"a value that wanders":              {[]scan{{at("a", 2, keep, "")}, {at("a", 9, unknown, "")}}, "unknown"},
		"and comes back":                    {[]scan{{at("a", 2, keep, "")}, {at("a", 9, unknown, "")}, {at("a", 2, unknown, "")}}, "unknown"},
		"another value is told of":          {[]scan{{at("a", 2, keep, "")}, {at("a", 9, revert, "")}, {at("a", 9, unknown, "")}}, "revert 2"},
		"one of two wanders":                {[]scan{{at("a", 2, revert, ""), at("b", 2, keep, "")}, {at("a", 9, unknown, ""), at("b", 2, unknown, "")}}, "keep 1"},
		"what was noise before":             {[]scan{{at("a", 2, keep, ""), at("n", 2, revert, "volatile")}, {at("a", 2, unknown, ""), at("n", 2, unknown, "volatile")}}, "keep 1"},
		"what is ignored by now":            {[]scan{{at("a", 2, revert, ""), at("b", 2, keep, "")}, {at("a", 2, revert, "ignored"), at("b", 2, unknown, "")}}, "keep 1"},
		"what is ignored, and not told":     {[]scan{{at("a", 2, revert, ""), at("b", 2, keep, "")}, {at("a", 2, unknown, "ignored"), at("b", 2, unknown, "")}}, "keep 1"},
		"what is ignored, and all there is": {[]scan{{at("a", 2, revert, ""), at("b", 2, unknown, "")}, {at("a", 2, unknown, "ignored"), at("b", 2, unknown, "")}}, "unknown"},
		"what counts again":                 {[]scan{{at("a", 2, revert, "ignored"), at("b", 2, unknown, "")}, {at("a", 2, unknown, ""), at("b", 2, unknown, "")}}, "revert 1"},
		"gone, without a value":             {[]scan{{}, {}}, "revert 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			var drift uuid.UUID
			var seen []time.Time
			for i, scan := range c.scans {
				r := l.detect("s", rejudging(scan), func(in *models.Detection) {
					in.Changes, in.NextApply = scan, models.NextApplyOf(unknown, scan)
					if len(scan) == 0 {
						in.Difference, in.ActualState, in.Action = models.JSON("{}"), models.JSON("{}"), "delete"
						in.NextApply = []models.NextApply{revert, unknown}[i]
					}
					seen = append(seen, in.SeenAt)
				})
				if i == 0 {
					drift = r.DriftID
				} else if r.Outcome != models.DetectRepeated || r.DriftID != drift {
					t.Fatalf("scan %d: %+v", i+1, r)
				}
			}
			all, err := l.Drifts.Sightings(t.Context(), []uuid.UUID{drift})
			l.ok(err)
			then, err := l.Drifts.SightingsAsOf(t.Context(), l.clock(), []uuid.UUID{drift})
			l.ok(err)
			if now, then := all[drift], then[drift]; now.NextApply != then.NextApply || !reflect.DeepEqual(now.NextApplyAt, then.NextApplyAt) {
				t.Errorf("now %s of %v, as of now %s of %v", now.NextApply, now.NextApplyAt, then.NextApply, then.NextApplyAt)
			}
			if found := l.driftsThen(l.clock(), models.DriftFilter{NextApply: []models.NextApply{all[drift].NextApply}}, map[uuid.UUID]string{drift: "it"}); found != "it" {
				t.Errorf("as of now its answer finds %q", found)
			}
			got := string(all[drift].NextApply)
			for i, at := range seen {
				if known := all[drift].NextApplyAt; known != nil && known.Equal(models.Stored(at)) {
					got += fmt.Sprint(" ", i+1)
				}
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			l.summariesHold()
		})
	}
}

// rejudging has the rules of now take for noise what is noise among changes.
func rejudging(now []models.JudgedChange) func(*models.Detection) {
	return func(in *models.Detection) {
		in.Rejudge = func(changes []models.JudgedChange) (judged []models.JudgedChange) {
			for _, c := range changes {
				c.Noise = ""
				for _, other := range now {
					if other.Path == c.Path {
						c.Noise = other.Noise
					}
				}
				judged = append(judged, c)
			}
			return judged
		}
	}
}
