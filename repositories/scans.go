package repositories

import (
	"bytes"
	"context"
	"database/sql"
	"errors"

	"github.com/clouddrift/guardian/models"
	"github.com/google/uuid"
	"gorm.io/gorm"
)

// ScanReader reads scans.
type ScanReader struct{ unit unit }

// Get gives one scan, or [models.ErrNotFound].
func (r ScanReader) Get(ctx context.Context, id uuid.UUID) (models.Scan, error) {
	return get[models.Scan](ctx, r.unit, "scan", id)
}

// List gives one page of the scans, the newest look first, without their coverage and
// what they left out, which Get has. It fails with [models.ErrInvalid].
func (r ScanReader) List(ctx context.Context, f models.ScanFilter, request models.PageRequest) (models.Page[models.Scan], error) {
	return scanListing(f).page(ctx, r.unit, request)
}

// Stream gives every scan that the filter keeps to fn, in List's order and in
// constant memory. It fails like List, and with what fn returns.
func (r ScanReader) Stream(ctx context.Context, f models.ScanFilter, fn func(models.Scan) error) error {
	return scanListing(f).stream(ctx, r.unit, fn)
}

func scanListing(f models.ScanFilter) listing[models.Scan] {
	l := filtered(f, models.ScanFilters(), order{name: "-scannedAt", expr: "scanned_at", cast: "timestamptz", desc: true},
		func(s models.Scan) (string, uuid.UUID) { return timeValue(s.ScannedAt), s.ID })
	l.omit = []string{"coverage", "left_out"}
	return l
}

// Scans reads and writes scans.
type Scans struct{ ScanReader }

// Begin begins the import of a report, within [Store.InTx]: until the unit of work
// ends it is the only one that imports or detects for this scope and tool. The same
// bytes make one scan: in the whole scope where the report carries its own time, else
// if the newest scan read them, or a late one of the same moment. Otherwise it writes a
// new scan without its counts, which Finish fills in, names the rules that are in force, and finds out whether it is late. A
// scan that lies ahead of the clock makes no other late. It fails with [models.ErrInvalid].
func (r Scans) Begin(ctx context.Context, in models.CreateScanInput) (models.BegunScan, error) {
	var begun models.BegunScan
	if err := in.Validate(); err != nil {
		return begun, err
	}
	err := r.unit.write(ctx, func(tx unit) (err error) {
		begun, err = tx.beginScan(in)
		return err
	})
	return orNone(begun, err)
}

func (u unit) beginScan(in models.CreateScanInput) (models.BegunScan, error) {
	var begun models.BegunScan
	if err := u.db.Exec("SELECT "+scanLock("@schema", "@source", "@scope")+ofLedger,
		map[string]any{"schema": u.schema, "source": in.Source, "scope": in.Scope}).Error; err != nil {
		return begun, err
	}
	newest, err := u.newestScan(in, "scanned_at <= clock_timestamp()")
	if err != nil {
		return begun, err
	}
	ahead, err := u.newestScan(in, "scanned_at > clock_timestamp()")
	if err != nil {
		return begun, err
	}
	if ahead != nil {
		begun.Ahead = ahead.ScannedAt
	}
	same := newest
	if ahead != nil && (same == nil || ahead.CreatedAt.After(same.CreatedAt)) {
		same = ahead // the last one imported
	}
	before, err := u.newestScan(in, "report_sha256 = @sha256")
	if err != nil {
		return begun, err
	}
	if begun.Scan = newScan(in); newest != nil {
		begun.Previous = newest.ScannedAt
	}
	if begun.RuleSetID, err = u.currentRuleSet(); err != nil {
		return begun, err
	}
	isLate := newest != nil && begun.ScannedAt.Before(newest.ScannedAt)
	switch {
	case !in.ReportTime.IsZero():
		same = before
	case isLate:
		exact, err := u.newestScan(in, "report_sha256 = @sha256 AND scanned_at = @at")
		if err != nil {
			return begun, err
		}
		if exact != nil {
			same = exact
		}
	}
	if same != nil && bytes.Equal(same.ReportSHA256, in.ReportSHA256[:]) {
		return models.BegunScan{Scan: *same, AlreadyImported: true, Ahead: begun.Ahead}, nil
	}
	if before != nil {
		begun.Before = before.ScannedAt
	}
	if isLate {
		begun.Newest, begun.NotClosing = newest.ScannedAt, models.LateReport
	}
	return begun, u.db.Create(&begun.Scan).Error
}

// newestScan gives the scan of a scope and tool that looked last, of those for which
// a condition holds; nil where there is none.
func (u unit) newestScan(in models.CreateScanInput, where string) (*models.Scan, error) {
	var scans []models.Scan
	err := u.db.Omit("coverage", "left_out").Where("scope = @scope AND source = @source AND "+where,
		map[string]any{"scope": in.Scope, "source": in.Source, "sha256": in.ReportSHA256[:], "at": models.Stored(in.ScannedAt)}).
		Order("scanned_at DESC, created_at DESC").Limit(1).Find(&scans).Error
	if err != nil || len(scans) == 0 {
		return nil, err
	}
	return &scans[0], nil
}

