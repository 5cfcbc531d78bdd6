package pages

import (
	"slices"

	"github.com/clouddrift/guardian/models"
)

// What a page shows of a drift's changes at most; the JSON has the rest.
const (
	maxChanges         = 100
	maxUnfoldedChanges = 20
	maxInner           = 50       // places within one text that holds JSON
	maxDecoded         = 64 << 10 // bytes of a change that is looked at
	maxShown           = 64 << 10 // bytes of HTML of all values together
)

// changeRow is one change, or one place of a change within a text that holds JSON.
type changeRow struct {
	Path             string
	Expected, Actual shown
	Sides            string // both, expected, actual: which of them has a value
	Severity         string // "" where no import judged it, or for the whole resource
	InCode           string // in words; "" where that is not known
	NextApply        models.NextApply
	Over             bool        // its drift is resolved
	Secret           bool        // the sides differ in a value that is masked
	Inner            []changeRow // what differs within the text, in place of the text itself
	MoreInner        string      // how many of those are left out
	JSON             string      // where they are
}

// changeRows makes the rows of a drift's changes, as many as there is room for.
type changeRows struct {
	room   *room
	values room         // for all values together
	whole  models.Whole // one verdict holds for all of a resource that is gone or unmanaged
	over   bool         // no apply does anything about a drift that is resolved
	json   string
}

func (r *changeRows) of(changes []models.JudgedChange) ([]changeRow, error) {
	rows := []changeRow{}
	for _, c := range changes[:min(len(changes), maxChanges)] {
		row, fits, err := r.rowOf(c)
		if err != nil {
			return nil, err
		}
		if !fits {
			break
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func (r *changeRows) rowOf(j models.JudgedChange) (row changeRow, fits bool, err error) {
	row = changeRow{
		Path: j.Path, Sides: sidesWord(len(j.Expected) > 0, len(j.Actual) > 0), NextApply: j.NextApply,
		Over: r.over, JSON: r.json,
	}
	if r.whole == models.WholeThere {
		row.Severity, row.InCode = string(j.Severity), models.InCodeWords(j.InCode)
	}
	if len(j.Expected)+len(j.Actual) > maxDecoded {
		row.Expected, row.Actual = tooLong(j.Expected), tooLong(j.Actual)
		return row, r.takes("change", row), nil
	}
	c, err := j.Change()
	if err != nil {
		return row, false, err
	}
	row.Secret = j.SecretDiffers()
	inner := c.InText()
	if inner == nil {
		row.Expected, row.Actual = r.show(c)
		return row, r.takes("change", row), nil
	}
	row.MoreInner = moreOf(len(inner))
	if !r.takes("change", row) {
		return row, false, nil
	}
	for _, within := range inner[:min(len(inner), maxInner)] {
		place := r.placeOf(within, slices.Concat(c.Path, within.Path))
		if !r.takes("inner", place) {
			break
		}
		row.Inner = append(row.Inner, place)
	}
	row.MoreInner = moreOf(len(inner) - len(row.Inner))
	return row, true, nil
}

func (r *changeRows) takes(piece string, row changeRow) bool {
	return r.room.takes("drift", piece, row)
}

func (r *changeRows) placeOf(c models.Change, at models.Path) changeRow {
	row := changeRow{Path: at.String(), Sides: sidesWord(c.InExpected, c.InActual)}
	row.Expected, row.Actual = r.show(c)
	return row
}

func sidesWord(expected, actual bool) string {
	switch {
	case !actual:
		return "expected"
	case !expected:
		return "actual"
	}
	return "both"
}

// show gives the two values as far as there is room for them.
func (r *changeRows) show(c models.Change) (expected, actual shown) {
	expected, actual = showPair(side{c.Expected, c.InExpected}, side{c.Actual, c.InActual})
	for _, v := range []*shown{&expected, &actual} {
		if v.Full != nil && !r.values.takes("drift", "marked", v.Full) {
			v.Full = nil
			v.Size += " in the JSON"
		}
		if !r.values.takes("drift", "marked", v.Text) {
			*v = shown{Kind: "long", Size: "in the JSON"}
		}
	}
	return expected, actual
}

// tooLong stands for a value that the page does not even look at.
func tooLong(j models.JSON) shown {
	if len(j) == 0 {
		return shown{Kind: "absent"}
	}
	return shown{Kind: "long", Size: grouped(int64(len(j)>>10)) + " KiB, in the JSON"}
}
