package reports

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"github.com/clouddrift/guardian/models"
)

// The notifications of AWS Config are described at
// https://docs.aws.amazon.com/config/latest/developerguide/notifications-for-AWS-Config.html

// awsconfig reads change notifications, several one after the other too, as a queue is
// drained. What they call previous is what was there before, not what any code wants.
var awsconfig = reader{
	format:  "awsconfig",
	made:    "a change notification of AWS Config, as SNS, SQS, EventBridge or a rule gets it",
	command: awsconfigCommand,
	names:   awsconfigNames,
	open:    openAWSConfig,
}

// noticedResource is what is remembered of a resource while its notices are read.
type noticedResource struct {
	Resource // as the newest of them tells it: one that was made anew may have another id
	notices  []noticed
	latest   time.Time // of the newest
	size     int64     // of what they say has changed, in bytes
	twice    bool      // one was delivered twice
}

// noticed is what is remembered of a notice.
type noticed struct {
	at     time.Time
	change string
	whole  int // the bytes in which it tells all that was there, or is; 0 where it does not
}

// perNoticed and perNotice are how many bytes a resource takes beside its texts, and a
// notification about it.
const perNoticed, perNotice = 450, 140

// configReader is one reading of notifications.
type configReader struct {
	seen      map[[sha256.Size]byte]bool  // the notices, by their sums
	resources map[string]*noticedResource // by address
	order     []*noticedResource
	newest    time.Time
	// others counts the messages that are about no change of a resource; other is the
	// type of one.
	others int
	other  string
}

// maxWaiting bounds, in bytes of the report, what is told of resources that several
// notices are about: it waits in memory for the last of them.
const maxWaiting = 32 << 20

func openAWSConfig(src *source, r *Report) error {
	s := &configReader{seen: map[[sha256.Size]byte]bool{}, resources: map[string]*noticedResource{}}
	if err := src.documents(s.first); err != nil {
		return err
	}
	if len(s.order) == 0 {
		return &Error{Want: fmt.Sprintf("a message of AWS Config about no change of a resource (%s); %s", quote(s.other), src.makeReport)}
	}
	r.Time, r.WhyNotClosing = s.newest, "a notification tells what has changed, not what is in order"
	created, untold, waiting := 0, 0, int64(0)
	for _, of := range s.order {
		r.Checked = append(r.Checked, of.Resource)
		slices.SortStableFunc(of.notices, func(a, b noticed) int { return a.at.Compare(b.at) })
		course := of.course()
		switch {
		case course.action != "":
			r.EntryCount++
		case course.anew:
			untold++
		}
		if course.action == "" && of.notices[0].change == changeCreate && of.notices[len(of.notices)-1].change != changeDelete {
			created++
		}
		if len(of.notices) > 1 {
			waiting += of.size
		}
		if course.anew {
			for _, n := range of.notices {
				if n.change != changeDelete { // which size has
					waiting += int64(n.whole)
				}
			}
		}
	}
	if waiting > maxWaiting {
		return &Error{Want: fmt.Sprintf("more than %d MiB are about resources that several notifications are about; give fewer of them at a time", maxWaiting>>20)}
	}
	if created > 0 {
		r.Remarks = append(r.Remarks, counted(created, "resource is new, which is no drift", "resources are new, which is no drift"))
	}
	if untold > 0 {
		r.Remarks = append(r.Remarks, counted(untold, "resource was removed and made anew, and nothing tells in what it differs",
			"resources were removed and made anew, and nothing tells in what they differ"))
	}
	if s.others > 0 {
		r.Remarks = append(r.Remarks, counted(s.others, "message is about no change of a resource", "messages are about no change of a resource"))
	}
	s.seen, r.There = nil, s.there
	r.entries = s.entries(src)
	return nil
}

// there is Report.There.
func (s *configReader) there(address string) (at time.Time, is bool) {
	of := s.resources[address]
	if of == nil {
		return at, false
	}
	last := of.notices[len(of.notices)-1]
	return last.at, last.change != changeDelete
}

