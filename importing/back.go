package importing

import (
	"context"
	"fmt"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/repositories"
)

// stays says in remarks which drifts stay though the report tells that they may be no more.
func stays(ctx context.Context, tx *repositories.Store, report *reports.Report, scan models.BegunScan, coverage models.Coverage) ([]string, error) {
	again, err := back(ctx, tx, report, scan, coverage)
	if err != nil {
		return nil, err
	}
	more, err := unlisted(ctx, tx, report, scan, coverage)
	return append(again, more...), err
}

// back says in a remark which resources are there again by a report, and gone by drifts that stay,
// since its tool closes none; nothing where there are none.
func back(ctx context.Context, tx *repositories.Store, report *reports.Report, scan models.BegunScan, coverage models.Coverage) (remark []string, err error) {
	if report.There == nil {
		return nil, nil
	}
	gone, err := tx.Drifts.Gone(ctx, scan.Scope, scan.Source)
	if err != nil {
		return nil, err
	}
	var again []string
	for _, g := range gone {
		for _, c := range coverage.Checked(g.CoveredResource) {
			if at, there := report.There(c.Address); there && !at.Before(g.LastSeen) {
				again = append(again, g.Address)
				break
			}
		}
	}
	return some(again, "%s is there again, and the drift by which it is gone stays unresolved: resolve it by hand",
		"%s and %d more are there again, and the drifts by which they are gone stay unresolved: resolve them by hand"), nil
}

// unlisted says in a remark which resources that no code knew a scan does not list any more: they
// were deleted, or a filter leaves them out, of which there is no mark. So their drifts stay.
func unlisted(ctx context.Context, tx *repositories.Store, report *reports.Report, scan models.BegunScan, coverage models.Coverage) (remark []string, err error) {
	if report.Lists == nil {
		return nil, nil
	}
	known, err := tx.Drifts.Unlisted(ctx, scan.Scope, scan.Source, scan.ID)
	if err != nil {
		return nil, err
	}
	var more []string
	for _, u := range known {
		if report.Lists(u.Type) && len(coverage.Checked(u.CoveredResource)) == 0 {
			more = append(more, u.Address)
		}
	}
	return some(more, "%s, which no code knew, is listed no more: resolve its drift by hand if it was deleted, since what a filter leaves out is not listed either",
		"%s and %d more, which no code knew, are listed no more: resolve by hand the drifts of those that were deleted, since what a filter leaves out is not listed either"), nil
}

// some names the first of some addresses in a remark, and says how many more there are; nothing
// where there are none.
func some(addresses []string, one, several string) []string {
	switch len(addresses) {
	case 0:
		return nil
	case 1:
		return []string{fmt.Sprintf(one, addresses[0])}
	}
	return []string{fmt.Sprintf(several, addresses[0], len(addresses)-1)}
}
