package models

import (
	"time"

	"github.com/google/uuid"
)

// Scan is one report of one tool about one scope, imported once: a row of scans.
type Scan struct {
	// ID is the scan's own id.
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid();index:idx_scans_scanned_at,priority:2,sort:desc;index:idx_scans_source,priority:3,sort:desc"`
	// Scope is what the scan looked at, by name: a root module, a workspace, a stack.
	Scope string `gorm:"column:scope;type:text;not null;index:idx_scans_scope,priority:1;index:idx_scans_report,priority:1;check:scan_scope_length,octet_length(scope) BETWEEN 1 AND 1024"`
	// Source is the tool: terraform, driftctl, cloudformation, pulumi.
	Source string `gorm:"column:source;type:varchar(50);not null;index:idx_scans_scope,priority:2;index:idx_scans_report,priority:2;index:idx_scans_source,priority:1"`
	// File is the path of the report as it was given.
	File string `gorm:"column:file;type:text;not null;default:''"`
	// ReportSHA256 and ReportBytes tell the report's bytes apart from any other's.
	ReportSHA256 []byte `gorm:"column:report_sha256;type:bytea;not null;index:idx_scans_report,priority:3;check:scan_report_digest,octet_length(report_sha256) = 32"`
	ReportBytes  int64  `gorm:"column:report_bytes;type:bigint;not null;check:scan_report_size,report_bytes >= 0"`
	// ReportTime is the report's own time; nil when it has none.
	ReportTime *time.Time `gorm:"column:report_time;type:timestamptz"`
	// ScannedAt is when the tool looked, as far as is known.
	ScannedAt time.Time `gorm:"column:scanned_at;type:timestamptz;not null;index:idx_scans_scope,priority:3,sort:desc;index:idx_scans_scanned_at,priority:1,sort:desc;index:idx_scans_source,priority:2,sort:desc"`
	// DetectedBy is what made the scan.
	DetectedBy DetectedBy `gorm:"column:detected_by;type:varchar(50);not null;check:valid_scan_detected_by,detected_by IN ('scheduler','manual','api')"`
	// ToolVersion and FormatVersion are the report's own words.
	ToolVersion   string `gorm:"column:tool_version;type:varchar(50);not null;default:''"`
	FormatVersion string `gorm:"column:format_version;type:varchar(50);not null;default:''"`
	// RefreshOnly, Complete and Errored say how far the scan's silence can be trusted.
	RefreshOnly bool `gorm:"column:refresh_only;type:boolean;not null"`
	Complete    bool `gorm:"column:complete;type:boolean;not null"`
	Errored     bool `gorm:"column:errored;type:boolean;not null"`
	// Checked to Skipped count resources: looked at, drifted, and what became of those.
	Checked    int `gorm:"column:checked;type:integer;not null;default:0;check:scan_counts,LEAST(checked, drifted, created, repeated, superseded, resolved, skipped) >= 0"`
	Drifted    int `gorm:"column:drifted;type:integer;not null;default:0"`
	Created    int `gorm:"column:created;type:integer;not null;default:0"`
	Repeated   int `gorm:"column:repeated;type:integer;not null;default:0"`
	Superseded int `gorm:"column:superseded;type:integer;not null;default:0"`
	Resolved   int `gorm:"column:resolved;type:integer;not null;default:0"`
	Skipped    int `gorm:"column:skipped;type:integer;not null;default:0"`
	// Suppressed counts noise by the rule that suppressed it, as a JSON object.
	Suppressed JSON `gorm:"column:suppressed;type:jsonb;not null;default:'{}';check:scan_json,jsonb_typeof(suppressed) = 'object' AND jsonb_typeof(coverage) = 'array'"`
	// Coverage lists every resource that the scan checked: [{"address","type","id"}].
	Coverage JSON `gorm:"column:coverage;type:jsonb;not null;default:'[]'"`
	// CreatedAt is when the row was written.
	CreatedAt time.Time `gorm:"column:created_at;type:timestamptz;not null;default:CURRENT_TIMESTAMP;index:idx_scans_scope,priority:4,sort:desc"`
	// NotClosing says why a drift that the scan does not report may still be there; ""
	// where the scan's silence says that the resource is in order.
	NotClosing string `gorm:"column:not_closing;type:text;not null;default:''"`
	// Managed, Missing, Unmanaged and InventoryDoubt are its [Inventory].
	Managed   *int `gorm:"column:managed;type:integer;check:scan_inventory,num_nonnulls(managed, missing, unmanaged) IN (0, 3) AND LEAST(managed, missing, unmanaged) >= 0"`
	Missing   *int `gorm:"column:missing;type:integer"`
	Unmanaged *int `gorm:"column:unmanaged;type:integer"`
	// InventoryDoubt says why the three are not known, or are the least that there is.
	InventoryDoubt string `gorm:"column:inventory_doubt;type:text;not null;default:''"`
	// LeftOut lists the entries of the report that became no drift, each a [LeftOut].
	LeftOut JSON `gorm:"column:left_out;type:jsonb;not null;default:'[]';check:scan_left_out,jsonb_typeof(left_out) = 'array'"`
	// RuleSetID is the [RuleSet] that judged it; nil where there was none.
	RuleSetID *uuid.UUID `gorm:"column:rule_set_id;type:uuid;references:rule_sets(id)"`
}

