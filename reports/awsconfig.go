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
	Resource
	notices []noticed
	size    int64 // of what they say has changed, in bytes
	twice   bool  // one was delivered twice
}

// noticed is what is remembered of a notice.
type noticed struct {
	at     time.Time
	change string
}

// perNoticed and perNotice are how many bytes a resource takes beside its texts, and a
// notification about it.
const perNoticed, perNotice = 450, 130

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
	created, waiting := 0, int64(0)
	for _, of := range s.order {
		r.Checked = append(r.Checked, of.Resource)
		slices.SortStableFunc(of.notices, func(a, b noticed) int { return a.at.Compare(b.at) })
		switch {
		case of.action() != "":
			r.EntryCount++
		case of.notices[len(of.notices)-1].change != changeDelete:
			created++
		}
		if len(of.notices) > 1 {
			waiting += of.size
		}
	}
	if waiting > maxWaiting {
		return &Error{Want: fmt.Sprintf("more than %d MiB are about resources that several notifications are about; give fewer of them at a time", maxWaiting>>20)}
	}
	if created > 0 {
		r.Remarks = append(r.Remarks, counted(created, "resource is new, which is no drift", "resources are new, which is no drift"))
	}
	if s.others > 0 {
		r.Remarks = append(r.Remarks, counted(s.others, "message is about no change of a resource", "messages are about no change of a resource"))
	}
	s.seen = nil
	r.entries = s.entries(src)
	return nil
}

func counted(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", several)
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
	of.notices, of.size = append(of.notices, noticed{n.at, n.change}), of.size+n.size
	if n.at.After(s.newest) {
		s.newest = n.at
	}
	return nil
}

// entries reads the notifications again. Those about one resource make one entry: what
// was there before the first of them against what is there after the last.
func (s *configReader) entries(src *source) func(yield func(Entry, error) bool) {
	return func(yield func(Entry, error) bool) {
		seen, waiting := map[[sha256.Size]byte]bool{}, map[string][]*notice{}
		src.again(func(c *cursor, yield func(Entry) bool) error {
			n, err := readNotice(c)
			if err != nil || n.other != "" {
				return err
			}
			of := s.resources[n.address()]
			if of.action() == "" || seen[n.sum] {
				return nil
			}
			if of.twice {
				seen[n.sum] = true
			}
			if waiting[of.Address] = append(waiting[of.Address], n); len(waiting[of.Address]) < len(of.notices) {
				return nil
			}
			e := of.entry(waiting[of.Address])
			delete(waiting, of.Address)
			if !yield(e) {
				return errStop
			}
			return nil
		})(yield)
	}
}

// action is what became of the resource between the first notice and the last; "" for
// one that was not there before, or that was made anew.
func (of *noticedResource) action() Action {
	first, last := of.notices[0], of.notices[len(of.notices)-1]
	is := func(n noticed) bool { return n.change == changeCreate }
	switch {
	case last.change == changeDelete && first.change != changeCreate:
		return ActionDelete
	case last.change == changeDelete, slices.ContainsFunc(of.notices, is):
		return ""
	}
	return ActionUpdate
}

// entry is what the notices about the resource come to.
func (of *noticedResource) entry(notices []*notice) Entry {
	slices.SortStableFunc(notices, func(a, b *notice) int { return a.at.Compare(b.at) })
	e := Entry{
		Resource: of.Resource, Action: of.action(), Kind: models.KindState,
		About: func(models.Change) About { return About{NextApply: models.NextApplyUnknown} },
	}
	if e.Action == ActionDelete {
		notices = notices[len(notices)-1:] // which tells all that was there
	}
	changes := newPropertyChanges()
	for _, n := range notices {
		changes.add(n.properties)
	}
	e.Expected, e.Actual = changes.states()
	if e.Action == ActionDelete {
		e.Actual = map[string]any{}
	}
	return e
}
