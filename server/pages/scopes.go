package pages

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// Scopes is the list of scopes, those first that need somebody.
func Scopes(now time.Time, scopes []models.Scope) Table {
	t := Table{
		Title: "Scopes", Lead: "Each root module, workspace or stack that is scanned: what is open in it and how it was scanned last. What needs somebody comes first.",
		Columns: []string{"Scope", "Last scan", "Critical", "Warning", "Info", "New since yesterday", "Overdue", "Owners", "The next apply", "Can close drifts"},
		Empty:   "No report has been imported yet.",
	}
	unmanaged := slices.ContainsFunc(scopes, func(s models.Scope) bool { return s.Unmanaged > 0 })
	if unmanaged {
		t.Columns[slices.Index(t.Columns, "Overdue")] = overdueWords
		t.Columns = slices.Insert(t.Columns, 2+len(models.Severities()), "Unmanaged")
	}
	for _, s := range scopes {
		name := scopeCell(s.Name, scopeHref(s.Name))
		name.Sub = s.Tool
		row := []cell{name, lastScanCell(now, s)}
		for _, severity := range models.Severities() {
			row = append(row, openCell(s, s.Open.Of(severity), "severity", string(severity)))
		}
		if unmanaged { // few tools tell
			strays := openCell(s, s.Unmanaged, "kind", string(models.KindUnmanaged))
			if s.UnmanagedCritical > 0 {
				strays.Sub = grouped(s.UnmanagedCritical) + " critical"
			}
			row = append(row, strays)
		}
		t.Rows = append(t.Rows, append(row,
			openCell(s, s.New, "since", models.Yesterday(now).Format(time.DateOnly)), overdueCell(s), ownersCell(s), nextApplyCell(s), closedCell(s)))
	}
	return t
}

// lastScanCell says when a scope was scanned last, and plainly where that is long ago.
func lastScanCell(now time.Time, s models.Scope) cell {
	if s.Newest == nil {
		return cell{Kind: "text", Text: "no scan is kept"}
	}
	looked := s.Newest.Looked(now)
	c := timeCell(now, looked)
	c.Href = "/debug/scans/" + s.Newest.ID.String()
	if looked.Before(s.Newest.ScannedAt) {
		c.Sub = "its report is of " + momentOf(now, s.Newest.ScannedAt).UTC
	}
	if s.Stale(now) {
		c.Kind = "stale"
	}
	return c
}

// openCell is a number of open drifts of a scope, with the list of them; none is quiet.
func openCell(s models.Scope, n int64, filter, value string) cell {
	if n == 0 {
		return cell{Kind: "number", Text: "0"}
	}
	c := countCell(n)
	c.Href = driftsOf(s, filter, value)
	return c
}

// overdueWords say what a number of overdue drifts counts beside numbers that leave the unmanaged ones out.
const overdueWords = "Overdue, unmanaged too"

// overdueCell is how many open drifts of a scope are overdue, unmanaged ones too.
func overdueCell(s models.Scope) cell {
	c := countCell(s.Overdue)
	if s.Overdue > 0 {
		c.Kind, c.Href = "overdue", overdueOf(s)
	}
	return c
}

func overdueOf(s models.Scope) string {
	return driftsOf(models.Scope{Name: s.Name, Tool: s.Tool}, "overdue", models.Overdue)
}

// mostOwners is how many owners a row names.
const mostOwners = 3

func ownersCell(s models.Scope) cell {
	c := cell{Kind: "words"}
	for _, owner := range s.Owners[:min(len(s.Owners), mostOwners)] {
		c.Words = append(c.Words, cut(owner))
	}
	if more := len(s.Owners) - mostOwners; more > 0 {
		c.Words = append(c.Words, "and "+grouped(int64(more))+" more")
	}
	return c
}

// nextApplyCell says in words what the next apply does about the open drifts, each a link
// to those it does that about.
func nextApplyCell(s models.Scope) cell {
	c := cell{Kind: "links"}
	for _, word := range models.NextApplies() {
		if n := s.NextApply[word]; n > 0 {
			c.Links = append(c.Links, link{Text: nextApplyWords(word, n), Href: driftsOf(s, "nextApply", string(word))})
		}
	}
	return c
}

