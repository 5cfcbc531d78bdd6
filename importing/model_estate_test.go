package importing_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// thing is what one address of the code holds. The simulation knows it by its
// number, wherever it goes and whatever it is called.
type thing struct {
	no                  int
	typ, addr           string
	prev                string // where the state still has it, while a move waits to be applied
	id, region, account string // any of them may be ""
	recorded, actual    values
	gone                bool
}

// values are a thing's attributes, by the number of the value that each has.
type values struct {
	guard, plain, tag int
	sizes             [2]int
	remark            bool // "" where nothing was recorded, which is noise
}

// drifted says whether what is there differs from what is recorded by more than noise.
func (t thing) drifted() bool {
	was, is := t.recorded, t.actual
	was.remark, is.remark = false, false
	return t.gone || was != is
}

// same says whether two things are one resource: by what a plan says, not by their number.
func (t thing) same(o thing) bool { return t.typ == o.typ && t.sameOfAnyType(o) }

func (t thing) sameOfAnyType(o thing) bool {
	return t.id != "" && t.id == o.id && t.region == o.region && t.account == o.account
}

func (t thing) String() string {
	s := fmt.Sprintf("%s = #%d", t.addr, t.no)
	if t.id != "" {
		s += " " + t.id
	}
	s += " " + t.region + " " + t.account
	if t.prev != "" {
		s += " (from " + t.prev + ")"
	}
	switch {
	case t.gone:
		s += ", gone"
	case t.drifted():
		s += fmt.Sprintf(", %v became %v", t.recorded, t.actual)
	}
	return s
}

// The types of things; the last two are one that was renamed, so that a thing can
// move from one to the other.
const (
	instance  = "aws_instance"
	object    = "aws_s3_object"
	oldObject = "aws_s3_bucket_object"
)

// addresses are those that the code of an estate may have.
var addresses = map[string][]string{
	instance:  {"aws_instance.web[0]", "aws_instance.web[1]", "aws_instance.web[2]", "aws_instance.app", "module.shop.aws_instance.app"},
	object:    {"aws_s3_object.page", `aws_s3_object.each["a.b"]`, `aws_s3_object.each["c"]`},
	oldObject: {"aws_s3_bucket_object.page", "aws_s3_bucket_object.old"},
}

var (
	someTypes    = []string{instance, instance, object, oldObject}
	someIDs      = []string{"web", "db", "log", "web2", "", ""}
	someRegions  = []string{"eu-west-1", "us-east-1", ""}
	someAccounts = []string{"", "111111111111", "222222222222"}
)

// estate is the world that is scanned: what the code holds, and what became of it.
type estate struct {
	things []thing
	limbo  []thing // left the code, and may come back
	last   int     // the last number given
}

func pick[T any](rng *rand.Rand, of []T) T { return of[rng.IntN(len(of))] }

func chance(rng *rand.Rand, percent int) bool { return rng.IntN(100) < percent }

// free gives an address of a type that nothing holds, "" where there is none. In the
// state a thing still holds the address that it moves away from, until that is applied.
func (e *estate) free(rng *rand.Rand, typ string, inState bool) string {
	start := rng.IntN(len(addresses[typ]))
	for i := range addresses[typ] {
		address := addresses[typ][(start+i)%len(addresses[typ])]
		if !slices.ContainsFunc(e.things, func(t thing) bool { return t.addr == address || inState && t.prev == address }) {
			return address
		}
	}
	return ""
}

// name gives a thing an id, a region and an account. Few are held twice.
func (e *estate) name(rng *rand.Rand, t *thing) {
	for range 20 {
		t.id, t.region, t.account = pick(rng, someIDs), pick(rng, someRegions), pick(rng, someAccounts)
		if !slices.ContainsFunc(e.things, func(o thing) bool { return o.no != t.no && t.sameOfAnyType(o) }) {
			break
		}
	}
	if len(e.things) > 0 && chance(rng, 12) {
		if o := pick(rng, e.things); o.typ == t.typ && o.no != t.no {
			t.id, t.region, t.account = o.id, o.region, o.account
		}
	}
	for _, o := range e.things {
		if o.no != t.no && t.same(o) {
			t.gone = o.gone // one resource, so gone at both addresses or at none
		}
	}
}

// appear puts a new thing into the code.
func (e *estate) appear(rng *rand.Rand) string {
	t := thing{typ: pick(rng, someTypes)}
	if t.addr = e.free(rng, t.typ, true); t.addr == "" || len(e.things) >= 6 {
		return ""
	}
	e.last++
	t.no = e.last
	e.name(rng, &t)
	e.things = append(e.things, t)
	return "appeared: " + t.String()
}

