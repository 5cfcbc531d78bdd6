package models

import (
	"iter"
	"slices"
)

// CoveredResource is a resource that a scan looked at, or where a drift was last
// seen. Type is the tool's own name of the type; an ID that is the address itself
// is none.
type CoveredResource struct {
	Address string `json:"address"`
	Type    string `json:"type"`
	ID      string `json:"id,omitempty"`
	Region  string `json:"region,omitempty"`
	Account string `json:"account,omitempty"`
	// Stack is the region of the stack that it is of, where the tool tells that: the
	// resource's own may be another.
	Stack string `json:"stack,omitempty"`
	// PreviousAddress is where it was before a move that the scan tells of, else "". A
	// scan tells of a move as long as it is not applied.
	PreviousAddress string `json:"-"`
	// Untold are the top-level attributes of which the scan says nothing where they alone
	// differ; "*" is all of them.
	Untold []string `json:"-"`
	// Unread: the tool did not read all that may tell of it, so that its silence tells nothing.
	Unread bool `json:"-"`
}

// Tells says whether a scan that does not report the resource says by that that a drift
// of it is no more. That it is there again is told in any case.
func (r CoveredResource) Tells(d Drift) bool {
	differing, err := d.Difference.Object()
	if actual, unread := d.ActualState.Object(); err != nil || unread != nil || len(actual) == 0 {
		return true
	}
	for _, attribute := range r.Untold {
		if _, differs := differing[attribute]; differs || attribute == "*" {
			return false
		}
	}
	return true
}

// hasID says whether something besides its address tells the resource from others.
func (r CoveredResource) hasID() bool { return r.ID != r.Address }

// same says whether two are one resource, wherever it stands: the same id in the
// same region and account (what is missing on both sides is equal), and the same type.
func (r CoveredResource) same(o CoveredResource) bool { return r.Type == o.Type && r.sameOfAnyType(o) }

func (r CoveredResource) sameOfAnyType(o CoveredResource) bool {
	return r.hasID() && o.hasID() && r.ID == o.ID && r.Region == o.Region && r.Account == o.Account
}

// movedFrom says whether the resource was at a drift's address before it moved,
// whatever its type was there, and is the drift's own for all that can be told.
func (r CoveredResource) movedFrom(d CoveredResource) bool {
	return r.PreviousAddress != "" && r.PreviousAddress == d.Address && (r.sameOfAnyType(d) || !r.hasID() && !d.hasID())
}

// stayed says whether the resource stands where a drift was seen and has not come
// there since.
func (r CoveredResource) stayed(d CoveredResource) bool {
	return r.Address == d.Address && (r.PreviousAddress == "" || r.PreviousAddress == d.PreviousAddress)
}

// Coverage is what one scan looked at. It is the one place that decides whether a
// resource of the scan is the resource of a drift.
type Coverage struct {
	resources []CoveredResource
	// at, of and from are places in resources: by address, by id, by the address before a
	// move. Where several have an id, each has the next in after.
	at, of map[string]int32
	after  map[int32]int32
	from   map[string][]int32
}

// NewCoverage indexes the resources of a scan, of which it takes the first of an address.
// It keeps the list, which must not change any more.
func NewCoverage(resources []CoveredResource) Coverage {
	c := Coverage{resources, make(map[string]int32, len(resources)), make(map[string]int32, len(resources)), map[int32]int32{}, map[string][]int32{}}
	for i, r := range resources {
		if _, twice := c.at[r.Address]; !twice {
			c.at[r.Address] = int32(i)
			if r.PreviousAddress != "" {
				c.from[r.PreviousAddress] = append(c.from[r.PreviousAddress], int32(i))
			}
		}
	}
	for i, r := range slices.Backward(resources) {
		if !r.hasID() || c.at[r.Address] != int32(i) {
			continue
		}
		if next, several := c.of[r.ID]; several {
			c.after[int32(i)] = next
		}
		c.of[r.ID] = int32(i)
	}
	return c
}

// standing is what stands at an address.
func (c Coverage) standing(address string) (CoveredResource, bool) {
	i, found := c.at[address]
	if !found {
		return CoveredResource{}, false
	}
	return c.resources[i], true
}

