package reports

import (
	"strings"

	"github.com/clouddrift/guardian/models"
)

// driftctl's JSON is what `driftctl scan --output json://FILE` writes. Deep scans, which
// there are up to 0.38, compare attributes and list `differences`; others say of each
// resource no more than whether it is there and whether code knows it. What a filter or
// a .driftignore leaves out stands nowhere, and leaves no mark.
var driftctl = reader{
	format:   "driftctl",
	made:     "a scan of driftctl, as `driftctl scan --output json://FILE` writes it",
	command:  driftctlCommand,
	together: driftctlNames,
	open:     openDriftctl,
}

// driftctlNames are the members of the top object that every scan has.
var driftctlNames = []string{"managed", "unmanaged", "missing", "coverage"}

// perListed and perDiffering are how many bytes a resource takes beside its id, and a
// second time among the differences.
const perListed, perDiffering = 650, 150

// driftctlScan is one scan, as far as it is remembered.
type driftctlScan struct {
	report  *Report
	has     map[string]bool // members of the top object
	book    *driftctlBook
	alerts  driftctlAlerts
	tally   *driftctlTally
	options driftctlOptions

	managed, missing, differing []driftctlResource
	unmanaged, computed         int
}

func openDriftctl(src *source, r *Report) error {
	s := &driftctlScan{report: r, has: map[string]bool{}, book: newDriftctlBook(), tally: newDriftctlTally()}
	if err := src.whole(s.member); err != nil {
		return err
	}
	for _, name := range driftctlNames {
		if !s.has[name] {
			return other(&Error{Path: name, Want: "missing, so that this is no scan of driftctl; " + src.makeReport})
		}
	}
	if err := s.check(); err != nil {
		return err
	}
	r.RefreshOnly = true
	s.count()
	s.closing()
	if !s.alerts.other && !s.options.onlyManaged && !s.tally.edited() {
		r.Lists = s.alerts.reads
	}
	i := s.tally.inventory(s.book.in, s.alerts, s.options.leftOut())
	r.Inventory = &i
	if other := s.tally.otherShare(i); other != "" {
		r.Remarks = append(r.Remarks, other)
	}
	if s.computed > 0 { // whether the code sets it is not said: a provider may compute what code may set
		r.Remarks = append(r.Remarks, counted(s.computed, "difference is in a computed attribute, which may be no drift by driftctl's own words",
			"differences are in computed attributes, which may be no drift by driftctl's own words"))
	}
	s.managed, s.missing, s.differing = nil, nil, nil
	r.entries = src.entries(s.again)
	return nil
}

// member reads one member of the top object for the first time.
func (s *driftctlScan) member(c *cursor, name string) (err error) {
	s.has[name] = true
	switch name {
	case "managed":
		err = s.list(c, name, func(r driftctlResource) bool {
			s.book.note(r, inManaged)
			s.managed = append(s.managed, r)
			return true
		})
	case "missing":
		err = s.list(c, name, func(r driftctlResource) bool {
			s.book.note(r, inMissing)
			s.missing = append(s.missing, r)
			return true
		})
	case "unmanaged":
		err = s.list(c, name, func(r driftctlResource) bool {
			s.book.note(r, inUnmanaged)
			s.unmanaged++
			return true
		})
	case "differences":
		err = s.differences(c, func(d driftctlDifference) bool {
			s.book.note(d.resource, inDifferences)
			s.differing = append(s.differing, d.resource)
			s.computed += d.computed
			return true
		})
	case "summary":
		err = s.tally.readSummary(c)
	case "coverage":
		s.tally.coverage, err = c.optionalCount()
	case "options":
		err = s.options.read(c)
	case "alerts":
		err = s.alerts.read(c)
	case "date":
		s.report.Time, err = c.moment()
	default:
		err = c.skip()
	}
	return err
}

// list reads a list of resources, each of which goes to visit once, until that has enough.
func (s *driftctlScan) list(c *cursor, name string, visit func(driftctlResource) bool) error {
	listed := map[driftctlResource]bool{}
	return c.elements(func() error {
		r, err := s.book.read(c)
		if err != nil {
			return err
		}
		s.tally.elements[name]++
		if name == "unmanaged" {
			r.source = "" // it stands in no code
		}
		if listed[r] {
			return nil
		}
		listed[r] = true
		c.kept.add(perListed + len(r.id))
		if !visit(r) {
			return errStop
		}
		return nil
	})
}

// differences reads the list of that name; each goes to visit, until that has enough.
func (s *driftctlScan) differences(c *cursor, visit func(driftctlDifference) bool) error {
	return c.elements(func() error {
		d, err := readDriftctlDifference(c, s.book)
		c.kept.add(perDiffering + len(d.resource.id))
		if err == nil && !visit(d) {
			err = errStop
		}
		return err
	})
}

