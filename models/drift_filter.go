package models

import (
	"fmt"
	"slices"
	"sync"
	"time"
)

// EndingDays is how soon an approval ends that is told of before it does.
const EndingDays = 7

// DriftFilter says which drifts to list. Every field narrows the list; an empty
// one does not. Values within a field are alternatives, [MaxFilterValues] at most.
type DriftFilter struct {
	// Status keeps the drifts of one of these statuses, [StatusOpen] those that are open.
	Status       []Status
	Severity     []Severity
	ResourceType []string
	ResourceID   []string
	// Address keeps the drifts whose resource the newest scan found at one of these.
	Address    []string
	Region     []string
	AccountID  []string
	DetectedBy []DetectedBy
	// Scope keeps the drifts that scans of one of these scopes see; one that ends in /*
	// stands for all below it.
	Scope []string
	// Tool keeps the drifts that one of these tools sees.
	Tool []string
	// NextApply and Kind keep the drifts of which the scans tell one of these.
	NextApply []NextApply
	Kind      []Kind
	// Owner keeps the drifts of one of these owners.
	Owner []string
	// Overdue keeps the open drifts whose date has passed where it is [Overdue].
	Overdue []string
	// Words keeps the drifts that have one of these: each one or more words of which the
	// resource's id, type, address, scope or a path that differs has all, or longer ones
	// that begin so, in whatever case.
	Words []string
	// Changed keeps the drifts that differ at one of these places: a top-level key, or
	// the path of a change, in which [*] makes every index any.
	Changed []string
	// Ending keeps the drifts whose approval ends within [EndingDays] where it is [Ending].
	Ending []string
	// CostAtLeast keeps the drifts that add so many US dollars a month or more; nil is
	// no bound. One whose cost is not known adds none.
	CostAtLeast *int64
	// Since (inclusive) and Until (exclusive) bound DetectedAt; zero is no bound.
	Since time.Time
	Until time.Time
}

// Ending is the one word of the filter of that name.
const Ending = "true"

// Overdue is the one word of the filter of that name.
const Overdue = "true"

// DriftFilters describes the filters of drifts.
func DriftFilters() []Filter[DriftFilter] { return slices.Clone(driftFilters()) }

var driftFilters = sync.OnceValue(func() []Filter[DriftFilter] {
	type F = DriftFilter
	type line = FilterLine
	return []Filter[F]{
		words(line{Name: "status", Label: "Status", Help: "drifts in this `STATUS`"},
			append(Statuses(), StatusOpen), func(f *F) *[]Status { return &f.Status }),
		words(line{Name: "severity", Label: "Severity", Help: "drifts of this `SEVERITY`", Column: "severity"},
			Severities(), func(f *F) *[]Severity { return &f.Severity }),
		soughtWords(line{Name: "q", Label: "Words", Hint: "prod orders bucket", Help: "drifts with these `WORDS`, or beginnings of words, in id, type, address, scope or path"},
			func(f *F) *[]string { return &f.Words }),
		anyTexts(line{Name: "resourceType", Label: "Resource type", Hint: "EC2, aws_kms_key", Column: "resource_type",
			Help: "drifts of this `TYPE` of resource, such as S3 or aws_lambda_function"},
			func(f *F) *[]string { return &f.ResourceType }),
		anyTexts(line{Name: "resourceId", Label: "Resource id", Hint: "i-0123456789abcdef0", Column: "resource_id",
			Help: "drifts of the resource with this `ID`"},
			func(f *F) *[]string { return &f.ResourceID }),
		anyTexts(line{Name: "address", Label: "Address", Hint: "module.web.aws_instance.a[0]",
			Help: "drifts of the resource at this `ADDRESS` in its code"},
			func(f *F) *[]string { return &f.Address }),
		anyTexts(line{Name: "region", Label: "Region", Hint: "eu-central-1", Help: "drifts in this `REGION`", Column: "region"},
			func(f *F) *[]string { return &f.Region }),
		anyTexts(line{Name: "accountId", Label: "Account", Hint: "123456789012", Help: "drifts in this `ACCOUNT`", Column: "account_id"},
			func(f *F) *[]string { return &f.AccountID }),
		words(line{Name: "detectedBy", Label: "Detected by", Help: "drifts that `WHO` made known", Column: "detected_by"},
			Detectors(), func(f *F) *[]DetectedBy { return &f.DetectedBy }),
		scopeNames(line{Name: "scope", Label: "Scope", Hint: "network/prod, network/*", Help: "drifts that scans of this `SCOPE` see; prod/* is every scope below prod"},
			true, func(f *F) *[]string { return &f.Scope }),
		anyTexts(line{Name: "tool", Label: "Tool", Hint: "terraform, driftctl", Help: "drifts that scans of this `TOOL` see"},
			func(f *F) *[]string { return &f.Tool }),
		words(line{Name: "nextApply", Label: "Next apply", Help: "drifts with which the next apply does `WHAT`"},
			NextApplies(), func(f *F) *[]NextApply { return &f.NextApply }),
		words(line{Name: "kind", Label: "Kind", Help: "drifts of this `KIND`"},
			Kinds(), func(f *F) *[]Kind { return &f.Kind }),
		anyTexts(line{Name: "owner", Label: "Owner", Hint: "team-payments", Help: "drifts of this `OWNER`, as the rules have it"},
			func(f *F) *[]string { return &f.Owner }),
		words(line{Name: "overdue", Label: "Overdue", Help: "open drifts whose date has passed"},
			[]string{Overdue}, func(f *F) *[]string { return &f.Overdue }),
		anyTexts(line{Name: "changed", Label: "Changed", Hint: "ingress, root_block_device[0].encrypted", Help: "drifts that differ at this `PLACE`: a key of the difference, or a path"},
			func(f *F) *[]string { return &f.Changed }),
		words(line{Name: "ending", Label: "Approval ends soon", Help: fmt.Sprintf("drifts whose approval ends in the next %d days", EndingDays)},
			[]string{Ending}, func(f *F) *[]string { return &f.Ending }),
		atLeast(line{Name: "costAtLeast", Label: "Cost at least", Hint: "100", Help: "drifts that add `N` US dollars a month or more"},
			func(f *F) **int64 { return &f.CostAtLeast }),
		since(line{Label: "Detected since", Help: "drifts detected from this `TIME` on", Column: "detected_at"},
			func(f *F) *time.Time { return &f.Since }),
		until(line{Help: "drifts detected before this `TIME`", Column: "detected_at"},
			func(f *F) *time.Time { return &f.Until }),
	}
})

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (f DriftFilter) Validate() error { return validateFilter(f, driftFilters()) }

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
