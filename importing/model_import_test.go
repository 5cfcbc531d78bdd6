package importing_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clouddrift/guardian/importing"
)

// take says what should become of a scan, and holds what did become of it to that.
func (x *expected) take(v view, got importing.Summary) error {
	if got.AlreadyImported != x.scans[v.at.String()] {
		return fmt.Errorf("already imported: %v", got.AlreadyImported)
	}
	if got.AlreadyImported {
		return nil
	}
	x.scans[v.at.String()] = true
	if late := v.at.Before(x.newest); late != got.Late() {
		return fmt.Errorf("late: %v", got.Late())
	}
	items := map[string]importing.Item{}
	for _, item := range got.Items {
		if item.Outcome != importing.Resolved {
			items[item.Address] = item
		}
	}
	if len(items) != len(v.reported) {
		return fmt.Errorf("%d entries, want %d", len(items), len(v.reported))
	}
	seen := map[*row]bool{}
	for _, t := range v.reported {
		if err := x.takeEntry(v, t, items[t.addr], got.Late(), seen); err != nil {
			return fmt.Errorf("%s: %w", t, err)
		}
	}
	if !got.Late() {
		x.newest = v.at
	}
	return x.close(v, got, seen)
}

func (x *expected) takeEntry(v view, t thing, item importing.Item, late bool, seen map[*row]bool) error {
	if !t.drifted() {
		if item.Outcome != importing.Suppressed || item.DriftID != nil {
			return fmt.Errorf("is %s, want suppressed", item.Outcome)
		}
		return nil
	}
	if string(item.Severity) != t.severity() && !late {
		return fmt.Errorf("is %s, want %s", item.Severity, t.severity())
	}
	if late {
		return x.takeLate(v, t, item, seen)
	}
	candidates := x.belongs(v, t, seen)
	switch item.Outcome {
	case importing.Repeated:
		r := x.byID(item.DriftID)
		if !slices.Contains(candidates, r) || !r.continues(t.spots()) {
			return fmt.Errorf("repeats %v, want %v", r, orNew(candidates, t))
		}
		r.repeat(t, v.at, false)
		seen[r] = true
		return nil
	case importing.Created:
		var old *row
		for _, r := range candidates {
			if !r.continues(t.spots()) {
				old = r
			}
		}
		if len(candidates) > 0 && old == nil {
			return fmt.Errorf("is new, want %v repeated", candidates)
		}
		seen[x.add(*item.DriftID, t, v.at, old)] = true
		return nil
	}
	return fmt.Errorf("is %s (%s), want %v", item.Outcome, item.Reason, orNew(candidates, t))
}

func orNew(candidates []*row, t thing) string {
	if len(candidates) == 0 {
		return "a new drift"
	}
	if candidates[0].continues(t.spots()) {
		return fmt.Sprintf("one more of %v", candidates)
	}
	return fmt.Sprintf("a new drift in the place of %v", candidates)
}

// takeLate: a late report adds occurrences to the drifts that it saw and nothing
// else; which of several it saw, only its address and id can tell.
func (x *expected) takeLate(v view, t thing, item importing.Item, seen map[*row]bool) error {
	if item.Outcome == importing.Repeated {
		r := x.byID(item.DriftID)
		if r == nil || seen[r] || !r.repeats(t.spots()) || r.place.addr != t.addr && r.place.addr != t.prev && !r.place.same(t) {
			return fmt.Errorf("late, repeats %v", r)
		}
		r.repeat(t, v.at, true)
		seen[r] = true
		return nil
	}
	for _, r := range x.rows {
		if !seen[r] && r.place.addr == t.addr && r.place.same(t) && r.repeats(t.spots()) {
			return fmt.Errorf("late, is %s, want one more of %s", item.Outcome, r)
		}
	}
	if item.Outcome != importing.Skipped {
		return fmt.Errorf("late, is %s", item.Outcome)
	}
	return nil
}

// close resolves what the scan found in order.
func (x *expected) close(v view, got importing.Summary, seen map[*row]bool) error {
	var want, are []string
	for _, r := range x.rows {
		checked := v.checked(r.place)
		if got.Late() || !v.closes || !v.resolve || !r.unresolved() || seen[r] || len(checked) == 0 || slices.ContainsFunc(checked, thing.drifted) {
			continue
		}
		want = append(want, r.String())
		r.resolve("manual-fix")
	}
	for _, item := range got.Items {
		if item.Outcome == importing.Resolved {
			r := x.byID(item.DriftID)
			if r == nil {
				return fmt.Errorf("an unknown drift resolved: %+v", item)
			}
			if r.how == "manual-fix" && slices.ContainsFunc(want, func(s string) bool { return strings.HasPrefix(s, fmt.Sprintf("drift %d ", r.n)) }) {
				are = append(are, r.String())
			} else {
				return fmt.Errorf("resolved %s", r)
			}
		}
	}
	if len(want) != len(are) {
		return fmt.Errorf("resolved %v, want %v", are, want)
	}
	if told := got.NotClosed != ""; told != (v.resolve && (got.Late() || !v.closes)) {
		return fmt.Errorf("not closed: %q", got.NotClosed)
	}
	return nil
}
