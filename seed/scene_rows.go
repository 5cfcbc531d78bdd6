package seed

import (
	"fmt"
	"strings"
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
		Severity:      p.Severity, CostImpactMonthly: models.Cents(p.costMonthly),
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
			Action: action, NextApply: p.nextApply,
			SeenAt: scan.ScannedAt, FirstSeenAt: scan.ScannedAt, CreatedAt: scan.CreatedAt,
		}
		if i >= p.wandersFrom {
			o.ActualState, o.Difference = p.seenLater.actual.fill(&p.values), p.seenLater.difference.fill(&p.values)
		}
		if i == p.first {
			o.FirstSeenAt = p.firstSeen
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

// finishScans fills in what the scans looked at: every resource of the scope, also
// those that never drift.
func (s *scene) finishScans() {
	quiet := 3
	if !s.brief {
		quiet = 6 + s.r.IntN(20)
	}
	for range quiet {
		s.newResource()
	}
	coverage := s.coverage()
	for i := range s.scans {
		scan := &s.scans[i]
		scan.ReportBytes = int64(1200 + s.r.IntN(900))
		if scan.Errored {
			continue
		}
		scan.Checked, scan.Drifted, scan.Coverage = len(s.resources), scan.Created+scan.Repeated, coverage
		scan.ReportBytes += int64(scan.Checked*(380+s.r.IntN(40)) + scan.Drifted*(2100+s.r.IntN(600)))
		if s.chance(30) {
			scan.Suppressed = models.JSON(fmt.Sprintf(`{"empty":%d,"unchanged":%d}`, 1+s.r.IntN(4), 1+s.r.IntN(3)))
		}
	}
}

func (s *scene) coverage() models.JSON {
	b := make([]byte, 0, 140*len(s.resources))
	for i, r := range s.resources {
		b = append(b, "[,"[min(i, 1)])
		b = append(b, object("address", r.address, "type", r.kind.Type, "id", r.values[varID])...)
	}
	return append(b, ']')
}

// newResource adds a resource to the scope.
func (s *scene) newResource() *resource {
	k := weighted(s.r, s.kinds, func(k *kind) int { return k.Weight })
	r := &resource{kind: k, values: s.common}
	base := oneOf(s.r, k.Names)
	number := len(s.resources) + 1
	r.values.draw(s.r, s.estate.publicIPs)
	r.values[varBase] = strings.ToLower(base)
	r.values[varName] = fmt.Sprintf("%s-%s-%s-%d", s.common[varEnv], s.team, strings.ToLower(base), number)
	r.values[varID] = string(k.id.fill(&r.values))
	r.address = fmt.Sprintf("module.%s.%s.%s[%d]", s.place, k.Type, strings.ReplaceAll(base, "-", "_"), number)
	if s.source == "cloudformation" {
		r.address = fmt.Sprintf("%s%d", base, number)
	}
	s.resources = append(s.resources, r)
	return r
}

// freeResource gives a resource that has no unresolved drift at that time: now and
// then one that drifted before, else a new one.
func (s *scene) freeResource(at time.Time) *resource {
	if len(s.resources) > 0 && s.chance(50) {
		if r := oneOf(s.r, s.resources); r.freeAt.Before(at) {
			return r
		}
	}
	return s.newResource()
}
