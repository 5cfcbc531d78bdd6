package importing_test

import (
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"
)

// known is what the ledger had before a scan: which thing a drift is of, and what
// was known of it.
type known struct {
	of       int
	place    thing
	status   string
	repeats  bool // what the scan saw of that thing is nothing new, and no approval of it has ended
	twoNames bool // another thing may be meant as well, for all that a plan says
}

// truth compares what a scan made of the ledger with what the simulation knows by
// its numbers alone, whatever the rules are. It tells what no rule may do.
type truth struct {
	of map[uuid.UUID]int // drift → the thing that it was last seen on
}

// linked says whether a plan can tell that a thing is what a drift was seen on.
func linked(t, d thing) bool {
	return t.same(d) || t.cameFrom(d) || t.stayed(d) || t.addr == d.addr && t.typ == d.typ && t.id+d.id != ""
}

// before notes what is known of the unresolved drifts before a scan.
func (tr truth) before(v view, rows []*row) map[uuid.UUID]known {
	all := map[uuid.UUID]known{}
	for _, r := range rows {
		if !r.unresolved() {
			continue
		}
		k := known{of: tr.of[r.id], place: r.place, status: r.status}
		t := find(v.listed, k.of)
		if t == nil || !linked(*t, r.place) {
			continue
		}
		k.repeats = r.continues(t.spots())
		k.twoNames = slices.ContainsFunc(v.listed, func(o thing) bool { return o.no != t.no && (o.sameOfAnyType(*t) || o.sameOfAnyType(r.place)) })
		for _, other := range rows {
			d := other.place
			if other != r && other.unresolved() && (t.same(d) || t.cameFrom(d) || t.id == "" && linked(*t, d) || t.addr == d.addr && !t.same(r.place)) {
				k.twoNames = true
			}
		}
		all[r.id] = k
	}
	return all
}

func find(things []thing, no int) *thing {
	if i := slices.IndexFunc(things, func(t thing) bool { return t.no == no }); i >= 0 {
		return &things[i]
	}
	return nil
}

// after holds what a scan that was not late did to the ledger to what is true.
func (tr truth) after(v view, before map[uuid.UUID]known, rows []*row) error {
	byID := map[uuid.UUID]*row{}
	seenAt := map[string]*row{} // address → the drift that this scan saw there
	for _, r := range rows {
		byID[r.id] = r
		if r.newest().at.Equal(v.at) {
			if other := seenAt[r.place.addr]; other != nil {
				return fmt.Errorf("%s and %s are one", r, other)
			}
			seenAt[r.place.addr] = r
		}
	}
	was := maps.Clone(tr.of)
	for _, t := range v.reported {
		switch r := seenAt[t.addr]; {
		case r != nil && t.drifted():
			tr.of[r.id] = t.no
		case t.drifted():
			return fmt.Errorf("%s is drifted and has no drift", t)
		}
	}
	for id, k := range before {
		r, t := byID[id], find(v.listed, k.of)
		reported := find(v.reported, k.of)
		switch {
		case k.twoNames:
		case reported != nil && t.drifted():
			if err := follows(r, seenAt[t.addr], k, *t); err != nil {
				return err
			}
		case t.drifted() && r.status != k.status:
			return fmt.Errorf("%s was %s, and is not told of", r, k.status)
		case !t.drifted() && v.closes && v.resolve && r.how != "manual-fix":
			return fmt.Errorf("%s is in order and its %s is open", t, r)
		case !t.drifted() && !(v.closes && v.resolve) && was[id] == tr.of[id] && r.status != k.status:
			return fmt.Errorf("%s was %s, and nothing was closed", r, k.status)
		}
	}
	return nil
}

// follows: what was decided of a drift holds where nothing new is seen of the very
// thing, and for nothing else.
func follows(old, now *row, k known, t thing) error {
	switch {
	case k.repeats && (old != now || now.status != k.status):
		return fmt.Errorf("%s was seen on %s as before, and %s is not what the scan made of it", old, t, now)
	case !k.repeats && (old == now || old.how != "acknowledged" || old.supersededBy != now.id || now.status != "detected"):
		return fmt.Errorf("%s was seen on %s otherwise than before, and goes on as %s", old, t, now)
	}
	return nil
}
