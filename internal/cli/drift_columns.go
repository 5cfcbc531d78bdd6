package cli

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// driftColumn is a column of the list of drifts.
type driftColumn struct {
	name, heading string
	least         int // how wide it stays where it is cut; 0 is never cut
	cell          func(d models.SeenDrift) string
}

// shortID is the column of what is enough of the ids to tell those of a page apart. The
// page fills it in.
const shortID = "shortId"

// wordedColumns are the fields of JSON that the list tells in words of its own.
var wordedColumns = []driftColumn{
	{"status", "STATUS", 0, models.SeenDrift.StatusWord},
	{"createdAt", "CREATED UTC", 0, func(d models.SeenDrift) string { return shortClock(d.CreatedAt, time.Now()) }},
	{"detectedAt", "DETECTED UTC", 0, func(d models.SeenDrift) string { return shortClock(d.DetectedAt, time.Now()) }},
	{"firstSeen", "FIRST SEEN UTC", 0, func(d models.SeenDrift) string { return shortClock(d.Seen.FirstSeen, time.Now()) }},
	{"lastSeen", "LAST SEEN UTC", 0, func(d models.SeenDrift) string { return shortClock(d.Seen.LastSeen, time.Now()) }},
	{"occurrences", "SCANS", 0, func(d models.SeenDrift) string { return strconv.FormatInt(d.Seen.Occurrences, 10) }},
	{"costImpactMonthly", "$ A MONTH", 0, costCell},
	{"nextApply", "NEXT APPLY", 0, func(d models.SeenDrift) string { return d.Seen.NextApply.Words() }},
	{"owner", "OWNER", 12, func(d models.SeenDrift) string { return d.Seen.Owner }},
	{"dueAt", "DUE UTC", 0, dueCell},
	{"approvedUntil", "APPROVED UNTIL UTC", 0, untilCell},
	{"scope", "SCOPE", 12, func(d models.SeenDrift) string { return d.Seen.Scope }},
	{"address", "RESOURCE", 26, resourceCell},
	{"resourceType", "TYPE", 12, func(d models.SeenDrift) string { return d.ResourceType }},
	{"resourceId", "RESOURCE ID", 16, func(d models.SeenDrift) string { return d.ResourceID }},
	{"accountId", "ACCOUNT", 0, accountCell},
}

// driftColumns are the fields of JSON, and two that are made of some.
var driftColumns = func() []driftColumn {
	columns := []driftColumn{{shortID, "ID", 0, nil}}
	for _, field := range models.Columns(models.SeenDriftResponse{}) {
		columns = append(columns, columnOf(field))
	}
	return append(columns, driftColumn{"changed", "CHANGED", 12, changedIn})
}()

// columnOf is the column of a field.
func columnOf(field models.Column) driftColumn {
	at := slices.IndexFunc(wordedColumns, func(c driftColumn) bool { return c.name == field.Name })
	if at >= 0 {
		return wordedColumns[at]
	}
	heading := strings.ToUpper(strings.ReplaceAll(models.FilterLine{Name: field.Name}.Flag(), "-", " "))
	return driftColumn{field.Name, heading, 0, func(d models.SeenDrift) string {
		text, _ := field.Text(d.Response())
		return text
	}}
}

// dueCell is by when the drift is due, with a word where that has passed.
func dueCell(d models.SeenDrift) string {
	switch {
	case d.Seen.DueAt == nil:
		return ""
	case d.Overdue():
		return shortClock(*d.Seen.DueAt, time.Now()) + " overdue"
	}
	return shortClock(*d.Seen.DueAt, time.Now())
}

func costCell(d models.SeenDrift) string {
	if d.CostImpactMonthly == nil {
		return "not known"
	}
	return d.CostImpactMonthly.String()
}

// resourceCell is the address, else what the cloud calls the resource.
func resourceCell(d models.SeenDrift) string {
	if d.Seen.Address != "" {
		return d.Seen.Address
	}
	return d.ResourceType + " " + d.ResourceID
}

func accountCell(d models.SeenDrift) string {
	if d.AccountID == nil {
		return ""
	}
	return *d.AccountID
}