// Inventory is how much of what the scan looked at code manages, nil where its tool does
// not tell.
func (s Scan) Inventory() *Inventory {
	i := Inventory{s.Managed, s.Missing, s.Unmanaged, s.InventoryDoubt}
	if i == (Inventory{}) {
		return nil
	}
	return &i
}

// TableName names the table for gorm.
func (Scan) TableName() string { return "scans" }

func (Scan) changedBy() string { return "UPDATE" }

// ScanResponse is a scan as JSON shows it, without its coverage.
type ScanResponse struct {
	ID             uuid.UUID  `json:"id"`
	Scope          string     `json:"scope"`
	Source         string     `json:"source"`
	File           string     `json:"file,omitempty"`
	ReportBytes    int64      `json:"reportBytes"`
	ReportTime     *time.Time `json:"reportTime,omitempty"`
	ScannedAt      time.Time  `json:"scannedAt"`
	DetectedBy     DetectedBy `json:"detectedBy"`
	ToolVersion    string     `json:"toolVersion,omitempty"`
	FormatVersion  string     `json:"formatVersion,omitempty"`
	RefreshOnly    bool       `json:"refreshOnly"`
	Complete       bool       `json:"complete"`
	Errored        bool       `json:"errored"`
	Checked        int        `json:"checked"`
	Drifted        int        `json:"drifted"`
	Created        int        `json:"created"`
	Repeated       int        `json:"repeated"`
	Superseded     int        `json:"superseded"`
	Resolved       int        `json:"resolved"`
	Skipped        int        `json:"skipped"`
	Suppressed     JSON       `json:"suppressed"`
	CreatedAt      time.Time  `json:"createdAt"`
	NotClosing     string     `json:"notClosing,omitempty"`
	Managed        *int       `json:"managed,omitempty"`
	Missing        *int       `json:"missing,omitempty"`
	Unmanaged      *int       `json:"unmanaged,omitempty"`
	InventoryDoubt string     `json:"inventoryDoubt,omitempty"`
	RuleSetID      *uuid.UUID `json:"ruleSetId,omitempty"`
}

// Response gives the scan as JSON shows it.
func (s Scan) Response() ScanResponse {
	return ScanResponse{
		ID: s.ID, Scope: s.Scope, Source: s.Source, File: s.File, ReportBytes: s.ReportBytes,
		ReportTime: utc(s.ReportTime), ScannedAt: s.ScannedAt.UTC(), DetectedBy: s.DetectedBy,
		ToolVersion: s.ToolVersion, FormatVersion: s.FormatVersion,
		RefreshOnly: s.RefreshOnly, Complete: s.Complete, Errored: s.Errored,
		Checked: s.Checked, Drifted: s.Drifted, Created: s.Created, Repeated: s.Repeated,
		Superseded: s.Superseded, Resolved: s.Resolved, Skipped: s.Skipped, Suppressed: s.Suppressed,
		CreatedAt: s.CreatedAt.UTC(), NotClosing: s.NotClosing,
		Managed: s.Managed, Missing: s.Missing, Unmanaged: s.Unmanaged, InventoryDoubt: s.InventoryDoubt, RuleSetID: s.RuleSetID,
	}
}

