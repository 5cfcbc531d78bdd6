package repositories

import (
	"slices"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// entry is one detection on its way, and what is found out about it.
type entry struct {
	in      models.Detection
	known   []knownDrift   // that it may still belong to, the newest first
	repeats *lockedDrift   // nil where it is no repeat
	olds    []*lockedDrift // whose place the new drift takes
	changed bool           // one of these was another drift
	late    bool           // what is known is newer and tells of it all
	result  models.DetectResult
}

// apart gives the first entries of detections, with the drifts that each may belong to: up to
// one to which what becomes of those before it may make a difference.
func (u unit) apart(scan models.Scan, ins []models.Detection) ([]*entry, error) {
	ins = ins[:unrelated(ins)]
	known, err := u.knownDrifts(ins, scan)
	if err != nil {
		return nil, err
	}
	var entries []*entry
	taken := map[uuid.UUID]bool{}
	for i, in := range ins {
		if slices.ContainsFunc(known[i], func(k knownDrift) bool { return taken[k.ID] }) {
			break
		}
		for _, k := range known[i] {
			taken[k.ID] = true
		}
		entries = append(entries, &entry{in: in, known: known[i]})
	}
	return entries, nil
}

// unrelated says how many of the first detections are such that none may belong to a drift
// that another of them makes, or that is called after it.
func unrelated(ins []models.Detection) int {
	type name struct{ kind, id, region, account string }
	addresses, names := map[string]bool{}, map[name]bool{}
	for i, in := range ins {
		r := in.Resource()
		own := name{r.Type, r.ID, r.Region, r.Account}
		if addresses[r.Address] || addresses[r.PreviousAddress] || names[own] {
			return i
		}
		addresses[r.Address], names[own] = true, true
	}
	return len(ins)
}

// decide finds out what each entry is: in rounds, in each of which the drift that an entry
// belongs to of those that are left is compared, under its lock.
func (u unit) decide(entries []*entry, history bool) error {
	for open := entries; len(open) > 0; {
		var ids []uuid.UUID
		var asking []*entry
		var of []int
		for _, e := range open {
			if i := e.in.Coverage.Belongs(e.in.Resource(), places(e.known)); i >= 0 {
				asking, of, ids = append(asking, e), append(of, i), append(ids, e.known[i].ID)
			}
		}
		locked, err := u.lockKnown(ids)
		if err != nil {
			return err
		}
		open = nil
		for n, e := range asking {
			more, err := e.meet(locked[ids[n]], of[n], history)
			if err != nil {
				return err
			}
			if more {
				open = append(open, e)
			}
		}
	}
	return nil
}

// meet compares an entry with the drift that it belongs to, nil where somebody has deleted
// that, and says whether it may belong to others as well.
func (e *entry) meet(k *lockedDrift, i int, history bool) (more bool, err error) {
	late := e.in.Late()
	if k != nil && k.drift.Status == models.StatusResolved && !late {
		k = nil
	}
	if k != nil {
		if err := k.compare(e.in); err != nil {
			return false, err
		}
	}
	same := k != nil && len(e.olds) == 0 && k.sameKind(e.in) && models.SameDrift(k.baseline, k.seen, k.drift.Status == models.StatusApproved)
	if same && (k.over == nil || k.before(e.in)) {
		e.repeats = k
		return false, nil
	}
	if k != nil && (same || k.givesWay(e.in)) {
		e.changed = e.changed || !same
		if e.olds = append(e.olds, k); !history {
			return false, nil
		}
	}
	e.late = e.late || k != nil && k.overtakes(e.in)
	// Somebody resolved it in the meantime; or it stays beside the new one; or the
	// report is late and may be of any.
	e.known = slices.Delete(e.known, i, i+1)
	return true, nil
}