// usualColumns are shown where none are asked for: what somebody needs to choose the
// drift to look at first. key is what the list is sorted by, else when the drift was
// taken into the ledger. When they were first seen stands there where one of them was before it was
// detected, whose they are and when they are due where it is known of any.
func usualColumns(sort models.DriftSort, drifts []models.SeenDrift) []string {
	key := strings.TrimPrefix(string(sort), "-")
	if key == "" || key == "severity" {
		key = "createdAt"
	}
	columns := []string{shortID, "severity", "status", key}
	if slices.ContainsFunc(drifts, func(d models.SeenDrift) bool { return d.Seen.FirstSeen.Before(d.DetectedAt) }) {
		columns = append(columns, "firstSeen")
	}
	columns = append(columns, "nextApply")
	if slices.ContainsFunc(drifts, func(d models.SeenDrift) bool { return d.Seen.DueAt != nil }) {
		columns = append(columns, "dueAt")
	}
	if slices.ContainsFunc(drifts, func(d models.SeenDrift) bool { return d.Seen.Owner != "" }) {
		columns = append(columns, "owner")
	}
	return append(columns, "scope", "address", "changed")
}

// columnNames are what --columns takes.
func columnNames() (names []string) {
	for _, c := range driftColumns {
		names = append(names, c.name)
	}
	return names
}

// columnLines names them in lines of the help.
func columnLines() string {
	var text strings.Builder
	wide := 0
	for i, name := range columnNames() {
		switch wide += len(", " + name); {
		case i == 0:
		case wide > 84:
			text.WriteString(",\n")
			wide = len(name)
		default:
			text.WriteString(", ")
		}
		text.WriteString(name)
	}
	return text.String()
}

// parseColumns reads what --columns was given.
func parseColumns(given string) (columns []string, err error) {
	for name := range strings.SplitSeq(given, ",") {
		if name = strings.TrimSpace(name); !slices.Contains(columnNames(), name) {
			return nil, usagef("--columns: %q is none of %s", name, strings.Join(columnNames(), ", "))
		}
		if slices.Contains(columns, name) {
			return nil, usagef("--columns: names %s twice", name)
		}
		columns = append(columns, name)
	}
	return columns, nil
}

// writeDriftTable shows drifts in columns: those that are asked for, else the usual ones
// that the terminal has room for.
func writeDriftTable(w io.Writer, drifts []models.SeenDrift, asked []string, sort models.DriftSort) error {
	if len(asked) > 0 {
		return driftTable(w, drifts, asked).end()
	}
	columns := usualColumns(sort, drifts)
	t := driftTable(w, drifts, columns)
	for _, least := range []string{"changed", columns[3], "status", "firstSeen", "nextApply"} {
		if t.fits() {
			break
		}
		columns = slices.DeleteFunc(slices.Clone(columns), func(name string) bool { return name == least })
		t = driftTable(w, drifts, columns)
	}
	return t.end()
}

func driftTable(w io.Writer, drifts []models.SeenDrift, columns []string) *table {
	t := newTable(w)
	headings := make([]string, len(columns))
	rows := make([][]string, len(drifts))
	short := shortIDs(drifts)
	for i, name := range columns {
		c := driftColumns[slices.Index(columnNames(), name)]
		headings[i] = c.heading
		if c.least > 0 {
			t.cuttable(i, c.least)
		}
		if name == "severity" {
			t.severityIn(i)
		}
		for j, d := range drifts {
			if name == shortID {
				rows[j] = append(rows[j], short[j])
			} else {
				rows[j] = append(rows[j], c.cell(d))
			}
		}
	}
	t.row(headings...)
	for _, row := range rows {
		t.row(row...)
	}
	return t
}

// shortIDs are the beginnings of ids that tell drifts apart, the same number of groups
// of each.
func shortIDs(drifts []models.SeenDrift) []string {
	short := make([]string, len(drifts))
	for _, length := range []int{models.MinIDPrefix, 13, 18, 23, len(uuid.Nil.String())} {
		seen := map[string]bool{}
		for i, d := range drifts {
			short[i] = d.ID.String()[:length]
			seen[short[i]] = true
		}
		if len(seen) == len(drifts) {
			break
		}
	}
	return short
}

// shortClock is clock without the year, or of another year the date alone.
func shortClock(t, now time.Time) string {
	if t = t.UTC(); t.Year() == now.UTC().Year() {
		return t.Format("01-02 15:04")
	}
	return t.Format(time.DateOnly)
}

// changedIn names the gravest attribute that differs and how many more do, unless
// the drift is of the resource as a whole.
func changedIn(d models.SeenDrift) string {
	if whole := d.Whole(); whole != models.WholeThere {
		return string(whole)
	}
	difference, err := d.Difference.Object()
	if err != nil || len(difference) == 0 {
		return ""
	}
	first := gravestFirst(models.SortedKeys(difference), d.Seen.Gravest)[0]
	if len(difference) > 1 {
		return fmt.Sprintf("%s +%d", first, len(difference)-1)
	}
	return first
}

// untilCell is when the approval ends.
func untilCell(d models.SeenDrift) string {
	if d.Seen.ApprovedUntil == nil {
		return ""
	}
	return shortClock(*d.Seen.ApprovedUntil, time.Now())
}
