package seed

import (
	"time"

	"github.com/clouddrift/guardian/models"
)

// write makes the rows of what was planned.
func (s *scene) write() {
	for _, p := range s.plans {
		s.writePlan(p)
	}
	s.finishScans()
	s.rows.Scans = append(s.rows.Scans, s.scans...)
}

func (s *scene) writePlan(p *plan) {
	scan := &s.scans[p.first]
	d := models.Drift{
		ID: p.id, ResourceID: p.values[varID], ResourceType: p.kind.resourceType,
		Region: string(p.kind.region.fill(&p.values)), AccountID: s.account(p.kind),
		ExpectedState: p.expected.fill(&p.values),
		ActualState:   p.seen.actual.fill(&p.values),
		Difference:    p.seen.difference.fill(&p.values),
		Severity:      p.Severity, CostImpactMonthly: new(models.Cents(p.costMonthly)),
		DetectedAt: scan.ScannedAt, DetectedBy: s.by, CreatedAt: scan.CreatedAt,
	}
	details := []string{"address", p.address, "scanId", scan.ID.String(), "scope", s.name, "source", s.source}
	if p.predecessor != nil {
		details = append(details, "supersedes", p.predecessor.id.String())
	}
	steps := p.steps
	if next := p.successor; next != nil {
		steps = append(steps, step{
			to: models.StatusResolved, at: p.end, how: models.ResolvedAcknowledged, action: models.ActionDriftSuperseded,
			details: object("scanId", s.scans[next.first].ID.String(), "supersededBy", next.id.String()),
		})
	}
	s.writeDrift(d, object(details...), detectedAlert(&d, p.address, p.keys, p.Gone), steps)
	s.writeOccurrences(p)
	s.summarise(p, steps)
	until := p.end
	if until.IsZero() {
		until = s.today
	}
	s.writeCosts(p.id, p.costMonthly, d.DetectedAt, until)
}

func (s *scene) account(k *kind) *string {
	if len(k.account) == 0 {
		return nil
	}
	account := s.common[varAccount]
	return &account
}

// writeOccurrences notes every scan that saw the drift, and counts it there.
func (s *scene) writeOccurrences(p *plan) {
	action := "update"
	if p.Gone {
		action = "delete"
	}
	for i := p.first; i <= p.last; i++ {
		scan := &s.scans[i]
		if scan.Errored {
			continue
		}
		o := models.Occurrence{
			DriftID: p.id, ScanID: scan.ID, Address: p.address, ResourceID: p.values[varID], ResourceType: p.kind.Type,
			Action: action, NextApply: p.nextApply, Kind: models.KindConfiguration,
			SeenAt: scan.ScannedAt, FirstSeenAt: scan.ScannedAt, CreatedAt: scan.CreatedAt,
		}
		if i >= p.wandersFrom {
			o.ActualState, o.Difference = p.seenLater.actual.fill(&p.values), p.seenLater.difference.fill(&p.values)
			o.Changes = p.seenLater.changes.fill(&p.values)
		}
		if i == p.first {
			o.FirstSeenAt, o.Changes = p.firstSeen, p.seen.changes.fill(&p.values)
			scan.Created++
		} else {
			scan.Repeated++
		}
		s.rows.Occurrences = append(s.rows.Occurrences, o)
	}
	if p.successor != nil {
		s.scans[p.successor.first].Superseded++
	}
	if p.closedBy >= 0 {
		s.scans[p.closedBy].Resolved++
	}
}

// summarise sums up the occurrences of a drift, which were written last.
func (s *scene) summarise(p *plan, steps []step) {
	sum := models.DriftSummary{
		DriftID: p.id, Scope: s.name, Tool: s.source, Address: p.address, ResourceID: p.values[varID], ResourceType: p.kind.Type,
		Region: p.values[varRegion], AccountID: p.values[varAccount], Kind: models.KindConfiguration, FirstSeen: p.firstSeen, NextApply: p.nextApply, FirstScanID: s.scans[p.first].ID,
	}
	seen := &p.seen
	var approved time.Time
	for _, st := range steps {
		if st.to == models.StatusApproved {
			approved = st.at
		}
	}
	for i := p.first; i <= p.last; i++ {
		scan := &s.scans[i]
		if scan.Errored {
			continue
		}
		sum.Occurrences++
		sum.LastSeen, sum.NewestScanID = scan.ScannedAt, scan.ID
		if i >= p.wandersFrom {
			seen = &p.seenLater
		}
		if !scan.CreatedAt.After(approved) {
			sum.ApprovedScanID = &scan.ID
		}
	}
	if p.nextApply != models.NextApplyUnknown {
		sum.NextApplyAt = &sum.LastSeen
	}
	sum.Changes, sum.Places = seen.current[p.nextApply].fill(&p.values), seen.places.fill(&p.values)
	if p.predecessor != nil {
		sum.Supersedes = &p.predecessor.id
	}
	if p.successor != nil {
		sum.SupersededBy = &p.successor.id
	}
	s.rows.Summaries = append(s.rows.Summaries, sum)
}
