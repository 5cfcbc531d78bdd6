package seed

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/rules"
)

//go:embed resources/*.json
var resourceFiles embed.FS

// kind is a type of resource and the ways in which it drifts: a file of resources/.
// Its texts hold variables, see [newText].
type kind struct {
	Source  string   // the tool that reports it
	Type    string   // the tool's own type name
	Places  []string // the kinds of scope that have such resources
	Weight  int      // how often, beside the others of a place
	Names   []string // base names of resources
	ID      string   // the resource's id, its region, and its account, if any
	Region  string
	Account string
	State   models.JSON // what the code records
	Drifts  []*variant

	resourceType        string
	id, region, account text
}

// variant is one way in which a resource drifts.
type variant struct {
	Severity models.Severity
	Weight   int
	Cost     [2]int64 // US dollars a month, from, to
	Set      models.JSON
	Later    models.JSON // as Set, for a value that wanders on; optional
	Gone     bool        // the resource was deleted; Set is empty
	Approve  []string    // reasons that people give
	Reject   []string

	set             map[string]any
	expected        text
	seen, seenLater sides
	keys            string // the keys of the difference, for the alert
	approve, reject []text
	// onTop are what the drift becomes when a further change comes on top of it.
	onTop []*variant
}

// sides are what a scan sees of a drift.
type sides struct {
	actual, difference text
	changes            text                      // as an occurrence keeps them
	current            map[models.NextApply]text // as the summary does, by what the next apply does
	places             text                      // and the places of them
}

// loadKinds reads resources/ once. The files are part of the program, so a mistake
// in one panics.
var loadKinds = sync.OnceValue(func() []*kind {
	files, err := resourceFiles.ReadDir("resources")
	if err != nil {
		panic(err)
	}
	var kinds []*kind
	for _, f := range files {
		raw, err := resourceFiles.ReadFile("resources/" + f.Name())
		if err != nil {
			panic(err)
		}
		k := &kind{}
		if err := json.Unmarshal(raw, k); err != nil {
			panic(fmt.Sprintf("%s: %v", f.Name(), err))
		}
		if err := k.prepare(); err != nil {
			panic(fmt.Sprintf("%s: %v", f.Name(), err))
		}
		kinds = append(kinds, k)
	}
	return kinds
})

func (k *kind) prepare() error {
	k.resourceType = models.ResourceTypeOf(k.Type)
	k.id, k.region, k.account = newText(k.ID), newText(k.Region), newText(k.Account)
	state, err := k.State.Object()
	if err != nil {
		return err
	}
	for _, v := range k.Drifts {
		if v.set, err = v.Set.Object(); err != nil {
			return err
		}
		for _, r := range v.Approve {
			v.approve = append(v.approve, newText(r))
		}
		for _, r := range v.Reject {
			v.reject = append(v.reject, newText(r))
		}
		if err := v.prepare(k, state); err != nil {
			return err
		}
	}
	for _, v := range k.Drifts {
		for _, w := range k.Drifts {
			if on := v.with(w); on != nil {
				if err := on.prepare(k, state); err != nil {
					return err
				}
				v.onTop = append(v.onTop, on)
			}
		}
	}
	return nil
}

// prepare works out what a scan sees of the drift.
func (v *variant) prepare(k *kind, state map[string]any) error {
	v.expected = newText(string(models.MustJSON(state)))
	v.seen, v.keys = k.seenAs(state, v.set, v.Gone)
	if len(v.Later) == 0 {
		return nil
	}
	later, err := v.Later.Object()
	v.seenLater, _ = k.seenAs(state, later, false)
	return err
}

func (k *kind) seenAs(state, set map[string]any, gone bool) (sides, string) {
	actual := map[string]any{}
	if !gone {
		actual = maps.Clone(state)
		maps.Copy(actual, set)
	}
	difference := models.Difference(state, actual)
	seen := sides{actual: newText(string(models.MustJSON(actual))), difference: newText(string(models.MustJSON(difference)))}
	changes := k.judge(state, actual)
	seen.places = newText(string(models.MustJSON(models.PlacesOf(changes))))
	seen.changes, seen.current = newText(string(models.EncodeChanges(changes))), map[models.NextApply]text{}
	for _, next := range models.NextApplies() {
		for i := range changes {
			changes[i].NextApply = next
		}
		seen.current[next] = newText(string(models.EncodeChanges(changes)))
	}
	return seen, strings.Join(models.SortedKeys(difference), ", ")
}

// judge grades the changes of a drift, all of them in the code.
func (k *kind) judge(state, actual map[string]any) []models.JudgedChange {
	inCode, judge := true, rules.Default().For(k.Type)
	changes := []models.JudgedChange{}
	for _, c := range models.Changes(state, actual) {
		judged := c.Judged(judge.Grade(c).Severity)
		judged.InCode = &inCode
		changes = append(changes, judged)
	}
	return changes
}

// with gives what v becomes when w comes on top of it, or nil where it cannot.
func (v *variant) with(w *variant) *variant {
	if v == w || v.Gone {
		return nil
	}
	for key := range w.set {
		if _, both := v.set[key]; both {
			return nil
		}
	}
	both := *w
	both.Later, both.seenLater = nil, sides{}
	if w.Gone {
		return &both
	}
	both.set = maps.Clone(v.set)
	maps.Copy(both.set, w.set)
	both.Cost = [2]int64{v.Cost[0] + w.Cost[0], v.Cost[1] + w.Cost[1]}
	if v.Severity.AtLeast(w.Severity) {
		both.Severity = v.Severity
	}
	return &both
}

// costMonthly draws what the drift costs, in cents a month.
func (v *variant) costMonthly(r *rand.Rand) int64 {
	if v.Cost[0] == v.Cost[1] {
		return v.Cost[0] * 100
	}
	return v.Cost[0]*100 + r.Int64N((v.Cost[1]-v.Cost[0])*100)
}

// at gives the kinds of resource that a kind of scope has.
func at(place, source string) []*kind {
	return slices.DeleteFunc(slices.Clone(loadKinds()), func(k *kind) bool {
		return k.Source != source || !slices.Contains(k.Places, place)
	})
}
