package importing

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/reports"
	"github.com/clouddrift/guardian/repositories"
)

// ErrNoScope: standard input has no path that could name the scope.
var ErrNoScope = errors.New("it has no name to take the scope from: say what it looked at with --scope NAME")

// ErrHiddenName: the report's own name for what it looked at is none to store and to show.
var ErrHiddenName = errors.New("its own name for what it looked at contains a value that it marks as secret: import it by itself and name that with --scope NAME")

// ErrScopePattern: filters and rules would take the scope for a pattern, so that no link could lead to it alone.
var ErrScopePattern = errors.New("the name of its scope has a *, which stands for any name in filters and rules: name what it looked at without one, with --scope NAME")

// errDryRun ends the transaction of a dry run.
var errDryRun = errors.New("dry run")

// File imports one report under the path it was given as ("-" is standard input).
// It fails with a [*reports.Error] where the file is no report, with an error of
// package models where the ledger refuses, and then nothing is written. The whole
// file is one unit of work, so the store needs a timeout that a long report fits in:
// see WithTimeout of the store.
func File(ctx context.Context, store *repositories.Store, path string, r io.ReadSeeker, o Options) (Summary, error) {
	report, err := reports.Open(r, o.Format)
	if err != nil {
		return Summary{}, err
	}
	if o.Costs != nil && report.Format != "terraform" {
		return Summary{}, fmt.Errorf("an estimate is of a plan of Terraform or OpenTofu, and this is a report of %s: import it without --costs", report.Format)
	}
	scan := describe(report, path, o)
	switch {
	case strings.Contains(scan.Scope, "*"):
		return Summary{}, ErrScopePattern
	case scan.Scope != "":
	case report.NameHidden:
		return Summary{}, ErrHiddenName
	default:
		return Summary{}, ErrNoScope
	}
	now, err := store.Now(ctx)
	if err != nil {
		return Summary{}, err
	}
	if o.Anew && o.DryRun {
		scan.ReportTime, scan.ScannedAt = time.Time{}, now
		scan.ReportSHA256 = sha256.Sum256(scan.ReportSHA256[:]) // that of no report
	}
	if err := o.date(now, &scan); err != nil {
		return Summary{}, err
	}
	if err := scan.Validate(); err != nil {
		return Summary{}, err
	}
	var summary Summary
	err = store.InTx(ctx, func(tx *repositories.Store) error {
		summary = Summary{
			File: path, Format: string(report.Format), Scope: scan.Scope, DryRun: o.DryRun,
			ToolVersion: scan.ToolVersion, ScannedAt: scan.ScannedAt,
			Suppressed: map[string]int{}, Ruled: map[string]models.RuleCount{}, Open: OpenDrifts{}, Checked: len(report.Checked),
			Remarks: report.Remarks, Inventory: report.Inventory,
		}
		run := run{tx: tx, options: o, report: report, scan: scan, summary: &summary, now: now}
		if o.Costs != nil {
			summary.Costs = &Costs{Unknown: map[string]int{}}
			run.costs = costing{told: summary.Costs}
			run.costs.estimate, run.costs.unfit = o.Costs.Of(report)
		}
		if err := run.file(ctx); err != nil {
			return err
		}
		if o.DryRun {
			return errDryRun
		}
		return nil
	})
	if errors.Is(err, errDryRun) {
		summary.withoutWritten()
		err = nil
	}
	if err != nil {
		return Summary{}, err
	}
	return summary, nil
}

// maxAhead is how far ahead of the ledger's clock a report may be dated: more than
// clocks that are wrong by a time zone ever are.
const maxAhead = 24 * time.Hour

// date says when the tool looked, by the ledger's clock where nothing else says it,
// and refuses what lies too far ahead of that.
func (o Options) date(now time.Time, scan *models.CreateScanInput) error {
	if scan.ScannedAt.IsZero() {
		scan.ScannedAt = now
	}
	scan.ScannedAt = models.Stored(scan.ScannedAt)
	if scan.ScannedAt.After(now.Add(maxAhead)) && !o.AllowFuture {
		return fmt.Errorf("it is dated %s, more than a day ahead of the ledger's clock (%s): set the clock of the machine that made it, give the right time with --detected-at, or take it as it is with --allow-future",
			scan.ScannedAt.Format(time.RFC3339), now.UTC().Format(time.RFC3339))
	}
	return nil
}

// describe says which scan a report is. The scope is empty where nothing names it,
// and ScannedAt zero where nothing tells it.
func describe(report *reports.Report, path string, o Options) models.CreateScanInput {
	scan := models.CreateScanInput{
		Scope: o.ScopeOf(report, path), Source: string(report.Format), File: strings.ToValidUTF8(path, "\uFFFD"),
		ReportSHA256: report.SHA256, ReportBytes: report.Size, ReportTime: report.Time,
		ScannedAt: o.DetectedAt, DetectedBy: o.DetectedBy,
		ToolVersion: cut(replaceNUL(report.ToolVersion), 50), FormatVersion: cut(replaceNUL(report.FormatVersion), 50),
		RefreshOnly: report.RefreshOnly, Complete: report.Complete, Errored: report.Errored, NotClosing: report.WhyNotClosing,
	}
	if scan.ScannedAt.IsZero() {
		scan.ScannedAt = report.Time
	}
	return scan
}

// Unreadable words what went wrong with a file, with its path in front.
func Unreadable(path string, err error) string {
	if path == "-" {
		path = "standard input"
	}
	return fmt.Sprintf("%s: %v", path, err)
}
