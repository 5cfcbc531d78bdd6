package importing_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
)

// Whatever a scan makes of a drift, its cost begins where the one before ended: metrics of one
// resource neither overlap nor leave a gap.
func TestCostsFollowOneAnother(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	store := l.store
	first := time.Now().UTC().Truncate(time.Hour).Add(-100 * time.Hour)
	raw, err := os.ReadFile(webShop)
	must(t, err)
	report := string(raw)
	// Of the instance one more attribute differs, so that another drift takes the place of the first.
	further := func(s string) string {
		at := strings.Index(s, `"resource_drift"`)
		at += strings.Index(s[at:], `"address":"aws_instance.drift_only"`)
		at += strings.Index(s[at:], `"after":`)
		return s[:at] + strings.Replace(s[at:], `"ebs_optimized":false`, `"ebs_optimized":true`, 1)
	}
	scans := 0
	scan := func(after time.Duration, text string) {
		t.Helper()
		scans++
		text += strings.Repeat("\n", scans) // or the same report is imported already
		s := importText(t, store, "plan.json", text, importing.Options{Scope: "shop", DetectedAt: first.Add(after), Costs: estimate(t, nil)})
		if s.Costs.Priced != 7 {
			t.Errorf("after %s: %+v", after, s.Costs)
		}
	}
	periods := func() (list []string) {
		page, err := store.Costs.List(t.Context(), models.CostFilter{}, models.PageRequest{Limit: models.MaxLimit})
		must(t, err)
		for _, m := range page.Items {
			seen, err := store.Drifts.Occurrences(t.Context(), *m.DriftID, models.PageRequest{})
			must(t, err)
			if seen.Items[0].Address == "aws_instance.drift_only" {
				list = append(list, fmt.Sprint(m.PeriodStart.Sub(first), " to ", m.PeriodEnd.Sub(first)))
			}
		}
		slices.Sort(list)
		return list
	}
	scan(0, report)
	scan(10*time.Minute, further(report))
	want := []string{"-1h0m0s to 0s", "0s to 10m0s"}
	same(t, "superseded within the hour", periods(), want...)
	scan(24*time.Hour+10*time.Minute, report)
	want = append(want, "10m0s to 24h10m0s")
	same(t, "superseded the next night", periods(), want...)
	scan(24*time.Hour+10*time.Minute, report)
	scan(24*time.Hour+10*time.Minute, further(report))
	// There is a metric of each in any case, which adds nothing.
	none := []string{"24h9m59.999999s to 24h10m0s", "24h9m59.999999s to 24h10m0s"}
	same(t, "the same moment once more", periods(), append(slices.Clone(want), none...)...)
	// Who resolves it while it is there has a new drift with the next scan.
	open, err := store.Drifts.List(t.Context(), models.DriftQuery{Filter: models.DriftFilter{Status: []models.Status{models.StatusOpen}}})
	must(t, err)
	for _, d := range open.Items {
		_, err = store.Drifts.Resolve(t.Context(), d.ID, models.ResolveDriftInput{How: models.ResolvedAcknowledged, ResolvedBy: l.user})
		must(t, err)
	}
	scan(24*time.Hour+20*time.Minute, report)
	same(t, "resolved in between", periods(), append(append(want, "24h10m0s to 24h20m0s"), none...)...)
}