// having gives the resources that have an id.
func (c Coverage) having(id string) iter.Seq[CoveredResource] {
	return func(yield func(CoveredResource) bool) {
		for i, found := c.of[id]; found && yield(c.resources[i]); i, found = c.after[i] {
		}
	}
}

// moved gives the resources that were at an address before a move.
func (c Coverage) moved(address string) iter.Seq[CoveredResource] {
	return func(yield func(CoveredResource) bool) {
		for _, i := range c.from[address] {
			if !yield(c.resources[i]) {
				return
			}
		}
	}
}

// holds gives every place where the scan found a drift's resource: by its id, or
// because it moved from the drift's address, or for what has no id by its address.
func (c Coverage) holds(d CoveredResource) (places []CoveredResource) {
	if !d.hasID() {
		return c.unnamed(d)
	}
	for r := range c.having(d.ID) {
		if r.same(d) || r.movedFrom(d) {
			places = append(places, r)
		}
	}
	return places
}

// unnamed gives the place where the scan found a drift's resource that has no id: at
// the drift's address, unless what stands there has only just moved to it and what
// the drift saw there has moved on.
func (c Coverage) unnamed(d CoveredResource) []CoveredResource {
	here, found := c.standing(d.Address)
	found = found && !here.hasID()
	if found && here.stayed(d) {
		return []CoveredResource{here}
	}
	for r := range c.moved(d.Address) {
		if r.movedFrom(d) {
			return []CoveredResource{r}
		}
	}
	if found {
		return []CoveredResource{here}
	}
	return nil
}

// left says whether a drift's resource is no longer at the drift's address, and the
// scan does not say where it moved to.
func (c Coverage) left(d CoveredResource) bool {
	for r := range c.moved(d.Address) {
		if r.movedFrom(d) {
			return false
		}
	}
	here, _ := c.standing(d.Address)
	return !here.same(d)
}

// MayBelong says whether a resource may belong to a drift at one of its addresses, or with its
// id, whatever else the scan looked at; see [Coverage.Belongs].
func (r CoveredResource) MayBelong(d CoveredResource) bool {
	return r.Address == d.Address || r.PreviousAddress != "" && r.PreviousAddress == d.Address || r.same(d)
}

// Belongs says which of the drifts that are known, the newest first, a resource
// belongs to that the scan found drifted; -1 is none of them. In this order:
//
//   - the same resource at the same address;
//   - the same resource at the address that it moved from, whatever its type was there;
//   - the same resource, where the drift's address no longer holds it: it moved;
//   - another resource of the type at the same address, where the drift's own stands
//     nowhere in the scan: a new way to write the id, or a replacement;
//   - for a resource without an id: the address where it was seen, then the one that it
//     moved from, then the one that it moved to.
//
// So a resource that is held at two addresses has a drift at each, and none is taken
// for another's that the scan shows elsewhere, whichever it tells of first.
func (c Coverage) Belongs(r CoveredResource, known []CoveredResource) int {
	isUnnamed := func(d CoveredResource) bool {
		places := c.unnamed(d)
		return !r.hasID() && !d.hasID() && len(places) > 0 && places[0].Address == r.Address
	}
	for _, belongs := range []func(d CoveredResource) bool{
		func(d CoveredResource) bool { return d.Address == r.Address && r.same(d) },
		func(d CoveredResource) bool { return r.hasID() && r.movedFrom(d) },
		func(d CoveredResource) bool { return r.same(d) && c.left(d) },
		func(d CoveredResource) bool {
			return d.Address == r.Address && d.Type == r.Type && len(c.holds(d)) == 0
		},
		func(d CoveredResource) bool { return isUnnamed(d) && r.stayed(d) },
		func(d CoveredResource) bool { return isUnnamed(d) && r.movedFrom(d) },
		isUnnamed,
	} {
		for i, d := range known {
			if belongs(d) {
				return i
			}
		}
	}
	return -1
}

// Checked gives the resources of the scan that say what became of a drift which
// the scan did not report: what stands at the drift's address, when it is the
// drift's resource or that one stands nowhere in the scan; only where the drift's
// resource is not at its address, the same resource at others. None says that the
// scan did not check it.
func (c Coverage) Checked(d CoveredResource) []CoveredResource {
	elsewhere := c.holds(d)
	here, found := c.standing(d.Address)
	if found && (here.same(d) || len(elsewhere) == 0) {
		return []CoveredResource{here}
	}
	return elsewhere
}
