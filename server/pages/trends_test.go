package pages

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clouddrift/guardian/models"
)

func TestTrends(t *testing.T) {
	t.Parallel()
	var summaries []string
	for _, p := range trendsOf(figures()) {
		summaries = append(summaries, p.Title+": "+p.Summary)
	}
	want := []string{
		"Opened and resolved by day: 2 opened and 1 resolved in 2 days.", "Open at the end of each day: From 2 open to 3.",
		"Cost by day, in US dollars: No cost is recorded.", "Time to resolve: 1 resolved, in 2 h as the median.",
	}
	if !slices.Equal(summaries, want) {
		t.Errorf("%q", summaries)
	}
	f := figures()
	f.Costs = []models.CostDay{{Day: now.Truncate(24 * time.Hour)}}
	if got := plotCosts(f.Costs, f.Days).Summary; got != "$0.00 in all." {
		t.Errorf("of a day that cost nothing: %q", got)
	}
	if n := strings.Count(string(Plots(figures())), "<figure"); n != len(want) {
		t.Errorf("%d plots", n)
	}
}
