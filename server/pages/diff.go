package pages

import (
	"html/template"
	"slices"

	"github.com/clouddrift/guardian/models"
)

// What a page shows of a drift's changes at most; the JSON has the rest.
const (
	maxChanges = 100
	maxInner   = 50       // places within one text that holds JSON
	maxDecoded = 64 << 10 // bytes of a change that is looked at
	maxShown   = 64 << 10 // bytes of HTML of all values together
)

// changeRow is one change, or one place of a change within a text that holds JSON.
type changeRow struct {
	Path             string
	Expected, Actual shown
	Sides            string // both, expected, actual: which of them has a value
	Severity         string // "" where no import judged it
	InCode           string // in words; "" where that is not known
	NextApply        models.NextApply
	Over             bool        // the drift is resolved, so no apply does anything about it
	Secret           bool        // the sides differ in a value that is masked
	Inner            []changeRow // what differs within the text, in place of the text itself
	MoreInner        string
}

// changeRows are the rows of changes, as many as a page shows.
func changeRows(changes []models.JudgedChange) ([]changeRow, error) {
	room := room(maxShown)
	rows := make([]changeRow, min(len(changes), maxChanges))
	for i := range rows {
		row, err := room.rowOf(changes[i])
		if err != nil {
			return nil, err
		}
		rows[i] = row
	}
	return rows, nil
}

// room is how many bytes of values a page still has room for.
type room int

func (r *room) rowOf(j models.JudgedChange) (changeRow, error) {
	row := changeRow{
		Path: j.Path, Sides: sidesWord(len(j.Expected) > 0, len(j.Actual) > 0),
		Severity: string(j.Severity), InCode: models.InCodeWords(j.InCode), NextApply: j.NextApply,
	}
	if len(j.Expected)+len(j.Actual) > maxDecoded {
		row.Expected, row.Actual = tooLong(j.Expected), tooLong(j.Actual)
		return row, nil
	}
	c, err := j.Change()
	if err != nil {
		return row, err
	}
	row.Secret = j.SecretDiffers()
	inner := c.InText()
	for _, within := range inner[:min(len(inner), maxInner)] {
		row.Inner = append(row.Inner, r.placeOf(within, slices.Concat(c.Path, within.Path)))
	}
	if len(inner) > maxInner {
		row.MoreInner = grouped(int64(len(inner)-maxInner)) + " more"
	}
	if inner == nil {
		row.Expected, row.Actual = r.show(c)
	}
	return row, nil
}

func (r *room) placeOf(c models.Change, at models.Path) changeRow {
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

// show takes the room that the two values need, or leaves out what there is no room for.
func (r *room) show(c models.Change) (expected, actual shown) {
	expected, actual = showPair(side{c.Expected, c.InExpected}, side{c.Actual, c.InActual})
	for _, v := range []*shown{&expected, &actual} {
		if v.Full != nil {
			if !r.take(v.Full.whole()) {
				v.Full = nil
				v.Size += " in the JSON"
			}
		}
		if !r.take(v.Text.whole()) {
			*v = shown{Kind: "long", Size: "in the JSON"}
		}
	}
	return expected, actual
}

// take says whether there is room for a text, which then is taken.
func (r *room) take(text string) bool {
	n := room(len(template.HTMLEscapeString(text)))
	if n > *r {
		return false
	}
	*r -= n
	return true
}

// tooLong stands for a value that the page does not even look at.
func tooLong(j models.JSON) shown {
	if len(j) == 0 {
		return shown{Kind: "absent"}
	}
	return shown{Kind: "long", Size: grouped(int64(len(j)>>10)) + " KiB, in the JSON"}
}