// check gives each resource its address, and refuses what would have another's.
func (s *driftctlScan) check() error {
	for _, list := range [][]driftctlResource{s.managed, s.missing} {
		for _, r := range list {
			if address, first := s.book.take(r); first && !s.doubtful(r) {
				checked := r.at(address)
				checked.Unread = !s.alerts.reads(r.typ)
				s.report.Checked = append(s.report.Checked, checked)
			}
		}
	}
	differing := map[string]bool{}
	for _, r := range s.differing {
		address, _ := s.book.take(r)
		if differing[address] {
			return &Error{Path: "differences", Want: quote(address) + " stands twice; want a resource once"}
		}
		differing[address] = true
	}
	return nil
}

// count says how many entries there are, and what is left out, since it may be no drift.
func (s *driftctlScan) count() {
	r := s.report
	r.EntryCount = len(s.differing)
	if !s.alerts.stateUnread {
		r.EntryCount += s.unmanaged
	} else if s.unmanaged > 0 {
		r.Remarks = append(r.Remarks, counted(s.unmanaged, "resource is listed as unmanaged and left out, since driftctl could not read a state, which may hold it",
			"resources are listed as unmanaged and left out, since driftctl could not read a state, which may hold them"))
	}
	waiting, hidden := 0, 0
	for _, m := range s.missing {
		switch {
		case !s.doubtful(m):
			r.EntryCount++
		case m.typ == driftctlSubscription:
			waiting++
		default:
			hidden++
		}
	}
	const out = " listed as missing and left out, since "
	if why := out + "one waits for its confirmation, which driftctl does not find"; waiting > 0 {
		r.Remarks = append(r.Remarks, counted(waiting, "subscription is"+why, "subscriptions are"+why))
	}
	if why := out + "driftctl could not list what it finds "; hidden > 0 {
		r.Remarks = append(r.Remarks, counted(hidden, "resource is"+why+"it by", "resources are"+why+"them by"))
	}
}

// doubtful says of a resource that is listed as missing whether it may be there.
func (s *driftctlScan) doubtful(missing driftctlResource) bool {
	return s.alerts.hide(missing.typ, missing.id) && !s.found(missing)
}

// found says whether a resource that is listed as missing stands among others, too.
func (s *driftctlScan) found(r driftctlResource) bool {
	return s.book.in[r.driftctlKey]&(inManaged|inDifferences) != 0
}

// closing says what the scan's silence proves. What is managed was found in the code
// and in the cloud; a deep scan has compared it too. Of types that were not read it proves nothing.
func (s *driftctlScan) closing() {
	r := s.report
	if s.alerts.unread() {
		r.WhyNotClosing = s.alerts.why()
	}
	r.Complete = r.WhyNotClosing == ""
	switch deep := s.options.deep || !s.options.told && len(s.differing) > 0; {
	case s.alerts.other:
	case deep:
		r.Closes, r.ClosesRest = r.Complete, !r.Complete
	default:
		r.ClosesPresence = true
		all := []string{"*"}
		for i := range r.Checked {
			r.Checked[i].Untold = all
		}
		r.WhyNotClosing = strings.TrimSuffix("the scan compared no attributes; driftctl does with --deep, up to 0.38, and "+r.WhyNotClosing, ", and ")
	}
}

// again reads what is an entry for the second time.
func (s *driftctlScan) again(c *cursor, name string, yield func(Entry) bool) error {
	switch name {
	case "unmanaged":
		if s.alerts.stateUnread {
			return c.skip()
		}
		return s.list(c, name, func(r driftctlResource) bool {
			return yield(Entry{
				Resource: r.at(s.book.unmanaged(r)), Action: ActionUnmanaged, Kind: models.KindUnmanaged,
				Expected: map[string]any{}, Actual: map[string]any{}, About: driftctlAbout,
			})
		})
	case "missing":
		return s.list(c, name, func(r driftctlResource) bool { return s.doubtful(r) || yield(s.gone(r)) })
	case "differences":
		return s.differences(c, func(d driftctlDifference) bool {
			return yield(Entry{
				Resource: d.resource.at(s.book.address(d.resource)), Action: ActionUpdate, Kind: models.KindConfiguration,
				Expected: d.expected, Actual: d.actual, About: driftctlAbout,
			})
		})
	}
	return c.skip()
}

// gone is the entry of a resource that is missing. Where two states hold one resource,
// the second of them does not find it any more: it is missing and managed, so it is there.
func (s *driftctlScan) gone(r driftctlResource) Entry {
	e := Entry{
		Resource: r.at(s.book.address(r)), Action: ActionDelete, Kind: models.KindConfiguration,
		Expected: map[string]any{}, Actual: map[string]any{}, About: driftctlAbout,
	}
	if s.found(r) {
		e.Action, e.Expected, e.Actual = ActionUpdate, map[string]any{"id": r.id}, map[string]any{"id": r.id}
	}
	return e
}

// driftctlAbout says of a change what driftctl does: nothing.
func driftctlAbout(models.Change) About { return About{NextApply: models.NextApplyUnknown} }
