package seed

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// storyDays is how far back the story goes.
const storyDays = 90

// scene is one scope while its story is made: first the scans and what befalls the
// resources is planned, then the rows are written.
type scene struct {
	*writer
	scope
	kinds     []*kind
	scans     []models.Scan // in the order of their times
	resources []*resource
	plans     []*plan
}

// resource is one resource of the scope.
type resource struct {
	kind    *kind
	values  values
	address string
	freeAt  time.Time // when its last drift came to its end; forever for an unresolved one
}

// plan is one drift to be.
type plan struct {
	*resource
	*variant
	id     uuid.UUID
	first  int // the scan that detects it
	wanted models.Status
	steps  []step
	// end is when the drift is resolved; zero while it is not. last is the last scan
	// that sees it.
	end         time.Time
	last        int
	closedBy    int   // the scan that found the resource in order, or -1
	predecessor *plan // the drift whose place it took
	successor   *plan
	wandersFrom int // the scan from which the value is another one; beyond last: never
	firstSeen   time.Time
	costMonthly int64
	nextApply   models.NextApply
}

var forever = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// writeScope writes the story of the i-th scope, which has n drifts.
func (w *writer) writeScope(i, n int) {
	s := &scene{writer: w, scope: w.estate.scope(i)}
	s.kinds = at(s.place, s.source)
	s.scan()
	s.plan(n)
	s.write()
}

// scan makes the scope's scans; what they count comes later.
func (s *scene) scan() {
	var days []int // before today
	first := 0
	if s.by == models.DetectedByManual { // in the morning: today's may be yet to come
		first = 1
	}
	if s.brief {
		days = []int{55 + s.r.IntN(storyDays-55), 25 + s.r.IntN(26), first + s.r.IntN(22)}
	} else {
		if first > 0 {
			first += s.r.IntN(s.every)
		}
		for day := first; day < storyDays; day += s.every {
			days = append(days, day)
		}
		slices.Reverse(days)
	}
	for i, day := range days {
		at := s.today.AddDate(0, 0, -day).Add(time.Duration(s.hour)*time.Hour + s.within(40*time.Minute)).Truncate(time.Second)
		errored := !s.brief && i > 0 && i < len(days)-1 && s.chance(2)
		s.scans = append(s.scans, s.newScan(at, errored))
	}
}

func (s *scene) newScan(at time.Time, errored bool) models.Scan {
	scan := models.Scan{
		ID: s.id(seedScans), Scope: s.name, Source: s.source, DetectedBy: s.by,
		File:         fmt.Sprintf("drift/%s/%03d.json", strings.ReplaceAll(s.name, "/", "-"), len(s.scans)+1),
		ReportSHA256: make([]byte, 32),
		ScannedAt:    at, CreatedAt: at.Add(40*time.Second + s.within(9*time.Minute)).Truncate(time.Microsecond),
		RefreshOnly: s.refreshOnly, Complete: !errored, Errored: errored,
		Suppressed: models.JSON("{}"), Coverage: models.JSON("[]"),
	}
	for i := range scan.ReportSHA256 {
		scan.ReportSHA256[i] = byte(s.r.Uint32())
	}
	switch {
	case errored:
		scan.NotClosing = "the tool failed on the way, so it does not list everything that has drifted"
	case s.source == "terraform" && !s.refreshOnly:
		scan.NotClosing = "an ordinary plan may have been made without a refresh and does not say so; a plan made with -refresh-only closes"
	}
	if s.source == "terraform" {
		scan.ReportTime, scan.ToolVersion, scan.FormatVersion = &scan.ScannedAt, "1.11.4", "1.2"
	}
	return scan
}

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