// nextApplyWords say what the next apply does about so many drifts.
func nextApplyWords(word models.NextApply, n int64) string {
	return map[models.NextApply]string{
		models.NextApplyRevert: "reverts ", models.NextApplyKeep: "keeps ", models.NextApplyUnknown: "not known of ",
	}[word] + grouped(n)
}

// closedCell says whether the newest scan can close drifts, and how many it closed, or why not.
func closedCell(s models.Scope) cell {
	switch {
	case s.Newest == nil:
		return noCell
	case !s.Newest.Silence().Trusted && s.Newest.Resolved > 0:
		return cell{Kind: "verdict", Text: "no", Sub: "it closed " + grouped(int64(s.Newest.Resolved)) + ", and no others: " + s.Newest.Silence().Why}
	case !s.Newest.Silence().Trusted:
		return cell{Kind: "verdict", Text: "no", Sub: s.Newest.Silence().Why}
	case s.Newest.Resolved == 0: // whether it was to close any, nobody noted
		return cell{Kind: "verdict", Text: "yes", Sub: "it closed none"}
	}
	return cell{Kind: "verdict", Text: "yes", Sub: "it closed " + grouped(int64(s.Newest.Resolved))}
}

// driftsOf is the list of a scope's open drifts that code knows, by pairs of a filter and
// its value.
func driftsOf(s models.Scope, filters ...string) string {
	values := url.Values{"scope": {models.FilterValue(s.Name)}, "tool": {models.FilterValue(s.Tool)}, "status": {string(models.StatusOpen)}}
	if s.Unmanaged > 0 {
		values.Set("kind", strings.Join(models.Texts(models.ManagedKinds()), ","))
	}
	for pair := range slices.Chunk(filters, 2) {
		values.Set(pair[0], pair[1])
	}
	return Address{"/debug/drifts", values}.String()
}

// ScopeView is what is known of one scope.
type ScopeView struct {
	Name      string
	Tools     []models.Scope // one for each tool that scans it
	NewSince  time.Time
	Drifts    models.Page[models.Drift] // open ones, the gravest first
	Sightings map[uuid.UUID]models.Sighting
	Scans     models.Page[models.Scan] // the newest ones
}

// scopeView is the page of one scope.
type scopeView struct {
	Title      string
	Tools      []scopeTool
	Drifts     Table
	More       string // how many of the open drifts the page leaves out
	DriftsHref string
	Scans      Table
	MoreScans  string
	ScansHref  string
}

// scopeTool is what the scans of one tool say of a scope.
type scopeTool struct {
	Name    string
	Stale   bool
	Last    *moment
	Href    string // of the newest scan
	Silence models.Silence
	Closed  string
	Open    []tile
	New     tile
	Overdue tile // Text is "" for none
	Owners  []link
	Applies []tile
	Oldest  *moment
	// Unmanaged leads to the open drifts of resources that no code knows; none is "".
	Unmanaged, UnmanagedHref string
	Strays                   string // how many of those are critical; none is ""
}

// Scope is the page of one scope: what is open in it, and how it was scanned.
func Scope(now time.Time, s ScopeView) Page {
	v := scopeView{
		Title: s.Name, DriftsHref: Address{"/debug/drifts", map[string][]string{"scope": {models.FilterValue(s.Name)}, "status": {string(models.StatusOpen)}}}.String(),
		ScansHref: filtered("/debug/scans", "scope", s.Name), Scans: Scans(now, s.Scans.Items),
		More: moreOf(int(s.Drifts.Total) - len(s.Drifts.Items)), MoreScans: moreOf(int(s.Scans.Total) - len(s.Scans.Items)),
	}
	newest := map[string]*models.Scan{} // by tool
	for _, of := range s.Tools {
		v.Tools = append(v.Tools, scopeToolOf(now, of, s.NewSince))
		newest[of.Tool] = of.Newest
	}
	v.Drifts = Table{Columns: []string{"Severity", "Resource", "What changed", "The next apply", "Detected", "Seen by the last scan"}}
	for _, d := range s.Drifts.Items {
		seen := s.Sightings[d.ID]
		v.Drifts.Rows = append(v.Drifts.Rows, openRow(now, d, seen, newest[seen.Tool]))
	}
	return Page{"scope", "Scope " + s.Name, v}
}

