package importing

import (
	"context"
	"fmt"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/repositories"
)

// sameStack refuses a report of something whose name is that of another elsewhere, where
// the scope holds drifts of that one: its resources would be taken for the other's.
func sameStack(ctx context.Context, tx *repositories.Store, report *reports.Report, scan models.CreateScanInput) error {
	if report.Region == "" {
		return nil
	}
	other, err := tx.Drifts.Elsewhere(ctx, scan.Scope, scan.Source, report.Region, report.Account)
	if other == nil || err != nil {
		return err
	}
	return fmt.Errorf("it is of %s in account %s, and scope %s holds drifts of %s in account %s: give each a --scope of its own",
		report.Region, report.Account, scan.Scope, other.Region, other.Account)
}