// scanLock takes the advisory lock of a scope and tool.
func scanLock(schema, source, scope string) string {
	return "pg_advisory_xact_lock(" + scanKey(schema, source, scope) + ")"
}

// scanKey is the key of that lock, which holds the schema too, since advisory locks are one
// space a database. The session knows its schema, but another server that it has a query run on does not.
func scanKey(schema, source, scope string) string {
	return "hashtextextended(concat_ws(E'\\n', CAST(" + schema + " AS text), 'scan', CAST(" + source + " AS text), CAST(" + scope + " AS text)), 0)"
}

func newScan(in models.CreateScanInput) models.Scan {
	scan := models.Scan{
		Scope: in.Scope, Source: in.Source, File: in.File,
		ReportSHA256: in.ReportSHA256[:], ReportBytes: in.ReportBytes, ScannedAt: models.Stored(in.ScannedAt),
		DetectedBy: in.DetectedBy, ToolVersion: in.ToolVersion, FormatVersion: in.FormatVersion,
		RefreshOnly: in.RefreshOnly, Complete: in.Complete, Errored: in.Errored, NotClosing: in.NotClosing,
		Suppressed: models.JSON("{}"), Coverage: models.JSON("[]"), LeftOut: models.JSON("[]"),
	}
	if !in.ReportTime.IsZero() {
		at := models.Stored(in.ReportTime)
		scan.ReportTime = &at
	}
	return scan
}

// Finish fills in what an import found, or fails with [models.ErrNotFound].
func (r Scans) Finish(ctx context.Context, id uuid.UUID, result models.ScanResult) error {
	coverage, err := models.EncodeJSONList(result.Coverage)
	if err != nil {
		return models.Invalid("coverage", err.Error())
	}
	leftOut, err := models.EncodeJSONList(result.LeftOut)
	if err != nil {
		return models.Invalid("leftOut", err.Error())
	}
	suppressed := map[string]any{}
	for rule, n := range result.Suppressed {
		suppressed[rule] = n
	}
	found := map[string]any{
		"checked": result.Checked, "drifted": result.Drifted, "created": result.Created,
		"repeated": result.Repeated, "superseded": result.Superseded, "resolved": result.Resolved,
		"skipped": result.Skipped, "suppressed": models.MustJSON(suppressed), "coverage": coverage,
		"left_out": leftOut,
	}
	if i := result.Inventory; i != nil {
		found["managed"], found["missing"], found["unmanaged"], found["inventory_doubt"] = i.Managed, i.Missing, i.Unmanaged, i.Doubt
	}
	return r.unit.write(ctx, func(tx unit) error {
		done := tx.db.Model(&models.Scan{}).Where("id = ?", id).Updates(found)
		if done.Error == nil && done.RowsAffected == 0 {
			return models.NotFound("scan", id.String())
		}
		if done.Error != nil {
			return done.Error
		}
		return tx.noteMatches(id, result.Ruled)
	})
}

// Replan has PostgreSQL plan anew, within [Store.InTx], what was asked so far. What it
// planned over an empty ledger reads all of a scope for each entry that follows, and it
// learns how much there is by itself only once the unit of work has ended.
func (r Scans) Replan(ctx context.Context) error {
	return r.unit.write(ctx, func(tx unit) error { return tx.db.Exec("DISCARD PLANS").Error })
}

// OpenDrifts tells how grave the open drifts are that a scan saw, by their ids.
func (r ScanReader) OpenDrifts(ctx context.Context, id uuid.UUID) (map[uuid.UUID]models.Severity, error) {
	var rows []struct {
		ID       uuid.UUID
		Severity models.Severity
	}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Raw(`SELECT d.id, d.severity FROM drift_occurrences o JOIN drifts d ON d.id = o.drift_id
			WHERE o.scan_id = ? AND `+isOpen("d"), id).Scan(&rows).Error
	})
	open := make(map[uuid.UUID]models.Severity, len(rows))
	for _, row := range rows {
		open[row.ID] = row.Severity
	}
	return orNone(open, err)
}

// Addresses gives the addresses at which a scan saw drifts that the ledger keeps.
func (r ScanReader) Addresses(ctx context.Context, id uuid.UUID) (map[string]bool, error) {
	var list []string
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Model(&models.Occurrence{}).Where("scan_id = ?", id).Pluck("address", &list).Error
	})
	seen := make(map[string]bool, len(list))
	for _, address := range list {
		seen[address] = true
	}
	return orNone(seen, err)
}

// lockScan reads the scope and tool of a scan, under their lock.
func (u unit) lockScan(id uuid.UUID) (models.Scan, error) {
	scan := models.Scan{ID: id}
	found := u.db.Raw("SELECT scope, source, "+scanLock("?", "source", "scope")+" FROM scans WHERE id = ?", u.schema, id).Row()
	var lock any
	if err := found.Scan(&scan.Scope, &scan.Source, &lock); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return scan, models.NotFound("scan", id.String())
		}
		return scan, err
	}
	return scan, nil
}
