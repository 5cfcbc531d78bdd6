package repositories

import (
	"context"

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

// List gives one page of the scans, the newest look first, without their coverage,
// which Get has. It fails with [models.ErrInvalid].
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
	l.omit = []string{"coverage"}
	return l
}

// Scans reads and writes scans.
type Scans struct{ ScanReader }

// Lock makes the unit of work the only one that imports or detects for this scope
// and tool until it ends. It belongs within [Store.InTx].
func (r Scans) Lock(ctx context.Context, scope, source string) error {
	return r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Exec("SELECT "+scanLock("@source", "@scope"), map[string]any{"source": source, "scope": scope}).Error
	})
}

// scanLock is the advisory lock of a scope and tool; its key holds the schema too,
// since advisory locks are one space a database.
func scanLock(source, scope string) string {
	return "pg_advisory_xact_lock(hashtextextended(concat_ws(E'\\n', current_schema(), 'scan', CAST(" + source + " AS text), CAST(" + scope + " AS text)), 0))"
}

// Create writes a scan without its counts, which Finish fills in.
func (r Scans) Create(ctx context.Context, in models.CreateScanInput) (models.Scan, error) {
	if err := in.Validate(); err != nil {
		return models.Scan{}, err
	}
	scan := models.Scan{
		Scope: in.Scope, Source: in.Source, File: in.File,
		ReportSHA256: in.ReportSHA256[:], ReportBytes: in.ReportBytes, ScannedAt: stored(in.ScannedAt),
		DetectedBy: in.DetectedBy, ToolVersion: in.ToolVersion, FormatVersion: in.FormatVersion,
		RefreshOnly: in.RefreshOnly, Complete: in.Complete, Errored: in.Errored,
		Suppressed: models.JSON("{}"), Coverage: models.JSON("[]"),
	}
	if !in.ReportTime.IsZero() {
		at := stored(in.ReportTime)
		scan.ReportTime = &at
	}
	err := r.unit.write(ctx, func(tx unit) error { return tx.db.Create(&scan).Error })
	return orNone(scan, err)
}

// Finish fills in what an import found, or fails with [models.ErrNotFound].
func (r Scans) Finish(ctx context.Context, id uuid.UUID, result models.ScanResult) error {
	coverage, err := models.EncodeJSON(result.Coverage)
	if err != nil {
		return models.Invalid("coverage", err.Error())
	}
	if result.Coverage == nil {
		coverage = models.JSON("[]")
	}
	suppressed := map[string]any{}
	for rule, n := range result.Suppressed {
		suppressed[rule] = n
	}
	return r.unit.write(ctx, func(tx unit) error {
		done := tx.db.Model(&models.Scan{}).Where("id = ?", id).Updates(map[string]any{
			"checked": result.Checked, "drifted": result.Drifted, "created": result.Created,
			"repeated": result.Repeated, "superseded": result.Superseded, "resolved": result.Resolved,
			"skipped": result.Skipped, "suppressed": models.MustJSON(suppressed), "coverage": coverage,
		})
		if done.Error == nil && done.RowsAffected == 0 {
			return models.NotFound("scan", id.String())
		}
		return done.Error
	})
}

// Newest gives the scan of this scope and tool that looked last, or [models.ErrNotFound].
func (r ScanReader) Newest(ctx context.Context, scope, source string) (models.Scan, error) {
	return r.newestWhere(ctx, scope, source, nil)
}

// FindReport gives the newest scan of this scope and tool that read the same
// bytes, or [models.ErrNotFound].
func (r ScanReader) FindReport(ctx context.Context, scope, source string, sha256 [32]byte) (models.Scan, error) {
	return r.newestWhere(ctx, scope, source, sha256[:])
}

func (r ScanReader) newestWhere(ctx context.Context, scope, source string, sha256 []byte) (models.Scan, error) {
	var scan models.Scan
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		db = db.Omit("coverage").Where("scope = ? AND source = ?", scope, source)
		if sha256 != nil {
			db = db.Where("report_sha256 = ?", sha256)
		}
		return db.Order("scanned_at DESC, created_at DESC").Limit(1).Take(&scan).Error
	})
	return orNone(scan, err)
}

// OpenDrifts tells how grave the open drifts are that a scan saw: how many there
// are of each severity.
func (r ScanReader) OpenDrifts(ctx context.Context, id uuid.UUID) (map[models.Severity]int64, error) {
	var rows []struct {
		Severity models.Severity
		N        int64
	}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Raw(`SELECT d.severity, count(*) AS n FROM drift_occurrences o JOIN drifts d ON d.id = o.drift_id
			WHERE o.scan_id = ? AND d.status IN ? GROUP BY d.severity`, id, texts(models.OpenStatuses())).Scan(&rows).Error
	})
	open := make(map[models.Severity]int64, len(rows))
	for _, row := range rows {
		open[row.Severity] = row.N
	}
	return orNone(open, err)
}
