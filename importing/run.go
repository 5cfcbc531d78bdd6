package importing

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/repositories"
	"github.com/clouddrift/guardian/rulebook"
)

// run is one file on its way into the ledger, within its transaction.
type run struct {
	tx      *repositories.Store
	options Options
	report  *reports.Report
	scan    models.CreateScanInput
	summary *Summary

	begun models.BegunScan
	// now is the ledger's time, by which the team's own rules hold or rest.
	now time.Time
	// covered is what the report looked at, and coverage its index.
	covered  []models.CoveredResource
	coverage models.Coverage
	// astray are the addresses of resources that drifted or that the ledger could not
	// keep: they are not in order.
	astray map[string]bool
	// ignored says by which rules all is ignored that differs at an address.
	ignored map[string]string
	costs   costing
}

func (r *run) file(ctx context.Context) error {
	scan, err := r.tx.Scans.Begin(ctx, r.scan)
	if err != nil {
		return err
	}
	r.begun, r.summary.ScanID, r.summary.NewestScan = scan, scan.ID, scan.Newest.UTC()
	if scan.Ahead.After(r.scan.ScannedAt) {
		r.summary.ScanAhead = scan.Ahead.UTC()
	}
	if r.options.DetectedAt.IsZero() && !scan.Before.IsZero() {
		r.summary.SameAs = scan.Before.UTC()
	}
	if r.options.Rules == nil {
		if r.options.Rules, err = rulesOf(ctx, r.tx, scan.Scan); err != nil {
			return err
		}
	}
	if scan.AlreadyImported {
		return r.sayAlreadyImported(ctx)
	}
	if err := sameStack(ctx, r.tx, r.report, r.scan); err != nil {
		return err
	}
	r.astray, r.ignored = map[string]bool{}, map[string]string{}
	r.covered = make([]models.CoveredResource, len(r.report.Checked))
	for i, c := range r.report.Checked {
		r.covered[i] = r.resource(c)
	}
	r.coverage = models.NewCoverage(r.covered)
	told := 0
	batch := batch{tx: r.tx, size: r.options.batch, replan: firstReplan, told: func(w waiting, result models.DetectResult) {
		r.say(w, result)
		if told++; r.options.Progress != nil {
			r.options.Progress(told, r.report.EntryCount)
		}
	}}
	defer batch.end()
	for entry, err := range r.report.Entries() {
		if err != nil {
			return err
		}
		if err := r.entry(ctx, entry, &batch); err != nil {
			return err
		}
	}
	if err := batch.last(ctx); err != nil {
		return err
	}
	if !r.begun.Late() {
		remarks, err := stays(ctx, r.tx, r.report, r.begun, r.coverage)
		if err != nil {
			return err
		}
		r.summary.Remarks = append(r.summary.Remarks, remarks...)
	}
	if r.options.ResolveMissing {
		if err := r.resolveMissing(ctx); err != nil {
			return err
		}
	}
	if r.summary.Late() {
		r.costs.notKept(costsLate)
	} else if len(r.costs.metrics) > 0 {
		if _, err := r.tx.Costs.RecordMany(ctx, r.costs.metrics); err != nil {
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
	r.costs.notKept(costsAlready)
	if s.Open, err = r.tx.Scans.OpenDrifts(ctx, r.begun.ID); err != nil || r.begun.Skipped == 0 {
		return err
	}
	return r.sayLeftOut(ctx)
}

// sayLeftOut says once more which entries of an imported report the ledger did not
// take, and counts those as open that were too late: the report still shows them.
func (r *run) sayLeftOut(ctx context.Context) error {
	seen, err := r.tx.Scans.Addresses(ctx, r.begun.ID)
	if err != nil {
		return err
	}
	s := r.summary
	for e, err := range r.report.Entries() {
		if err != nil {
			return err
		}
		item := itemOf(e)
		if j, _, err := r.judge(&e); err != nil {
			item.Reason = err.Error()
			s.Unstorable++
		} else if j.rule != "" || seen[e.Address] {
			continue
		} else {
			item.Severity, item.Reason, item.Open = j.severity, r.tooLate(), true
			s.Open[OpenID(nil, s.Scope, s.Format, item.Address, item.ResourceID)] = j.severity
		}
		item.Outcome = Skipped
		s.Skipped++
		s.Items = append(s.Items, item)
	}
	return nil
}

// tooLate is why an entry is left out that tells nothing of now.
func (r *run) tooLate() string {
	if r.begun.NotClosing == models.LateReport {
		return models.LateReport + ", and no known drift matches"
	}
	return "what is known of the resource is newer, and no known drift matches"
}

// resource is a resource of the report as the ledger tells it from others.
func (r *run) resource(c reports.Resource) models.CoveredResource {
	return models.CoveredResource{
		Address: replaceNUL(c.Address), PreviousAddress: replaceNUL(c.PreviousAddress), Type: replaceNUL(c.Type), ID: replaceNUL(c.ID),
		Region:  cut(replaceNUL(cmp.Or(c.Region, r.options.Region, reports.RegionGlobal)), maxRegion),
		Account: cmp.Or(c.Account, r.options.Account), Stack: r.report.Region,
		Untold: c.Untold, Unread: c.Unread,
	}
}

// rules gives the team's own rules for the resource of an entry, nil where there are none.
func (r *run) rules(e reports.Entry) *rulebook.Sheet {
	if r.options.Rules == nil {
		return nil
	}
	return r.options.Rules.On(subject(r.scan.Scope, e), r.now)
}

// judge judges an entry by the rules for its resource, or says why the ledger cannot keep it.
func (r *run) judge(e *reports.Entry) (judged, *rulebook.Sheet, error) {
	if err := storable(e); err != nil {
		return judged{}, nil, err
	}
	own := r.rules(*e)
	j := r.options.judge(*e, own)
	if err := models.CheckNames(j.difference); err != nil {
		return judged{}, nil, fmt.Errorf("its difference %w", err)
	}
	return j, own, nil
}

// entry adds one entry of the report to a batch that is on its way into the ledger.
func (r *run) entry(ctx context.Context, e reports.Entry, batch *batch) error {
	item := itemOf(e)
	r.astray[replaceNUL(e.Address)] = true
	j, own, err := r.judge(&e)
	if err != nil {
		item.Outcome, item.Reason = Skipped, err.Error()
		r.summary.Unstorable++
		return batch.add(ctx, waiting{item: item})
	}
	r.summary.count(j.ruled)
	if j.rule != "" {
		delete(r.astray, e.Address)
		item.Outcome, item.Reason, item.Ignored = Suppressed, j.rule, ignoredOf(j.changes)
		if j.rule == ruleIgnored {
			item.Reason = j.ruled.reason()
			r.ignored[e.Address] = item.Reason
		}
		return batch.add(ctx, waiting{item: item})
	}
	if item.Owner = j.ruled.ownerName(); j.ruled.due != nil {
		item.DueWithin = &j.ruled.due.Within
	}
	r.costs.price(r.report, e, &item)
	detection, err := r.detectionOf(e, item, j, own)
	if err != nil {
		return fmt.Errorf("%s: %w", e.Address, err)
	}
	return batch.add(ctx, waiting{item, j, &detection})
}

func itemOf(e reports.Entry) Item {
	return Item{
		Address: e.Address, ResourceType: cut(models.ResourceTypeOf(e.Type), maxResourceType),
		ResourceID: cut(e.ID, maxResourceID), Gone: e.Action == reports.ActionDelete,
	}
}

// say adds to the summary what became of an entry.
func (r *run) say(w waiting, result models.DetectResult) {
	item, j := w.item, w.judged
	if w.detection == nil {
		r.summary.add(item)
		return
	}
	item.Severity, item.Kind, item.NextApply = result.Severity, j.kind, j.next
	item.Attributes, item.Changes, item.Ignored = models.SortedKeys(j.difference), changesOf(j.changes), ignoredOf(j.changes)
	switch result.Outcome {
	case models.DetectCreated:
		item.Outcome, item.DriftID = Created, &result.DriftID
	case models.DetectRepeated:
		item.Outcome, item.DriftID = Repeated, &result.DriftID
	case models.DetectTooLate:
		item.Outcome, item.Reason = Skipped, r.tooLate()
	}
	if result.Outcome == models.DetectTooLate || result.Open {
		item.Open = true
		id := item.DriftID
		if r.options.DryRun && item.Outcome == Created { // whose id is nobody's
			id = nil
		}
		// As the report shows it, whatever a late one finds it graded.
		r.summary.Open[OpenID(id, r.summary.Scope, r.summary.Format, item.Address, item.ResourceID)] = j.severity
	}
	r.summary.end(result.Superseded...)
	r.summary.Superseded += len(result.Superseded)
	r.summary.add(item)
	r.costs.add(item, result, r.begun)
}

// detectionOf makes what the ledger takes of an entry.
func (r *run) detectionOf(e reports.Entry, item Item, j judged, own *rulebook.Sheet) (models.Detection, error) {
	resource := r.resource(e.Resource)
	d := models.Detection{
		Scan: r.begun, ResourceID: item.ResourceID, ResourceType: item.ResourceType,
		Region: resource.Region, AccountID: resource.Account,
		Address: e.Address, PreviousAddress: e.PreviousAddress, FullResourceID: e.ID, FullType: e.Type,
		Action: string(e.Action), DetectedBy: r.scan.DetectedBy, SeenAt: r.seenAt(e),
		Changes: j.changes, Severity: j.severity, Kind: j.kind, NextApply: j.next, Wanted: e.Wanted, CostImpactMonthly: item.CostImpactMonthly,
		Coverage: r.coverage, Rejudge: r.options.rejudge(e.Type, e.Action, own),
		Owner: item.Owner, DueWithin: item.DueWithin,
	}
	if d.Changes == nil {
		d.Changes = []models.JudgedChange{}
	}
	for _, part := range []struct {
		value map[string]any
		into  *models.JSON
	}{{e.Expected, &d.ExpectedState}, {e.Actual, &d.ActualState}, {j.difference, &d.Difference}} {
		written, err := models.EncodeJSON(part.value)
		if err != nil {
			return d, err
		}
		*part.into = written
	}
	return d, nil
}

// seenAt is when the tool looked at the resource: what it repeats of an earlier look was not
// seen anew. What was given with --detected-at holds for all.
func (r *run) seenAt(e reports.Entry) time.Time {
	if e.SeenAt.IsZero() || !r.options.DetectedAt.IsZero() {
		return r.scan.ScannedAt
	}
	return e.SeenAt
}

// resolveMissing resolves the drifts whose resource the report checked and found
// in order, or says why the report's silence does not prove it. Where the report knows no
// more than that a resource is there and in the code, that puts right what was not, and where
// part of what it looked at was not read, the rest counts.
func (r *run) resolveMissing(ctx context.Context) error {
	r.summary.NotClosed = r.begun.NotClosing
	r.summary.closedPresence = r.report.ClosesPresence && !r.begun.Late()
	r.summary.closedRest = r.report.ClosesRest && !r.begun.Late()
	if r.begun.NotClosing != "" && !r.summary.closedPresence && !r.summary.closedRest {
		return nil
	}
	resolved, untold, err := r.tx.Drifts.ResolveMissing(ctx, r.begun.ID, r.coverage, func(c models.CoveredResource) (bool, string) {
		return !r.astray[c.Address] && !c.Unread, r.ignored[c.Address]
	})
	if !r.summary.closedPresence { // else it is said of all of them
		r.summary.Untold = untold
	}
	for _, m := range resolved {
		r.summary.end(m.DriftID)
		r.summary.add(Item{
			Address: m.Resource.Address, ResourceType: m.ResourceType, ResourceID: m.ResourceID,
			Outcome: Resolved, DriftID: &m.DriftID, Severity: m.Severity, Reason: cmp.Or(m.Ignored, "found in order"),
		})
	}
	return err
}

// finish writes the counts and the coverage on the scan.
func (r *run) finish(ctx context.Context) error {
	s := r.summary
	r.coverage = models.Coverage{} // what is written takes as much memory, and its index has done
	result := models.ScanResult{
		Checked: s.Checked, Drifted: s.Drifted, Created: s.Created, Repeated: s.Repeated,
		Superseded: s.Superseded, Resolved: s.Resolved, Skipped: s.Skipped, Suppressed: s.Suppressed,
		Coverage: r.covered, Inventory: r.report.Inventory, LeftOut: s.leftOut(), Ruled: s.Ruled,
	}
	return r.tx.Scans.Finish(ctx, r.begun.ID, result)
}
