package models

// CoveredResource is a resource that a scan looked at, or where a drift was last
// seen. Type is the tool's own name of the type; an ID that is the address itself
// is none.
type CoveredResource struct {
	Address string `json:"address"`
	Type    string `json:"type"`
	ID      string `json:"id,omitempty"`
	Region  string `json:"region,omitempty"`
	Account string `json:"account,omitempty"`
	// PreviousAddress is where it was before a move that the scan tells of, else "". A
	// scan tells of a move as long as it is not applied.
	PreviousAddress string `json:"-"`
	// Untold are the top-level attributes of which the scan says nothing where they alone
	// differ; "*" is all of them.
	Untold []string `json:"-"`
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
	at   map[string]CoveredResource   // by address
	of   map[string][]CoveredResource // by id
	from map[string][]CoveredResource // by the address before a move
}

// NewCoverage indexes the resources of a scan, each address once.
func NewCoverage(resources []CoveredResource) Coverage {
	c := Coverage{make(map[string]CoveredResource, len(resources)), make(map[string][]CoveredResource, len(resources)), map[string][]CoveredResource{}}
	for _, r := range resources {
		if _, twice := c.at[r.Address]; twice {
			continue
		}
		c.at[r.Address] = r
		if r.hasID() {
			c.of[r.ID] = append(c.of[r.ID], r)
		}
		if r.PreviousAddress != "" {
			c.from[r.PreviousAddress] = append(c.from[r.PreviousAddress], r)
		}
	}
	return c
}

// holds gives every place where the scan found a drift's resource: by its id, or
// because it moved from the drift's address, or for what has no id by its address.
func (c Coverage) holds(d CoveredResource) (places []CoveredResource) {
	if !d.hasID() {
		return c.unnamed(d)
	}
	for _, r := range c.of[d.ID] {
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
	here, found := c.at[d.Address]
	found = found && !here.hasID()
	if found && here.stayed(d) {
		return []CoveredResource{here}
	}
	for _, r := range c.from[d.Address] {
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
	for _, r := range c.from[d.Address] {
		if r.movedFrom(d) {
			return false
		}
	}
	return !c.at[d.Address].same(d)
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
	here, found := c.at[d.Address]
	if found && (here.same(d) || len(elsewhere) == 0) {
		return []CoveredResource{here}
	}
	return elsewhere
}
