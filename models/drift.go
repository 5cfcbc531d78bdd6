package models

import (
	"time"

	"github.com/google/uuid"
)

// Drift is one divergence of a resource from its code: a row of drifts. Its
// detection columns (resource_id to difference, detected_at, detected_by,
// created_at) never change after insert; the database refuses it.
type Drift struct {
	// ID is the drift's own id.
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid();index:idx_drifts_created_at_id,priority:2,sort:desc;index:idx_drifts_detected_at_id,priority:2,sort:desc;index:idx_drifts_region_created_at,priority:4,sort:desc;index:idx_drifts_cost,priority:2;index:idx_drifts_gravity,priority:2"`
	// ResourceID is the cloud's id of the resource, at most 255 characters; a
	// longer one is cut, with ~ and 8 hex digits of its SHA-256 at the end.
	ResourceID string `gorm:"column:resource_id;type:varchar(255);not null;index:idx_drifts_resource_id,priority:1"`
	// ResourceType is EC2, RDS, S3, IAM_ROLE, SECURITY_GROUP or the tool's own name; at most 50 characters.
	ResourceType string `gorm:"column:resource_type;type:varchar(50);not null;index:idx_drifts_resource,priority:1;index:idx_drifts_resource_id,priority:2;index:idx_drifts_region,priority:2;index:idx_drifts_region_created_at,priority:2;index:idx_drifts_resource_type,priority:1"`
	// Region is the cloud's region, or "global".
	Region string `gorm:"column:region;type:varchar(50);not null;index:idx_drifts_resource,priority:2;index:idx_drifts_region,priority:1;index:idx_drifts_region_created_at,priority:1"`
	// AccountID is the cloud account, at most 12 characters; nil where it is not known.
	AccountID *string `gorm:"column:account_id;type:varchar(12);index:idx_drifts_account_id,priority:1"`

	// ExpectedState is what the code recorded, a JSON object.
	ExpectedState JSON `gorm:"column:expected_state;type:jsonb;not null"`
	// ActualState is what the cloud returned, a JSON object; {} for a resource that is gone.
	ActualState JSON `gorm:"column:actual_state;type:jsonb;not null"`
	// Difference holds, for each top-level key that differs, {"expected": …, "actual": …}.
	Difference JSON `gorm:"column:difference;type:jsonb;not null;index:idx_drifts_changed_keys,type:gin,expression:changed_keys(difference)"`

	// Severity is how bad the drift is.
	Severity Severity `gorm:"column:severity;type:varchar(20);not null;default:warning;index:idx_drifts_severity;check:valid_severity,severity IN ('critical','warning','info');index:idx_drifts_region,priority:4;index:idx_drifts_resource_type,priority:3;index:idx_drifts_account_id,priority:3;index:idx_drifts_gravity,priority:1,expression:(CASE severity WHEN 'critical' THEN 3 WHEN 'warning' THEN 2 ELSE 1 END),option:INCLUDE (severity)"`
	// CostImpactMonthly is what the drift costs, in US dollars a month; negative where it
	// saves, nil where it is not known.
	CostImpactMonthly *Money `gorm:"column:cost_impact_monthly;type:numeric(10,2);default:(0);index:idx_drifts_cost,priority:1,expression:COALESCE(cost_impact_monthly\\, 0),option:INCLUDE (cost_impact_monthly\\, status)"`
	// Status is where the drift stands in its lifecycle.
	Status Status `gorm:"column:status;type:varchar(50);not null;default:detected;index:idx_drifts_status;check:valid_status,status IN ('detected','triaged','approved','rejected','resolved');index:idx_drifts_region,priority:3;index:idx_drifts_resource_type,priority:2;index:idx_drifts_account_id,priority:2"`

	// DetectedAt is when the tool saw the drift.
	DetectedAt time.Time `gorm:"column:detected_at;type:timestamptz;not null;index:idx_drifts_detected_at,sort:desc;index:idx_drifts_detected_at_id,priority:1,sort:desc;index:idx_drifts_resource_id,priority:3,sort:desc"`
	// DetectedBy is what made the drift known.
	DetectedBy DetectedBy `gorm:"column:detected_by;type:varchar(50);not null;check:valid_detected_by,detected_by IN ('scheduler','manual','api');index:idx_drifts_detected_by"`

	// ApprovedAt, ApprovedBy and ApprovalReason tell of an approval; nil without one.
	ApprovedAt     *time.Time `gorm:"column:approved_at;type:timestamptz"`
	ApprovedBy     *uuid.UUID `gorm:"column:approved_by;type:uuid;references:users(id)"`
	ApprovalReason *string    `gorm:"column:approval_reason;type:text"`

	// RejectedAt, RejectedBy and RejectionReason tell of a rejection; nil without one.
	RejectedAt      *time.Time `gorm:"column:rejected_at;type:timestamptz"`
	RejectedBy      *uuid.UUID `gorm:"column:rejected_by;type:uuid;references:users(id)"`
	RejectionReason *string    `gorm:"column:rejection_reason;type:text"`

	// ResolvedAt and ResolvedHow tell of the end; nil before it.
	ResolvedAt  *time.Time   `gorm:"column:resolved_at;type:timestamptz"`
	ResolvedHow *ResolvedHow `gorm:"column:resolved_how;type:varchar(50)"`

	// CreatedAt is when the row was written.
	CreatedAt time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP;index:idx_drifts_created_at,sort:desc;index:idx_drifts_created_at_id,priority:1,sort:desc,option:INCLUDE (status\\, severity\\, region\\, resource_type);index:idx_drifts_region_created_at,priority:3,sort:desc,option:INCLUDE (status\\, severity)"`
	// UpdatedAt is when the row last changed; a trigger keeps it.
	UpdatedAt time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
}