// drift changes one attribute of what is there.
func (t *thing) drift(rng *rand.Rand) {
	v := 1 + rng.IntN(2)
	switch rng.IntN(9) {
	case 0, 1:
		t.actual.guard = v
	case 2, 3:
		t.actual.plain = v
	case 4:
		t.actual.tag = v
	case 5, 6:
		t.actual.sizes[rng.IntN(2)] = v
	case 7:
		t.actual.sizes = [2]int{v, v}
	default:
		t.actual.remark = true
	}
}

// event is something that happens between two scans, in words; "" where nothing could.
func (e *estate) event(rng *rand.Rand) string {
	if len(e.things) == 0 {
		return e.appear(rng)
	}
	i := rng.IntN(len(e.things))
	t := &e.things[i]
	switch n := rng.IntN(100); {
	case n < 34:
		t.drift(rng)
		return "drifts: " + t.String()
	case n < 40:
		t.actual = t.recorded
		return "put right: " + t.String()
	case n < 44 && t.gone:
		gone := t.no
		e.things = slices.Delete(e.things, i, i+1)
		return fmt.Sprintf("taken out of the state: #%d", gone)
	case n < 44:
		t.recorded = t.actual
		t.recorded.remark = false
		return "taken over into the state: " + t.String()
	case n < 52:
		return e.vanish(t, !t.gone)
	case n < 59:
		return e.replace(rng, t)
	case n < 73:
		return e.move(rng, t)
	case n < 79:
		return e.shift(rng, t.typ)
	case n < 84:
		e.apply()
		return "the moves are applied"
	case n < 89:
		e.limbo = append(e.limbo, *t)
		e.things = slices.Delete(e.things, i, i+1)
		return "left the code: " + e.limbo[len(e.limbo)-1].String()
	case n < 93 && len(e.limbo) > 0:
		return e.comeBack(rng)
	}
	return e.appear(rng)
}

// apply makes the moves that wait part of the state.
func (e *estate) apply() {
	for i := range e.things {
		e.things[i].prev = ""
	}
}

// vanish lets the resource go, or come back as it was, at every address that holds it.
func (e *estate) vanish(t *thing, gone bool) string {
	of := *t
	for i := range e.things {
		if o := &e.things[i]; o.no == of.no || o.same(of) {
			o.gone = gone
		}
	}
	if gone {
		return "destroyed: " + t.String()
	}
	return "restored: " + t.String()
}

// replace gives a thing another id at its address: made anew and in order, or only
// written in another way.
func (e *estate) replace(rng *rand.Rand, t *thing) string {
	if t.id == "" {
		return ""
	}
	before := *t
	e.apply()
	t.gone = false
	if before.gone || chance(rng, 60) {
		t.actual = t.recorded
	}
	e.name(rng, t)
	if t.id == "" {
		*t = before
		return ""
	}
	return "replaced: " + before.String() + " by " + t.String()
}

// move gives a thing another address, which the plan tells of or not.
func (e *estate) move(rng *rand.Rand, t *thing) string {
	before, typ := *t, t.typ
	if typ == oldObject && chance(rng, 60) {
		typ = object
	}
	told := chance(rng, 60) || t.id == "" || typ != t.typ
	to := e.free(rng, typ, !told)
	if to == "" || told && t.prev != "" {
		return ""
	}
	t.typ, t.addr = typ, to
	if t.prev = ""; told {
		t.prev = before.addr
	}
	return "moved: " + before.String() + " to " + t.String()
}

// shift gives the things of a type that have an id one another's addresses, as
// happens when count changes.
func (e *estate) shift(rng *rand.Rand, typ string) string {
	var places []int
	for i, t := range e.things {
		if t.typ == typ && t.id != "" {
			places = append(places, i)
		}
	}
	if len(places) < 2 {
		return ""
	}
	e.apply()
	by, of := 1+rng.IntN(len(places)-1), slices.Clone(e.things)
	story := "shifted:"
	for n, i := range places {
		t := &e.things[i]
		t.addr = of[places[(n+by)%len(places)]].addr
		story += " " + t.String() + ";"
	}
	return story
}

// comeBack takes what had left into the code again, at an address that is free.
func (e *estate) comeBack(rng *rand.Rand) string {
	i := rng.IntN(len(e.limbo))
	t := e.limbo[i]
	if t.addr = e.free(rng, t.typ, true); t.addr == "" || len(e.things) >= 6 {
		return ""
	}
	e.limbo = slices.Delete(e.limbo, i, i+1)
	t.prev = ""
	e.things = append(e.things, t)
	for _, o := range e.things {
		if o.same(t) {
			e.things[len(e.things)-1].gone = o.gone
			break
		}
	}
	return "came back: " + e.things[len(e.things)-1].String()
}
