package server

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// driftsView is the page of a list of drifts.
type driftsView struct {
	Presets   []link
	Form      driftForm
	Chips     []chip
	Sorts     map[string]sortLink
	Rows      []driftRow
	Pager     pager
	Filtered  bool
	Clear     string // the address without filters
	Downloads []link
}

// driftRow is one drift in the list.
type driftRow struct {
	Href, ResourceType, ResourceID string
	Address                        string
	Scope, ShortScope              string
	Region, Account                string
	Severity, Status               string
	Gone                           bool
	Changes                        []shortChange
	MoreChanges                    int
	NextApply                      string
	Cost                           cost
	Detected                       moment
	LastSeen                       *moment // where scans saw it more than once
	Times, Occurrences             string  // 2, 2 times
}

// shortChange is a place that changed, with its values where they fit on a line.
type shortChange struct {
	Key              string
	Expected, Actual string
	Values           bool
	Note             string // in place of the values
}

// cost is money as a page shows it; Text is "" where there is none.
type cost struct {
	Text  string
	Saves bool
}

func costOf(m models.Money) cost {
	if m.Decimal().IsZero() {
		return cost{}
	}
	text := groupDigits(m.String())
	if m.Negative() {
		return cost{"−$" + text[1:], true}
	}
	return cost{"+$" + text, false}
}

func (s *Server) driftsView(at address, q models.DriftQuery, found models.Page[models.Drift], sightings map[uuid.UUID]models.Sighting) driftsView {
	base := at.fromStart()
	v := driftsView{
		Presets: presets(base), Form: formOf(base, q), Chips: chipsOf(base, driftParameters), Sorts: sortLinks(base, q.Sort),
		Pager: pagerOf(at, found.Total, found.Page, found.Limit, len(found.Items), found.Next), Clear: at.path,
	}
	v.Filtered = len(v.Chips) > 0
	v.Downloads = downloads(base)
	for _, d := range found.Items {
		v.Rows = append(v.Rows, s.driftRow(d, sightings[d.ID]))
	}
	return v
}

func (s *Server) driftRow(d models.Drift, seen models.Sighting) driftRow {
	r := driftRow{
		Href: "/debug/drifts/" + d.ID.String(), ResourceType: d.ResourceType, ResourceID: d.ResourceID,
		Address: seen.Address, Scope: seen.Scope, ShortScope: shortScope(seen.Scope), Region: d.Region,
		Severity: string(d.Severity), Status: string(d.Status),
		Gone: isGone(d), Cost: costOf(d.CostImpactMonthly), Detected: s.moment(d.DetectedAt),
	}
	if r.Address == r.ResourceID {
		r.Address = ""
	}
	if d.AccountID != nil {
		r.Account = *d.AccountID
	}
	if d.Status != models.StatusResolved && seen.NextApply != models.NextApplyUnknown {
		r.NextApply = string(seen.NextApply)
	}
	if seen.Occurrences > 1 {
		last := s.moment(seen.LastSeen)
		r.LastSeen, r.Times, r.Occurrences = &last, grouped(seen.Occurrences), counted(seen.Occurrences, "time")
	}
	r.Changes, r.MoreChanges = shortChanges(d.Difference)
	return r
}

// isGone says whether the drift is that the resource is no more.
func isGone(d models.Drift) bool { return string(d.ActualState) == "{}" }

// A row shows so many changed places, short values alone, and nothing of a
// difference so large that decoding it for a list is a waste.
const (
	maxShortChanges  = 2
	maxShortValue    = 28
	maxShortDecoding = 16 << 10
)

func shortChanges(difference models.JSON) (list []shortChange, more int) {
	if len(difference) > maxShortDecoding {
		return nil, 0
	}
	object, err := difference.Object()
	if err != nil {
		return nil, 0 // PostgreSQL keeps no such jsonb
	}
	for _, key := range models.SortedKeys(object) {
		expected, actual := sidesOf(object[key])
		k := takeApart(key, expected, actual)
		more += k.MoreChanged
		for _, l := range k.Changed {
			if len(list) == maxShortChanges {
				more++
				continue
			}
			list = append(list, shortChangeOf(key, l, k.Secret))
		}
	}
	return list, more
}

func shortChangeOf(key string, l leaf, secret bool) shortChange {
	c := shortChange{Key: key + l.Path}
	e, fitsE := short(l.Expected)
	a, fitsA := short(l.Actual)
	switch {
	case secret:
		c.Note = "the secret differs"
	case l.Expected.Value == any(sensitive) || l.Actual.Value == any(sensitive):
		c.Note = "sensitive"
	case fitsE && fitsA:
		c.Expected, c.Actual, c.Values = e, a, true
	case !l.Expected.Present:
		c.Note = "added"
	case !l.Actual.Present:
		c.Note = "removed"
	default:
		c.Note = "long value"
	}
	return c
}

// short is a value in a few characters, where it is one that fits.
func short(v side) (string, bool) {
	if !v.Present {
		return "absent", true
	}
	switch value := v.Value.(type) {
	case nil:
		return "null", true
	case bool:
		return strconv.FormatBool(value), true
	case json.Number:
		return value.String(), len(value) <= maxShortValue
	case string:
		text := visible(value)
		return `"` + text + `"`, utf8.RuneCountInString(text) <= maxShortValue && !strings.Contains(text, "\n")
	}
	text := asJSON(v.Value, "")
	return text, utf8.RuneCountInString(text) <= maxShortValue
}
