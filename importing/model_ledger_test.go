package importing_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
)

// row is a drift as the ledger should have it.
type row struct {
	id       uuid.UUID
	n        int    // the how manieth it is
	status   string // detected, triaged, approved, rejected or resolved
	how      string // how it was resolved
	severity string
	place    thing // the resource as the newest scan showed it that was not late
	detected time.Time
	first    []spot // as its first scan saw it
	approved []spot // as its approver could see it
	ended    bool   // the approval
	sights   []sight
	since    time.Time // when it, or what it took the place of, was first seen

	supersedes, supersededBy uuid.UUID
}

// sight is one scan seeing a drift.
type sight struct {
	at    time.Time
	spots []spot
}

func (r *row) String() string {
	return fmt.Sprintf("drift %d (%.8s) %s, last seen at %s", r.n, r.id, r.status, r.place)
}

func (r *row) unresolved() bool { return r.status != "resolved" }

// newest is the sight of the latest time.
func (r *row) newest() sight {
	return slices.MaxFunc(r.sights, func(a, b sight) int { return a.at.Compare(b.at) })
}

func (r *row) resolve(how string) { r.status, r.how = "resolved", how }

// continues says whether a scan that is not late finds the drift in what it saw: not once the
// approval has ended.
func (r *row) continues(seen []spot) bool { return !r.ended && r.repeats(seen) }

// repeats says whether what a scan saw is nothing new: the same places differ, with
// the same values where that is critical, and everywhere once it is approved.
func (r *row) repeats(seen []spot) bool {
	was := r.first
	if r.status == "approved" {
		was = r.approved
	}
	at := func(spots []spot, pattern string) (values []string, critical bool) {
		for _, s := range spots {
			if s.pattern == pattern {
				values, critical = append(values, s.String()), critical || s.grade == 2
			}
		}
		return values, critical
	}
	for _, s := range slices.Concat(was, seen) {
		before, _ := at(was, s.pattern)
		now, critical := at(seen, s.pattern)
		if len(before) == 0 || len(now) == 0 {
			return false
		}
		if (critical || r.status == "approved") && !slices.Equal(before, now) {
			return false
		}
	}
	return true
}

// expected is a ledger of one scope, kept by the rules alone: each is written here
// once more, as plainly as it can be said.
type expected struct {
	rows   []*row
	newest time.Time // when the newest scan looked
	scans  map[string]bool
}

// holds says whether a scan listed the resource that a drift was last seen on: its
// id anywhere, or what says that it comes from there.
func (v view) holds(d thing) bool {
	return slices.ContainsFunc(v.listed, func(t thing) bool { return t.same(d) || t.cameFrom(d) })
}

// cameFrom says whether the thing has moved from where another was seen, whatever
// its type was there.
func (t thing) cameFrom(d thing) bool {
	return t.prev != "" && t.prev == d.addr && (t.sameOfAnyType(d) || t.id == "" && d.id == "")
}

// stayed says whether a thing without an id stands where a drift was seen on one, and
// did not come there since.
func (t thing) stayed(d thing) bool {
	return t.id+d.id == "" && t.addr == d.addr && (t.prev == "" || t.prev == d.prev)
}

// belongs gives the drifts of which an entry may be one: those that the first rule
// finds that finds any, the newest; more than one where they are equally new.
func (x *expected) belongs(v view, t thing, taken map[*row]bool) (found []*row) {
	isAt := func(d thing) (held bool) {
		for _, o := range v.listed {
			held = held || o.addr == d.addr && o.same(d)
		}
		return held
	}
	hasMoved := func(d thing) (to bool) {
		for _, o := range v.listed {
			to = to || o.cameFrom(d)
		}
		return to
	}
	hasStayed := func(d thing) (here bool) {
		for _, o := range v.listed {
			here = here || o.stayed(d)
		}
		return here
	}
	rules := []func(d thing) bool{
		func(d thing) bool { return t.same(d) && t.addr == d.addr },
		func(d thing) bool { return t.id != "" && t.cameFrom(d) },
		func(d thing) bool { return t.same(d) && !isAt(d) && !hasMoved(d) },
		func(d thing) bool { return t.addr == d.addr && t.typ == d.typ && t.id+d.id != "" && !v.holds(d) },
		func(d thing) bool { return t.stayed(d) },
		func(d thing) bool { return t.id == "" && t.cameFrom(d) && !hasStayed(d) },
		func(d thing) bool { return t.id+d.id == "" && t.addr == d.addr && !hasMoved(d) },
	}
	for _, rule := range rules {
		for _, r := range x.rows {
			if !r.unresolved() || taken[r] || !rule(r.place) {
				continue
			}
			if len(found) > 0 && r.detected.After(found[0].detected) {
				found = nil
			}
			if len(found) == 0 || r.detected.Equal(found[0].detected) {
				found = append(found, r)
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// checked gives what a scan says of a drift that it did not report.
func (v view) checked(d thing) (by []thing) {
	var elsewhere []thing
	for _, t := range v.listed {
		if t.addr == d.addr && (t.same(d) || t.stayed(d) || !v.holds(d)) {
			return []thing{t}
		}
		if t.addr != d.addr && (t.same(d) || t.cameFrom(d)) {
			elsewhere = append(elsewhere, t)
		}
	}
	return elsewhere
}

// add puts a new drift in.
func (x *expected) add(id uuid.UUID, t thing, at time.Time, old *row) *row {
	r := &row{
		id: id, n: len(x.rows) + 1, status: "detected", severity: t.severity(), place: t,
		detected: at, first: t.spots(), sights: []sight{{at, t.spots()}}, since: at,
	}
	if old != nil {
		old.resolve("acknowledged")
		old.supersededBy, r.supersedes = id, old.id
		if old.since.Before(at) {
			r.since = old.since
		}
	}
	x.rows = append(x.rows, r)
	return r
}

// repeat notes that a scan saw a drift once more.
func (r *row) repeat(t thing, at time.Time, late bool) {
	r.sights = append(r.sights, sight{at, t.spots()})
	if at.Before(r.since) {
		r.since = at
	}
	if !late {
		r.place = t
		r.severity = t.severity()
	}
}

// byID finds a drift.
func (x *expected) byID(id *uuid.UUID) *row {
	for _, r := range x.rows {
		if id != nil && r.id == *id {
			return r
		}
	}
	return nil
}
