package seed

import (
	"cmp"
	"slices"

	"github.com/clouddrift/guardian/models"
)

// plan decides which resources drift when, and what becomes of it.
func (s *scene) plan(n int) {
	successors := 0
	for range n {
		if s.chance(6) {
			successors++
		}
	}
	primaries := make([]*plan, n-successors)
	for i := range primaries {
		p := &plan{wanted: s.outcome()}
		p.first = s.detectingScan(p.wanted)
		primaries[i] = p
	}
	slices.SortStableFunc(primaries, func(a, b *plan) int { return cmp.Compare(a.first, b.first) })
	for i, p := range primaries {
		s.begin(p, nil)
		if s.r.IntN(len(primaries)-i) < successors && s.succeed(p) {
			successors--
		}
	}
	for range successors { // those for which no drift was left open long enough
		s.begin(&plan{wanted: s.outcome(), first: len(s.scans) - 1}, nil)
	}
}

// outcome draws the status that a drift is to have in the end.
func (s *scene) outcome() models.Status {
	weights := [5]int{22, 14, 17, 11, 36} // detected to resolved
	if s.brief {
		weights = [5]int{45, 12, 11, 7, 25}
	}
	statuses := models.Statuses()
	n := s.r.IntN(100)
	for i, weight := range weights {
		if n -= weight; n < 0 {
			return statuses[i]
		}
	}
	return models.StatusDetected
}

// detectingScan draws the scan that detects a drift: a new one for a drift that
// nobody has looked at, an older one for what has been through people's hands.
func (s *scene) detectingScan(wanted models.Status) int {
	if s.brief {
		if wanted == models.StatusResolved {
			return s.r.IntN(2)
		}
		return max(0, 2-s.r.IntN(12)/10-s.r.IntN(12)/11)
	}
	newest, oldest := 4, storyDays-2
	switch wanted {
	case models.StatusDetected:
		newest, oldest = 0, 6
	case models.StatusTriaged:
		newest, oldest = 2, 14
	case models.StatusRejected:
		newest, oldest = 2, 30
	}
	before := s.today.AddDate(0, 0, 1-newest-s.r.IntN(oldest-newest+1))
	for i := len(s.scans) - 1; i > 0; i-- {
		if s.scans[i].ScannedAt.Before(before) && !s.scans[i].Errored {
			return i
		}
	}
	return 0
}

// begin makes the drift that p plans: of a resource that is free, or of a new one.
// A predecessor hands over its resource.
func (s *scene) begin(p *plan, predecessor *plan) {
	scan := &s.scans[p.first]
	p.id, p.closedBy, p.firstSeen = s.id(seedDrifts), -1, scan.ScannedAt
	s.plans = append(s.plans, p)
	if predecessor != nil {
		p.predecessor, predecessor.successor = predecessor, p
		p.resource, p.firstSeen = predecessor.resource, predecessor.firstSeen
		p.variant = oneOf(s.r, predecessor.onTop)
	} else {
		p.resource = s.freeResource(scan.ScannedAt)
		p.variant = weighted(s.r, p.kind.Drifts, func(v *variant) int { return v.Weight })
	}
	p.costMonthly = p.variant.costMonthly(s.r)
	p.nextApply = models.NextApplyUnknown
	if s.source == "terraform" && !s.refreshOnly {
		p.nextApply = models.NextApplyRevert
		if !p.Gone && s.chance(25) {
			p.nextApply = models.NextApplyKeep // ignore_changes
		}
	}
	s.live(p)
	s.see(p)
}

// succeed puts a further change on top of p's, if some scan can still see both.
func (s *scene) succeed(p *plan) bool {
	if len(p.onTop) == 0 || p.first >= p.last {
		return false
	}
	next := p.first + 1 + s.r.IntN(p.last-p.first)
	scan := &s.scans[next]
	if scan.Errored {
		return false
	}
	p.cut(scan.CreatedAt)
	p.last = next - 1
	s.begin(&plan{wanted: s.outcome(), first: next}, p)
	return true
}

// see works out which scans see p, once its end is known.
func (s *scene) see(p *plan) {
	p.last = p.first
	for i := p.first; i < len(s.scans) && (p.end.IsZero() || s.scans[i].CreatedAt.Before(p.end)); i++ {
		p.last = i
	}
	p.freeAt = forever
	if !p.end.IsZero() && !p.Gone {
		p.freeAt = p.end
	}
	p.wandersFrom = len(s.scans)
	if p.Later == nil || s.chance(20) {
		return
	}
	from := p.first + 1 + s.r.IntN(3)
	for _, step := range p.steps { // an approval covers what was seen before it
		if step.to == models.StatusApproved && from < len(s.scans) && s.scans[from].CreatedAt.After(step.at) {
			return
		}
	}
	p.wandersFrom = from
}
