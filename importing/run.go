package importing

import (
	"context"
	"fmt"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/repositories"
)

// run is one file on its way into the ledger, within its transaction.
type run struct {
	tx      *repositories.Store
	options Options
	report  *reports.Report
	scan    models.CreateScanInput
	summary *Summary

	begun models.BegunScan
	// lookedAt are the addresses that the report covers.
	lookedAt map[string]bool
	// astray are the addresses, and the types with ids, of resources that drifted
	// or that the ledger could not keep: neither is in order.
	astrayAddress  map[string]bool
	astrayResource map[resource]bool
}

type resource struct{ toolType, id string }

func (r *run) file(ctx context.Context) error {
	scan, err := r.tx.Scans.Begin(ctx, r.scan)
	if err != nil {
		return err
	}
	r.begun, r.summary.ScanID, r.summary.NewestScan = scan, scan.ID, scan.Newest.UTC()
	if scan.AlreadyImported {
		return r.sayAlreadyImported(ctx)
	}
	r.astrayAddress, r.astrayResource = map[string]bool{}, map[resource]bool{}
	r.lookedAt = make(map[string]bool, len(r.report.Checked))
	for _, c := range r.report.Checked {
		r.lookedAt[c.Address] = true
	}
	n := 0
	for entry, err := range r.report.Entries() {
		if err != nil {
			return err
		}
		if err := r.entry(ctx, entry); err != nil {
			return err
		}
		n++
		if r.options.Progress != nil {
			r.options.Progress(n, r.report.EntryCount)
		}
	}
	if r.options.ResolveMissing {
		if err := r.resolveMissing(ctx); err != nil {
			return err
		}
	}
	return r.finish(ctx)
}

// sayAlreadyImported sums up what the same report was imported as.
func (r *run) sayAlreadyImported(ctx context.Context) (err error) {
	s := r.summary
	s.AlreadyImported, s.Checked, s.Drifted = true, r.begun.Checked, r.begun.Drifted
	s.ScannedAt = r.begun.ScannedAt.UTC()
	s.Open, err = r.tx.Scans.OpenDrifts(ctx, r.begun.ID)
	return err
}

// entry takes one entry of the report into the ledger.
func (r *run) entry(ctx context.Context, e reports.Entry) error {
	item := Item{
		Address: e.Address, ResourceType: cut(models.ResourceTypeOf(e.Type), maxResourceType),
		ResourceID: cut(e.ID, maxResourceID), NextApply: e.NextApply, Gone: e.Action == reports.ActionDelete,
	}
	diff, rule := difference(e)
	if rule != "" {
		item.Outcome, item.Reason, item.NextApply = Suppressed, rule, ""
		r.summary.add(item)
		return nil
	}
	r.astrayAddress[e.Address] = true
	r.astrayResource[resource{e.Type, e.ID}] = true
	item.Attributes = models.SortedKeys(diff)

	detection, err := r.detection(e, item, diff)
	if err != nil {
		item.Outcome, item.Reason = Skipped, err.Error()
		r.summary.Unstorable++
		r.summary.add(item)
		return nil
	}
	result, err := r.tx.Drifts.Detect(ctx, detection)
	if err != nil {
		return fmt.Errorf("%s: %w", e.Address, err)
	}
	item.Severity = result.Severity
	switch result.Outcome {
	case models.DetectCreated:
		item.Outcome, item.DriftID = Created, &result.DriftID
	case models.DetectRepeated:
		item.Outcome, item.DriftID = Repeated, &result.DriftID
	case models.DetectTooLate:
		item.Outcome, item.Reason = Skipped, "the report is older than the newest scan of its scope, and no known drift matches"
	}
	if result.Superseded != nil {
		r.summary.Superseded++
	}
	r.summary.add(item)
	return nil
}