func scopeToolOf(now time.Time, s models.Scope, newSince time.Time) scopeTool {
	t := scopeTool{Name: s.Tool, Stale: s.Stale(now)}
	if s.Newest != nil {
		last := momentOf(now, s.Newest.Looked(now))
		t.Last, t.Href, t.Silence = &last, "/debug/scans/"+s.Newest.ID.String(), s.Newest.Silence()
		t.Closed = grouped(int64(s.Newest.Resolved))
	}
	if s.Oldest != nil {
		oldest := momentOf(now, *s.Oldest)
		t.Oldest = &oldest
	}
	for _, severity := range models.Severities() {
		t.Open = append(t.Open, tile{Kind: string(severity), Text: grouped(s.Open.Of(severity)), Href: driftsOf(s, "severity", string(severity))})
	}
	t.New = tile{Text: grouped(s.New), Href: driftsOf(s, "since", newSince.Format(time.DateOnly))}
	if s.Overdue > 0 {
		t.Overdue = tile{Text: grouped(s.Overdue), Href: overdueOf(s)}
	}
	for _, owner := range s.Owners[:min(len(s.Owners), maxListed)] {
		t.Owners = append(t.Owners, link{Text: cut(owner), Href: driftsOf(models.Scope{Name: s.Name, Tool: s.Tool}, "owner", models.FilterValue(owner))})
	}
	for _, word := range models.NextApplies() {
		if n := s.NextApply[word]; n > 0 {
			t.Applies = append(t.Applies, tile{Kind: string(word), Text: nextApplyWords(word, n), Href: driftsOf(s, "nextApply", string(word))})
		}
	}
	if s.Unmanaged > 0 {
		t.Unmanaged, t.UnmanagedHref = grouped(s.Unmanaged), driftsOf(s, "kind", string(models.KindUnmanaged))
		if s.UnmanagedCritical > 0 {
			t.Strays = grouped(s.UnmanagedCritical)
		}
	}
	return t
}

// openRow is an open drift on the page of its scope, with the newest scan of its tool; nil where none is kept.
func openRow(now time.Time, d models.Drift, seen models.Sighting, newest *models.Scan) []cell {
	row := driftRowOf(now, d, seen)
	resource := cell{Kind: "code", Text: row.Address, Href: row.Href, Sub: row.ResourceType + " " + cut(row.ResourceID)}
	if row.Address == "" {
		resource.Text, resource.Sub = row.ResourceID, row.ResourceType
	}
	changed := cell{Kind: "words"}
	if row.Whole != "" {
		changed.Words = []string{string(row.Whole)}
	}
	for _, c := range row.Changes {
		if row.Whole == "" {
			changed.Words = append(changed.Words, cut(c.Key))
		}
	}
	if row.MoreChanges > 0 && row.Whole == "" {
		changed.Words = append(changed.Words, "and "+grouped(int64(row.MoreChanges))+" more")
	}
	apply := textCell("not known")
	if row.NextApply != "" {
		apply = textCell(row.NextApply.WordsOf(row.Whole))
	}
	detected := timeCell(now, d.DetectedAt)
	if row.FirstSeen != nil {
		detected.Sub = "first seen " + row.FirstSeen.Ago
	}
	return []cell{{Kind: "severity", Text: row.Severity}, resource, changed, apply, detected, seenCell(now, seen, newest)}
}

// seenCell says whether the last scan saw a drift, whether it was the first to, and of one that it did not see what
// that tells.
func seenCell(now time.Time, seen models.Sighting, newest *models.Scan) cell {
	switch {
	case newest == nil:
		return textCell("no scan is kept")
	case seen.LastSeen.Before(newest.ScannedAt):
		c := timeCell(now, seen.LastSeen)
		c.Sub = "not reported since; a scan closes with --resolve-missing alone"
		if !newest.Silence().Trusted {
			c.Sub = "not reported since, which tells nothing: that scan cannot close drifts"
		}
		return c
	case seen.Occurrences == 1:
		return textCell("new in it")
	}
	return textCell("yes, " + counted(seen.Occurrences, "time") + " by now")
}
