package importing

import (
	"context"
	"fmt"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/repositories"
)

// back says in a remark which resources are there again by a report, and gone by drifts that stay,
// since its tool closes none; nothing where there are none.
func back(ctx context.Context, tx *repositories.Store, report *reports.Report, scan models.CreateScanInput, coverage models.Coverage) (remark []string, err error) {
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
	switch len(again) {
	case 0:
		return nil, nil
	case 1:
		return []string{again[0] + " is there again, and the drift by which it is gone stays unresolved: resolve it by hand"}, nil
	}
	return []string{fmt.Sprintf("%s and %d more are there again, and the drifts by which they are gone stay unresolved: resolve them by hand", again[0], len(again)-1)}, nil
}
