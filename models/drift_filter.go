package models

import "time"

// DriftFilter says which drifts to list. Every field narrows the list; an empty
// one does not. Values within a field are alternatives, [MaxFilterValues] at most.
type DriftFilter struct {
	Status       []Status
	Severity     []Severity
	ResourceType []string
	ResourceID   []string
	Region       []string
	AccountID    []string
	DetectedBy   []DetectedBy
	// Scope keeps the drifts that a scan of one of these scopes saw.
	Scope []string
	// Changed keeps the drifts whose difference has one of these top-level keys.
	Changed []string
	// Since (inclusive) and Until (exclusive) bound DetectedAt; zero is no bound.
	Since time.Time
	Until time.Time
}

// DriftFilters describes the filters of drifts.
func DriftFilters() []Filter[DriftFilter] {
	type F = DriftFilter
	type line = FilterLine
	return []Filter[F]{
		words(line{Name: "status", Label: "Status", Help: "drifts in this `STATUS`", Column: "status"},
			Statuses(), func(f *F) *[]Status { return &f.Status }),
		words(line{Name: "severity", Label: "Severity", Help: "drifts of this `SEVERITY`", Column: "severity"},
			Severities(), func(f *F) *[]Severity { return &f.Severity }),
		anyTexts(line{Name: "resourceType", Label: "Resource type", Hint: "EC2, aws_kms_key", Column: "resource_type",
			Help: "drifts of this `TYPE` of resource, such as S3 or aws_lambda_function"},
			func(f *F) *[]string { return &f.ResourceType }),
		anyTexts(line{Name: "resourceId", Label: "Resource id", Hint: "i-0123456789abcdef0", Column: "resource_id",
			Help: "drifts of the resource with this `ID`"},
			func(f *F) *[]string { return &f.ResourceID }),
		anyTexts(line{Name: "region", Label: "Region", Hint: "eu-central-1", Help: "drifts in this `REGION`", Column: "region"},
			func(f *F) *[]string { return &f.Region }),
		anyTexts(line{Name: "accountId", Label: "Account", Hint: "123456789012", Help: "drifts in this `ACCOUNT`", Column: "account_id"},
			func(f *F) *[]string { return &f.AccountID }),
		words(line{Name: "detectedBy", Label: "Detected by", Help: "drifts that `WHO` made known", Column: "detected_by"},
			Detectors(), func(f *F) *[]DetectedBy { return &f.DetectedBy }),
		anyTexts(line{Name: "scope", Label: "Scope", Hint: "network/prod", Help: "drifts that scans of this `SCOPE` saw"},
			func(f *F) *[]string { return &f.Scope }),
		anyTexts(line{Name: "changed", Label: "Changed key", Hint: "ingress, policy", Help: "drifts in which this `KEY` differs, such as ingress"},
			func(f *F) *[]string { return &f.Changed }),
		since(line{Label: "Detected since", Help: "drifts detected from this `TIME` on", Column: "detected_at"},
			func(f *F) *time.Time { return &f.Since }),
		until(line{Help: "drifts detected before this `TIME`", Column: "detected_at"},
			func(f *F) *time.Time { return &f.Until }),
	}
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (f DriftFilter) Validate() error { return validateFilter(f, DriftFilters()) }

// DriftSort is the order of a list of drifts. A minus in front means descending.
type DriftSort string

// The orders of a list of drifts. Severity sorts by gravity, ascending from info
// to critical. Equal rows are told apart by their id.
const (
	SortCreatedAt      DriftSort = "createdAt"
	SortCreatedAtDesc  DriftSort = "-createdAt"
	SortDetectedAt     DriftSort = "detectedAt"
	SortDetectedAtDesc DriftSort = "-detectedAt"
	SortCost           DriftSort = "costImpactMonthly"
	SortCostDesc       DriftSort = "-costImpactMonthly"
	SortSeverity       DriftSort = "severity"
	SortSeverityDesc   DriftSort = "-severity"
)

// DriftSorts lists every order.
func DriftSorts() []DriftSort {
	return []DriftSort{
		SortCreatedAt, SortCreatedAtDesc, SortDetectedAt, SortDetectedAtDesc,
		SortCost, SortCostDesc, SortSeverity, SortSeverityDesc,
	}
}

// DriftQuery is a list of drifts as a user asks for it.
type DriftQuery struct {
	Filter DriftFilter
	Sort   DriftSort // "" is -createdAt
	PageRequest
}
