package reports

import "crypto/sha256"

// driftList reads resource_drift, twice: once to know it, once to hand it out.
type driftList struct {
	secrets *secrets
	sums    map[string][sha256.Size]byte // address → sum of the entry's text
	// noAddress is the first entry's error where there are entries without an
	// address, which only format 0 may have.
	noAddress error
}

// first reads the list for the first time; each entry goes to visit.
func (d *driftList) first(c *cursor, visit func(*change)) error {
	return c.elements(func() error {
		in, raw, err := c.inside()
		if err != nil {
			return err
		}
		change, err := d.change(in)
		if err != nil || change == nil {
			return err
		}
		sum := sha256.Sum256(raw)
		if before, twice := d.sums[change.address]; twice {
			if before != sum {
				return in.failAt("/address", "stands twice with different contents; want an address once")
			}
			return nil
		}
		d.sums[change.address] = sum
		visit(change)
		return nil
	})
}

// again reads the list again, until visit has enough.
func (d *driftList) again(c *cursor, visit func(*change) bool) error {
	visited := make(map[string]bool, len(d.sums))
	return c.elements(func() error {
		in, _, err := c.inside()
		if err != nil {
			return err
		}
		change, err := d.change(in)
		if err != nil || change == nil || visited[change.address] {
			return err
		}
		visited[change.address] = true
		if !visit(change) {
			return errStop
		}
		return nil
	})
}

// change reads an entry of resource_drift; it is nil for what is no managed
// resource instance of the present.
func (d *driftList) change(c *cursor) (*change, error) {
	change, err := readChange(c, d.secrets)
	if err != nil || !change.managed() {
		return nil, err
	}
	if d.noAddress == nil {
		d.noAddress = change.noAddress
	}
	if len(change.actions) != 1 {
		return nil, c.failAt("/change/actions", "want a single action: update, delete or no-op")
	}
	switch action := Action(change.actions[0]); {
	case action != ActionUpdate && action != ActionDelete && action != actionNone:
		return nil, c.failAt("/change/actions/0", "want update, delete or no-op, not "+found(string(action)))
	case change.before == nil:
		return nil, c.failAt("/change/before", "want an object: the values as they were recorded")
	case action == ActionDelete && change.after != nil:
		return nil, c.failAt("/change/after", "want null: the resource is deleted")
	case action != ActionDelete && change.after == nil:
		return nil, c.failAt("/change/after", "want an object: the values as they are")
	}
	return change, nil
}
