package models

import (
	"time"

	"github.com/google/uuid"
)

// DriftSummary is what the scans that saw a drift sum up to: a row of
// drift_summaries, kept in the same transaction as each occurrence. A drift that no
// scan saw has none, unless one of such two took the place of the other: then each has one, without scope.
type DriftSummary struct {
	DriftID uuid.UUID `gorm:"column:drift_id;type:uuid;primaryKey;references:drifts(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED"`
	// Scope and Tool are those of the scans that see it.
	Scope string `gorm:"column:scope;type:text;not null;index:idx_drift_summaries_place,priority:1,expression:scope text_pattern_ops"`
	Tool  string `gorm:"column:tool;type:varchar(50);not null;index:idx_drift_summaries_place,priority:2;index:idx_drift_summaries_tool"`
	// Address to AccountID are what the newest scan called the resource, in full: they
	// tell it from others. The drift itself keeps what the first one did.
	Address      string `gorm:"column:address;type:text;not null;index:idx_drift_summaries_place,priority:3,expression:left(address\\, 200);index:idx_drift_summaries_address,expression:left(address\\, 200);index:idx_drift_summaries_known_address,expression:hashtextextended(scope || ' ' || tool || ' ' || address\\, 0)"`
	ResourceID   string `gorm:"column:resource_id;type:text;not null;index:idx_drift_summaries_known_resource,expression:hashtextextended(scope || ' ' || tool || ' ' || resource_id\\, 0)"`
	ResourceType string `gorm:"column:resource_type;type:text;not null"`
	// PreviousAddress is where the resource was before a move that waits to be applied, else "".
	PreviousAddress string `gorm:"column:previous_address;type:text;not null;default:''"`
	Region          string `gorm:"column:region;type:varchar(50);not null;default:'global'"`
	AccountID       string `gorm:"column:account_id;type:varchar(12);not null;default:''"`
	// Kind is the newest answer of a scan that could tell.
	Kind Kind `gorm:"column:kind;type:varchar(20);not null;default:unknown;index:idx_drift_summaries_kind;check:valid_summary_kind,kind IN ('configuration','state','unmanaged','unknown')"`
	// FirstSeen is when it was first seen, or what it took the place of.
	FirstSeen   time.Time `gorm:"column:first_seen;type:timestamptz;not null;check:summary_seen_in_order,first_seen <= last_seen"`
	LastSeen    time.Time `gorm:"column:last_seen;type:timestamptz;not null"`
	Occurrences int64     `gorm:"column:occurrences;type:bigint;not null;default:1;check:summary_occurrences,occurrences >= 0"`
	// NextApply is the newest known answer about the changes that it has, and NextApplyAt
	// when the scan looked that gave it; nil while none did.
	NextApply   NextApply  `gorm:"column:next_apply;type:varchar(20);not null;default:unknown;index:idx_drift_summaries_next_apply;check:valid_summary_next_apply,next_apply IN ('revert','keep','unknown')"`
	NextApplyAt *time.Time `gorm:"column:next_apply_at;type:timestamptz"`
	// Changes are the [JudgedChange]s as the newest scan judged them, each with the
	// newest known answer about the next apply; [] where no scan kept any.
	Changes JSON `gorm:"column:changes;type:jsonb;not null;default:'[]'"`
	// Places are the paths of the changes that are no noise, as [PlacesOf] gives them.
	Places JSON `gorm:"column:places;type:jsonb;not null;default:'[]';index:idx_drift_summaries_places,type:gin"`
	// FirstScanID is the scan that detected it, NewestScanID the last to see it that was
	// not late, and ApprovedScanID the one that was the newest when it was approved. Any
	// may be deleted by now.
	FirstScanID    uuid.UUID  `gorm:"column:first_scan_id;type:uuid;not null"`
	NewestScanID   uuid.UUID  `gorm:"column:newest_scan_id;type:uuid;not null"`
	ApprovedScanID *uuid.UUID `gorm:"column:approved_scan_id;type:uuid"`
	// Supersedes is the drift whose place it took, SupersededBy the one that took its.
	Supersedes   *uuid.UUID `gorm:"column:supersedes;type:uuid"`
	SupersededBy *uuid.UUID `gorm:"column:superseded_by;type:uuid"`
	// Owner is whose it is and DueAt by when it is to be resolved, by the rules of the
	// newest scan that was not late; "" and nil where none says.
	Owner string     `gorm:"column:owner;type:text;not null;default:'';index:idx_drift_summaries_owner"`
	DueAt *time.Time `gorm:"column:due_at;type:timestamptz;index:idx_drift_summaries_due_at,where:due_at IS NOT NULL"`
}

// TableName names the table for gorm.
func (DriftSummary) TableName() string { return "drift_summaries" }

func (DriftSummary) changedBy() string { return "UPDATE" }