// TableName names the table for gorm.
func (Drift) TableName() string { return "drifts" }

func (Drift) changedBy() string { return "UPDATE" }

// The actions of drifts in the audit trail.
const (
	ActionDriftDetected   = "drift.detected"
	ActionDriftSuperseded = "drift.superseded"
	ActionDriftTriaged    = "drift.triaged"
	ActionDriftApproved   = "drift.approved"
	ActionDriftRejected   = "drift.rejected"
	ActionDriftResolved   = "drift.resolved"
	ActionDriftGraded     = "drift.graded"
)

// actions are all of them.
func (Drift) actions() []string {
	return []string{
		ActionDriftDetected, ActionDriftSuperseded, ActionDriftTriaged, ActionDriftApproved, ActionDriftRejected, ActionDriftResolved, ActionDriftGraded,
	}
}

// LifecycleActions lists the actions whose audit rows hold a drift's status. Rows of
// other actions, which anybody may append, say nothing about it.
func LifecycleActions() []string {
	return []string{
		ActionDriftDetected, ActionDriftSuperseded, ActionDriftTriaged, ActionDriftApproved, ActionDriftRejected, ActionDriftResolved,
	}
}

// DriftResponse is a drift as JSON shows it: camelCase, times in RFC 3339 UTC, a
// field without a value left out.
type DriftResponse struct {
	ID                uuid.UUID    `json:"id"`
	ResourceID        string       `json:"resourceId"`
	ResourceType      string       `json:"resourceType"`
	Region            string       `json:"region"`
	AccountID         *string      `json:"accountId,omitempty"`
	ExpectedState     JSON         `json:"expectedState"`
	ActualState       JSON         `json:"actualState"`
	Difference        JSON         `json:"difference"`
	Severity          Severity     `json:"severity"`
	CostImpactMonthly *Money       `json:"costImpactMonthly,omitempty"`
	Status            Status       `json:"status"`
	DetectedAt        time.Time    `json:"detectedAt"`
	DetectedBy        DetectedBy   `json:"detectedBy"`
	ApprovedAt        *time.Time   `json:"approvedAt,omitempty"`
	ApprovedBy        *uuid.UUID   `json:"approvedBy,omitempty"`
	ApprovalReason    *string      `json:"approvalReason,omitempty"`
	RejectedAt        *time.Time   `json:"rejectedAt,omitempty"`
	RejectedBy        *uuid.UUID   `json:"rejectedBy,omitempty"`
	RejectionReason   *string      `json:"rejectionReason,omitempty"`
	ResolvedAt        *time.Time   `json:"resolvedAt,omitempty"`
	ResolvedHow       *ResolvedHow `json:"resolvedHow,omitempty"`
	CreatedAt         time.Time    `json:"createdAt"`
	UpdatedAt         time.Time    `json:"updatedAt"`
}

// Response gives the drift as JSON shows it.
func (d Drift) Response() DriftResponse {
	return DriftResponse{
		ID: d.ID, ResourceID: d.ResourceID, ResourceType: d.ResourceType, Region: d.Region, AccountID: d.AccountID,
		ExpectedState: d.ExpectedState, ActualState: d.ActualState, Difference: d.Difference,
		Severity: d.Severity, CostImpactMonthly: d.CostImpactMonthly, Status: d.Status,
		DetectedAt: d.DetectedAt.UTC(), DetectedBy: d.DetectedBy,
		ApprovedAt: utc(d.ApprovedAt), ApprovedBy: d.ApprovedBy, ApprovalReason: d.ApprovalReason,
		RejectedAt: utc(d.RejectedAt), RejectedBy: d.RejectedBy, RejectionReason: d.RejectionReason,
		ResolvedAt: utc(d.ResolvedAt), ResolvedHow: d.ResolvedHow,
		CreatedAt: d.CreatedAt.UTC(), UpdatedAt: d.UpdatedAt.UTC(),
	}
}