// MaxScopeLength is how many bytes a scope has at most; an index holds it.
const MaxScopeLength = 1024

// CreateScanInput is a new scan; its counts come when the import is done.
type CreateScanInput struct {
	Scope         string // required, at most MaxScopeLength bytes
	Source        string // required, at most 50 characters
	File          string
	ReportSHA256  [32]byte
	ReportBytes   int64     // not negative
	ReportTime    time.Time // zero when the report has none
	ScannedAt     time.Time // required
	DetectedBy    DetectedBy
	ToolVersion   string // at most 50 characters
	FormatVersion string // at most 50 characters
	RefreshOnly   bool
	Complete      bool
	Errored       bool
	NotClosing    string // why a drift that it does not report may still be there
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (in CreateScanInput) Validate() error {
	var c checks
	c.text("scope", in.Scope, 0)
	if len(in.Scope) > MaxScopeLength {
		c.fail("scope", "takes at most %d bytes, got %d", MaxScopeLength, len(in.Scope))
	}
	c.text("source", in.Source, 50)
	c.optionalText("file", in.File, 0)
	c.optionalText("notClosing", in.NotClosing, 0)
	c.optionalText("toolVersion", in.ToolVersion, 50)
	c.optionalText("formatVersion", in.FormatVersion, 50)
	if in.ReportBytes < 0 {
		c.fail("reportBytes", "must not be negative")
	}
	c.moment("reportTime", in.ReportTime)
	enum(&c, "detectedBy", in.DetectedBy, Detectors())
	if in.ScannedAt.IsZero() {
		c.fail("scannedAt", "is required")
	} else {
		c.moment("scannedAt", in.ScannedAt)
	}
	return c.err()
}

// BegunScan is the scan of an import that has begun.
type BegunScan struct {
	Scan
	// AlreadyImported says that the same report was imported before, as this scan: there
	// is nothing to do.
	AlreadyImported bool
	// Previous is when the newest scan of the scope and tool looked that does not lie ahead of
	// the clock, this one aside; zero where there is none.
	Previous time.Time
	// Newest is when the newest scan of the scope and tool looked, where that was after
	// this one; else it is zero. Scans that lie ahead of the clock do not count.
	Newest time.Time
	// Ahead is when a scan of the scope and tool looked that lies ahead of the clock;
	// zero where there is none.
	Ahead time.Time
	// Before is when a scan of the scope and tool looked that read the same bytes, of a
	// report without a time of its own: it may be that of then. Zero where there is none.
	Before time.Time
}

// LateReport says as its NotClosing of a scan that is late that it closes nothing, whatever
// its report says. The ledger tells late scans by these words.
const LateReport = "the report is older than the newest scan of its scope"

// Late says whether the scan is older than the newest of its scope and tool. It then
// adds occurrences to the drifts that it saw, and changes nothing else.
func (b BegunScan) Late() bool { return !b.Newest.IsZero() }

// ScanResult is what an import writes on its scan when it is done.
type ScanResult struct {
	Checked, Drifted, Created, Repeated, Superseded, Resolved, Skipped int
	// Suppressed counts noise by rule.
	Suppressed map[string]int
	// Inventory is nil where the tool does not tell it.
	Inventory *Inventory
	// Coverage lists every resource that was checked.
	Coverage []CoveredResource
	// LeftOut lists the entries that became no drift.
	LeftOut []LeftOut
	// Ruled is what each rule did, by its key.
	Ruled map[string]RuleCount
}

// ScanFilter says which scans to list; an empty field does not narrow the list, and
// as with every filter a field takes [MaxFilterValues] values at most.
type ScanFilter struct {
	Scope  []string
	Source []string
}

// ScanFilters describes the filters of scans.
func ScanFilters() []Filter[ScanFilter] {
	type F = ScanFilter
	type line = FilterLine
	return []Filter[F]{
		scopeNames(line{Name: "scope", Label: "Scope", Hint: "network/prod", Help: "scans of this `SCOPE`", Column: "scope"},
			false, func(f *F) *[]string { return &f.Scope }),
		anyTexts(line{Name: "source", Label: "Tool", Hint: "terraform", Help: "scans by this `TOOL`", Column: "source"},
			func(f *F) *[]string { return &f.Source }),
	}
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (f ScanFilter) Validate() error { return validateFilter(f, ScanFilters()) }
