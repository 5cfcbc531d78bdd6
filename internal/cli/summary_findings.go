package cli

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/importing"
	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/repositories"
)

// pipelineRun is one run of import, as its summaries for pipelines tell it.
type pipelineRun struct {
	files  []pipelineFile
	total  string // what all files come to, in a line
	pages  string // where the pages are, "" where that is not known
	dryRun bool
	broken bool // it ended before every file was in
}

// brokenWords are said of a run that ended before every file was in.
const brokenWords = "The import broke off: not every file is in"

// pipelineFile is one file of the run: refused, or with what it shows.
type pipelineFile struct {
	path     string
	refused  string // why, "" where it is in
	summary  importing.Summary
	findings []finding // the gravest first
	more     int64     // findings besides
}

// finding is a drift that a report shows, or an entry that the ledger could not keep,
// whose severity is "".
type finding struct {
	scope, tool       string
	address           string
	resourceType, rID string
	id                *uuid.UUID // nil where the ledger has no such drift
	severity          models.Severity
	outcome           importing.Outcome
	open              bool // somebody must still act
	what              string
	places            []string
	nextApply         models.NextApply
	reason            string
	cost              string // a month, "" where it is not known
}

// findingsOf gives what a file shows. Of one that was imported already the ledger knows it.
func findingsOf(ctx context.Context, store *repositories.Store, s importing.Summary) (list []finding, more int64, err error) {
	for _, i := range s.Items {
		if i.Outcome == importing.Suppressed {
			continue
		}
		f := finding{
			scope: s.Scope, tool: s.Format, address: i.Address, resourceType: i.ResourceType, rID: i.ResourceID, id: i.DriftID,
			severity: i.Severity, outcome: i.Outcome, open: i.Open, what: whatDrifted(i), nextApply: i.NextApply, reason: i.Reason,
		}
		if i.CostImpactMonthly != nil {
			f.cost = dollars(i.CostImpactMonthly)
		}
		for _, c := range i.Changes {
			f.places = append(f.places, c.Path+" ("+string(c.Severity)+")")
		}
		list = append(list, f)
	}
	if s.AlreadyImported {
		entries, total, err := store.Scans.Entries(ctx, s.ScanID)
		if err != nil {
			return nil, 0, err
		}
		more = total - int64(len(entries))
		for _, e := range entries {
			what := string(e.Whole())
			if what == "" {
				what = some(e.Changes, 4)
			}
			list = append(list, finding{
				scope: s.Scope, tool: s.Format, address: e.Address, resourceType: e.ResourceType, rID: e.ResourceID, id: &e.DriftID,
				severity: e.Severity, outcome: importing.Outcome(e.Outcome), open: e.Open, what: what, places: e.Changes, nextApply: e.NextApply,
			})
		}
	}
	sortFindings(list)
	return list, more, nil
}

// sortFindings puts the gravest first, and what the ledger could not keep before all.
func sortFindings(list []finding) {
	slices.SortStableFunc(list, func(a, b finding) int {
		return cmp.Or(
			cmp.Compare(slices.Index(models.Severities(), a.severity), slices.Index(models.Severities(), b.severity)),
			cmp.Compare(a.scope, b.scope), cmp.Compare(a.address, b.address),
		)
	})
}

// resource names the resource: by its address, else by type and id.
func (f finding) resource() string {
	if f.address != "" {
		return f.address
	}
	return f.resourceType + " " + f.rID
}

// standing says in a word what became of the drift.
func (f finding) standing() string {
	switch {
	case f.outcome == importing.Created:
		return "new"
	case f.outcome == importing.Repeated && !f.open:
		return "decided"
	case f.outcome == importing.Repeated:
		return "seen before"
	}
	return string(f.outcome)
}

// sentence says what drifted and what the next apply does about it.
func (f finding) sentence() string {
	var parts []string
	if f.what != "" {
		parts = append(parts, f.what)
	}
	if f.nextApply == models.NextApplyRevert || f.nextApply == models.NextApplyKeep {
		parts = append(parts, "the next apply "+f.nextApply.Words())
	}
	parts = append(parts, f.standing())
	if f.reason != "" {
		parts = append(parts, f.reason)
	}
	if f.cost != "" {
		parts = append(parts, f.cost+" a month")
	}
	return strings.Join(parts, "; ")
}

// open gives the open findings of all files, the gravest first, and how many there are
// besides those that are known one by one. A drift that several files show is told as the last of them does.
func (p pipelineRun) open() (list []finding, more int64) {
	left := openAfter(p.summaries())
	for _, file := range slices.Backward(inTime(p.files, func(f pipelineFile) time.Time { return f.summary.ScannedAt })) {
		for _, f := range file.findings {
			id := importing.OpenID(f.id, f.scope, f.tool, f.address, f.rID)
			if _, is := left[id]; is && f.open {
				list = append(list, f)
				delete(left, id)
			}
		}
		more += file.more
	}
	sortFindings(list)
	return list, more
}

func (p pipelineRun) summaries() []importing.Summary {
	list := make([]importing.Summary, len(p.files))
	for i, f := range p.files {
		list[i] = f.summary
	}
	return list
}

// href is the page about a finding, "" where that is not known.
func (p pipelineRun) href(f finding) string {
	if p.pages == "" || f.id == nil {
		return ""
	}
	return p.pages + "/debug/drifts/" + f.id.String()
}

// headline says in a line how much is open, and where not all is known of that.
func (p pipelineRun) headline() string {
	refused := int64(0)
	for _, f := range p.files {
		if f.refused != "" {
			refused++
		}
	}
	said := "No open drifts"
	switch words := gravest(openAfter(p.summaries()).Counts(), models.SeverityInfo); {
	case words != "":
		said = "Open drifts: " + words
	case refused == 0 && !p.broken:
	case refused == int64(len(p.files)): // nothing was read
		said = "Open drifts: not known"
	default:
		said += " in what was read"
	}
	if refused > 0 {
		said += "; " + counted(refused, "file") + " refused"
	}
	return said
}
