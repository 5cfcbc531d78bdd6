package cli

import (
	"maps"
	"slices"
	"time"

	"github.com/clouddrift/guardian/importing"
)

// inTime gives reports in the order in which the tools looked.
func inTime[T any](reports []T, at func(T) time.Time) []T {
	return slices.SortedStableFunc(slices.Values(reports), func(a, b T) int { return at(a).Compare(at(b)) })
}

// openAfter gives the open drifts that reports show, but for those that one of them ended: each once, as
// grave as the last report of it says.
func openAfter(reports []importing.Summary) importing.OpenDrifts {
	open := importing.OpenDrifts{}
	for _, s := range inTime(reports, func(s importing.Summary) time.Time { return s.ScannedAt }) {
		maps.Copy(open, s.Open)
	}
	for _, s := range reports {
		for _, id := range s.Ended {
			delete(open, id)
		}
	}
	return open
}