// detection makes what the ledger takes of an entry: secrets masked, values
// fitted, severity graded. The error says why the ledger cannot keep it.
func (r *run) detection(e reports.Entry, item Item, diff map[string]any) (models.Detection, error) {
	d := models.Detection{
		Scan: r.begun, ResourceID: item.ResourceID, ResourceType: item.ResourceType,
		Region: cut(first(e.Region, r.options.Region, reports.RegionGlobal), maxRegion), AccountID: first(e.Account, r.options.Account),
		Address: e.Address, PreviousAddress: e.PreviousAddress, FullResourceID: e.ID, FullType: e.Type,
		Action: string(e.Action), NextApply: e.NextApply, DetectedBy: r.scan.DetectedBy, SeenAt: r.scan.ScannedAt,
		LookedAt: func(address string) bool { return r.lookedAt[address] },
	}
	for name, value := range map[string]string{"address": e.Address, "previous address": e.PreviousAddress, "type": e.Type, "id": e.ID, "region": e.Region} {
		if hasNUL(value) {
			return d, fmt.Errorf("its %s holds U+0000, which PostgreSQL cannot store", name)
		}
	}
	expected, actual, hide := e.Redact()
	hidden, _ := withoutNUL(hide(diff)).(map[string]any)
	d.Severity, d.CriticalKeys = severity(item.Gone, hidden)
	for _, part := range []struct {
		name  string
		value map[string]any
		into  *models.JSON
	}{{"expected state", expected, &d.ExpectedState}, {"actual state", actual, &d.ActualState}, {"difference", hidden, &d.Difference}} {
		value := withoutNUL(part.value)
		err := models.CheckStorable(value)
		if err == nil {
			*part.into, err = models.EncodeJSON(value)
		}
		if err != nil {
			return d, fmt.Errorf("its %s %w", part.name, err)
		}
	}
	return d, nil
}

// first gives the first value that is not empty.
func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// resolveMissing resolves the drifts whose resource the report checked and found
// in order, or says why the report's silence proves nothing.
func (r *run) resolveMissing(ctx context.Context) error {
	if r.begun.NotClosing != "" {
		r.summary.NotClosed = r.begun.NotClosing
		return nil
	}
	addresses, resources := map[string]bool{}, map[resource]bool{}
	for _, c := range r.report.Checked {
		if key := (resource{c.Type, c.ID}); !r.astrayAddress[c.Address] && !r.astrayResource[key] {
			addresses[c.Address], resources[key] = true, true
		}
	}
	resolved, err := r.tx.Drifts.ResolveMissing(ctx, r.begun.ID, func(m repositories.Missing) bool {
		return addresses[m.Address] || resources[resource{m.ToolType, m.FullID}]
	})
	for _, m := range resolved {
		r.summary.add(Item{
			Address: m.Address, ResourceType: m.ResourceType, ResourceID: m.ResourceID,
			Outcome: Resolved, DriftID: &m.DriftID, Severity: m.Severity, Reason: "found in order",
		})
	}
	return err
}

// finish writes the counts and the coverage on the scan.
func (r *run) finish(ctx context.Context) (err error) {
	s := r.summary
	result := models.ScanResult{
		Checked: s.Checked, Drifted: s.Drifted, Created: s.Created, Repeated: s.Repeated,
		Superseded: s.Superseded, Resolved: s.Resolved, Skipped: s.Skipped, Suppressed: s.Suppressed,
		Coverage: make([]models.CoveredResource, 0, len(r.report.Checked)),
	}
	for _, c := range r.report.Checked {
		result.Coverage = append(result.Coverage, models.CoveredResource{
			Address: replaceNUL(c.Address), Type: replaceNUL(c.Type), ID: replaceNUL(c.ID),
		})
	}
	if err := r.tx.Scans.Finish(ctx, r.begun.ID, result); err != nil {
		return err
	}
	s.Open, err = r.tx.Scans.OpenDrifts(ctx, r.begun.ID)
	return err
}
