package importing_test

import (
	"testing"
	"time"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
)

// held gives an instance with a label that differs; what is wrong with it can be changed.
func held(address, id string, change ...func(*thing)) thing {
	t := thing{typ: instance, addr: address, id: id, region: "eu-west-1", account: "111111111111", actual: values{tag: 1}}
	for _, c := range change {
		c(&t)
	}
	return t
}

func guarded(t *thing) { t.actual.guard = 1 }

func inOrder(t *thing) { t.actual = t.recorded }

func from(address string) func(*thing) { return func(t *thing) { t.prev = address } }

func in(region string) func(*thing) { return func(t *thing) { t.region = region } }

func of(typ string) func(*thing) { return func(t *thing) { t.typ = typ } }

// nightOf imports a scan that looked at these things, in this order.
func (l ledger) nightOf(night int, things ...thing) importing.Summary {
	l.Helper()
	return l.nightOfKind(whole, night, things...)
}

func (l ledger) nightOfKind(kind string, night int, things ...thing) importing.Summary {
	l.Helper()
	v := view{at: time.Date(2026, 11, night, 1, 0, 0, 0, time.UTC), kind: kind, listed: things}
	for _, t := range things {
		if t.entered(kind) {
			v.reported = append(v.reported, t)
		}
	}
	return l.take(v.plan(), importing.Options{ResolveMissing: true})
}

// becomes holds what became of each entry to what is wanted: the drift that it
// repeats, nil for a new one.
func (l ledger) becomes(s importing.Summary, want map[string]*models.Drift) {
	l.Helper()
	for _, item := range s.Items {
		was, known := want[item.Address]
		switch {
		case !known:
			l.Errorf("%s is %s", item.Address, item.Outcome)
		case was == nil && item.Outcome != importing.Created:
			l.Errorf("%s is %s, want a new drift", item.Address, item.Outcome)
		case was != nil && (item.Outcome != importing.Repeated || *item.DriftID != was.ID):
			l.Errorf("%s is %s, want the drift of %s repeated", item.Address, item.Outcome, was.ResourceID)
		}
		delete(want, item.Address)
	}
	for address := range want {
		l.Errorf("nothing is said of %s", address)
	}
}

// one is the drift that a scan created.
func (l ledger) one(s importing.Summary) *models.Drift {
	l.Helper()
	if s.Created != 1 {
		l.Fatalf("got %+v, want one created", s)
	}
	d := l.drift(s.Items[0].DriftID)
	return &d
}

// After a replacement a drift is found by the id that the newest scan knows.
func TestAReplacedResourceThatMovesKeepsItsDrift(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	first := l.one(l.nightOf(1, held("aws_instance.web[0]", "i-1")))
	l.nightOf(2, held("aws_instance.web[0]", "i-2"))
	l.becomes(l.nightOf(3, held("aws_instance.web[1]", "i-2")), map[string]*models.Drift{"aws_instance.web[1]": first})
}

// A resource that was made anew in another region is not the one of its new name in
// the old region.
func TestAReplacementInAnotherRegionIsNotItsNamesake(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	first := l.one(l.nightOf(1, held("aws_instance.web[0]", "i-1")))
	l.nightOf(2, held("aws_instance.web[0]", "i-2", in("us-east-1")))
	third := l.nightOf(3, held("aws_instance.web[0]", "i-2", in("us-east-1")), held("aws_instance.app", "i-2", inOrder))
	l.becomes(third, map[string]*models.Drift{"aws_instance.web[0]": first})
}

// A drift goes with the address that the plan says it moved to, though another holds
// the same resource and is told of first.
func TestAMoveThatIsToldComesFirst(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	first := l.one(l.nightOf(1, held("aws_instance.web[0]", "i-1")))
	second := l.nightOf(2, held("aws_instance.app", "i-1"), held("aws_instance.web[1]", "i-1", from("aws_instance.web[0]")))
	l.becomes(second, map[string]*models.Drift{"aws_instance.web[1]": first, "aws_instance.app": nil})
}

// What takes the place of a resource that moved to another type is not its replacement.
func TestWhatMovedToAnotherTypeIsNotReplaced(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	const was, is = "aws_s3_bucket_object.page", "aws_s3_object.page"
	first := l.one(l.nightOf(1, held(was, "page", of(oldObject))))
	second := l.nightOf(2, held(was, "other", of(oldObject)), held(is, "page", of(object), from(was)))
	l.becomes(second, map[string]*models.Drift{is: first, was: nil})
}

// What moved to another type and was found in order there is in order.
func TestWhatMovedToAnotherTypeIsChecked(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	const was, is = "aws_s3_bucket_object.page", "aws_s3_object.page"
	first := l.one(l.nightOf(1, held(was, "page", of(oldObject))))
	if s := l.nightOf(2, held(is, "page", of(object), from(was), inOrder)); s.Resolved != 1 {
		t.Errorf("got %+v, want it resolved", s)
	}
	if d := l.drift(&first.ID); d.Status != models.StatusResolved || *d.ResolvedHow != models.ResolvedManualFix {
		t.Errorf("it is %s", d.Status)
	}
}

// What has no id and moves on when another takes its address takes its drift along,
// though the plan tells of the other first; and so it stays until the moves are applied.
func TestWhatHasNoIDTakesItsDriftAlongAChain(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	first := l.one(l.nightOf(1, held("aws_instance.web[0]", ""), held("aws_instance.app", "", inOrder)))
	for night := 2; night <= 3; night++ {
		s := l.nightOf(night, held("aws_instance.web[0]", "", from("aws_instance.app"), guarded), held("aws_instance.web[1]", "", from("aws_instance.web[0]")))
		if night == 2 {
			l.becomes(s, map[string]*models.Drift{"aws_instance.web[0]": nil, "aws_instance.web[1]": first})
		} else if s.Repeated != 2 {
			t.Errorf("got %+v, want both repeated", s)
		}
	}
}

// An ordinary plan has no entry for what has moved and is in order.
func TestAnOrdinaryPlanTellsOfMovesToo(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	first := l.one(l.nightOf(1, held("aws_instance.web[0]", "")))
	second := l.nightOfKind(ordinary, 2, held("aws_instance.web[0]", "", from("aws_instance.app"), inOrder), held("aws_instance.web[1]", "", from("aws_instance.web[0]")))
	l.becomes(second, map[string]*models.Drift{"aws_instance.web[1]": first})
}

// A resource without an id takes no drift of one that has an id and stands elsewhere.
func TestWhatHasNoIDTakesNoDriftOfWhatMoved(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	first := l.one(l.nightOf(1, held("aws_instance.web[0]", "i-1")))
	second := l.nightOf(2, held("aws_instance.web[0]", ""), held("aws_instance.web[1]", "i-1"))
	l.becomes(second, map[string]*models.Drift{"aws_instance.web[1]": first, "aws_instance.web[0]": nil})
}