// first reads a notification for the first time.
func (s *configReader) first(c *cursor) error {
	n, err := readNotice(c)
	if err != nil {
		return err
	}
	if n.other != "" {
		s.others, s.other = s.others+1, n.other
		return nil
	}
	of := s.resources[n.address()]
	if of == nil {
		of = &noticedResource{Resource: n.resource()}
		s.resources[of.Address] = of
		s.order = append(s.order, of)
		c.kept.add(perNoticed + of.textLength())
	}
	if s.seen[n.sum] { // as a queue may do
		of.twice = true
		return nil
	}
	s.seen[n.sum] = true
	c.kept.add(perNotice)
	if !n.at.Before(of.latest) {
		address := of.Address // is one text with the key
		of.Resource, of.latest = n.resource(), n.at
		of.Address = address
	}
	of.notices, of.size = append(of.notices, noticed{n.at, n.change, n.tells()}), of.size+n.size
	if n.at.After(s.newest) {
		s.newest = n.at
	}
	return nil
}

// entries reads the notifications again. Those about one resource make one entry: what
// was there before the first of them, or when it was made, against what is there after the last.
func (s *configReader) entries(src *source) func(yield func(Entry, error) bool) {
	return func(yield func(Entry, error) bool) {
		seen, waiting := map[[sha256.Size]byte]bool{}, map[string][]*notice{}
		src.again(func(c *cursor, yield func(Entry) bool) error {
			n, err := readNotice(c)
			if err != nil || n.other != "" {
				return err
			}
			of := s.resources[n.address()]
			course := of.course()
			if course.action == "" || seen[n.sum] {
				return nil
			}
			if !course.anew {
				n.whole = nil
			}
			if of.twice {
				seen[n.sum] = true
			}
			if waiting[of.Address] = append(waiting[of.Address], n); len(waiting[of.Address]) < len(of.notices) {
				return nil
			}
			e, err := of.entry(waiting[of.Address])
			if err != nil {
				return err
			}
			delete(waiting, of.Address)
			if !yield(e) {
				return errStop
			}
			return nil
		})(yield)
	}
}

// course is what became of a resource between the first notice and the last, by their times.
type course struct {
	// action is "" for one that was not there before and did not change since it is, or whose
	// change is not known.
	action Action
	// anew: it was there, was removed, and is there again: gone is the place of the first notice
	// that removes it. rest is that of the first one that tells of changes since it is there.
	anew       bool
	gone, rest int
}

func (of *noticedResource) course() course {
	is := func(change string) func(noticed) bool { return func(n noticed) bool { return n.change == change } }
	made := of.notices[0].change == changeCreate
	c := course{gone: slices.IndexFunc(of.notices, is(changeDelete))}
	last := len(of.notices) - 1 // to remove it
	for last >= 0 && of.notices[last].change != changeDelete {
		last--
	}
	if made || last >= 0 {
		c.rest = last + 2 // after the one that made it
	}
	switch {
	case c.rest > len(of.notices) && !made:
		c.action = ActionDelete
	case c.rest > len(of.notices):
	case made || last < 0:
		if slices.ContainsFunc(of.notices[c.rest:], is(changeUpdate)) {
			c.action = ActionUpdate
		}
	default:
		c.anew = true
		if of.notices[c.gone].whole > 0 && of.notices[c.rest-1].whole > 0 {
			c.action = ActionUpdate
		}
	}
	return c
}

// entry is what the notices about the resource come to. What made it says of no change.
func (of *noticedResource) entry(notices []*notice) (Entry, error) {
	slices.SortStableFunc(notices, func(a, b *notice) int { return a.at.Compare(b.at) })
	course := of.course()
	e := Entry{
		Resource: of.Resource, Action: course.action, Kind: models.KindState, SeenAt: notices[len(notices)-1].at,
		About: func(models.Change) About { return About{NextApply: models.NextApplyUnknown} },
	}
	changes := newPropertyChanges()
	if e.Action == ActionDelete {
		changes.add(notices[len(notices)-1].properties) // which tells all that was there
		e.Expected, _ = changes.states()
		e.Actual = map[string]any{}
		return e, nil
	}
	told := updates(notices[course.rest:])
	if course.anew {
		before := updates(notices[:course.gone])
		there, err := notices[course.rest-1].there()
		if err != nil {
			return e, err
		}
		removed, made := anew(notices[course.gone].properties, there, slices.Concat(slices.Concat(before, told)...))
		told = slices.Concat(before, [][]propertyChange{removed, made}, told)
	}
	for _, properties := range told {
		changes.add(properties)
	}
	e.Expected, e.Actual = changes.states()
	return e, nil
}
