package reports

import (
	"fmt"
	"strconv"

	"github.com/clouddrift/guardian/models"
	"github.com/go-json-experiment/json/jsontext"
)

// driftctlTally is what a scan counts, beside what its lists have.
type driftctlTally struct {
	// elements counts those of each list, and totals is what the summary counts of them.
	elements, totals map[string]int
	coverage         *int // nil where the scan does not tell
}

// driftctlTotals are the counts of a summary, with the list that each counts.
var driftctlTotals = map[string]string{"total_managed": "managed", "total_missing": "missing", "total_unmanaged": "unmanaged"}

func newDriftctlTally() *driftctlTally {
	return &driftctlTally{elements: map[string]int{}, totals: map[string]int{}}
}

func (t *driftctlTally) readSummary(c *cursor) error {
	return c.optionalMembers(func(name string) error {
		list, counts := driftctlTotals[name]
		if !counts {
			return c.skip()
		}
		n, err := c.optionalCount()
		if n != nil {
			t.totals[list] = *n
		}
		return err
	})
}

// optionalCount is a whole number from 0 to 2147483647, nil for null.
func (c *cursor) optionalCount() (*int, error) {
	if c.null() {
		return nil, nil
	}
	t, err := c.next(jsontext.KindNumber, "a number")
	if err != nil {
		return nil, err
	}
	n, err := strconv.ParseUint(t.String(), 10, 31)
	if err != nil {
		return nil, c.fail("want a whole number from 0 to 2147483647")
	}
	return new(int(n)), nil
}

// share is the coverage that driftctl writes where its lists have so many elements, to
// the letter of its float32.
func (t *driftctlTally) share() int {
	if t.all() == 0 {
		return 0
	}
	return int(float32(t.elements["managed"]) / float32(t.all()) * 100)
}

// all is how many elements the lists have.
func (t *driftctlTally) all() int {
	return t.elements["managed"] + t.elements["missing"] + t.elements["unmanaged"]
}

// edited says whether the lists are not those that driftctl has counted.
func (t *driftctlTally) edited() bool {
	for list, n := range t.totals {
		if t.elements[list] != n {
			return true
		}
	}
	return t.coverage != nil && *t.coverage != t.share()
}

// inventory counts each resource once: what two states hold is managed, though the
// second of them misses it, and so is one of several that the cloud listed. LeftOut says
// what the scan was told to leave out, "" for nothing.
func (t *driftctlTally) inventory(in map[driftctlKey]driftctlList, alerts driftctlAlerts, leftOut string) models.Inventory {
	switch {
	case leftOut != "":
		return models.Inventory{Doubt: "the scan leaves out " + leftOut}
	case t.edited():
		return models.Inventory{Doubt: "its lists are not what its summary and its coverage count: it was changed after driftctl wrote it"}
	case alerts.vague:
		return models.Inventory{Doubt: "driftctl warns that it did not read everything"}
	}
	i := models.Inventory{Managed: new(0), Missing: new(0), Unmanaged: new(0)}
	for key, lists := range in {
		switch {
		case lists&inManaged != 0:
			*i.Managed++
		case lists&inMissing != 0 && alerts.hide(key.typ, key.id):
		case lists&inMissing != 0:
			*i.Missing++
		case lists&inUnmanaged != 0:
			*i.Unmanaged++
		}
	}
	if alerts.unread() {
		i.Doubt = "driftctl did not read everything of " + alerts.listedTypes()
	}
	return i
}

// otherShare says why driftctl's own share of what is managed is another, "" where it is
// not.
func (t *driftctlTally) otherShare(i models.Inventory) string {
	percent, known := i.Percent()
	if !known || t.coverage == nil || *t.coverage == percent {
		return ""
	}
	why := "it rounds further down"
	if *i.Managed+*i.Missing+*i.Unmanaged != t.all() {
		why = "it counts a resource that stands twice as two"
	}
	return fmt.Sprintf("driftctl's own coverage is %d %% since %s", *t.coverage, why)
}

// driftctlOptions are those that a scan was made with, as far as it tells them.
type driftctlOptions struct {
	deep, onlyManaged, onlyUnmanaged bool
	told                             bool // which old releases do not
}

func (o *driftctlOptions) read(c *cursor) error {
	return c.optionalMembers(func(name string) (err error) {
		switch name {
		case "deep":
			o.told = true
			o.deep, err = c.boolean()
		case "only_managed":
			o.onlyManaged, err = c.boolean()
		case "only_unmanaged":
			o.onlyUnmanaged, err = c.boolean()
		default:
			err = c.skip()
		}
		return err
	})
}

// leftOut says which list the options leave empty, "" for none.
func (o driftctlOptions) leftOut() string {
	switch {
	case o.onlyManaged:
		return "what is unmanaged, by --only-managed"
	case o.onlyUnmanaged:
		return "what is missing, by --only-unmanaged"
	}
	return ""
}
