package models

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
)

// Status is where a drift stands in its lifecycle:
// detected → triaged → approved | rejected → resolved. A detected drift may also
// be approved or rejected at once, and every unresolved one resolved. Nothing
// leaves resolved.
type Status string

// The statuses of a drift.
const (
	StatusDetected Status = "detected"
	StatusTriaged  Status = "triaged"
	StatusApproved Status = "approved"
	StatusRejected Status = "rejected"
	StatusResolved Status = "resolved"
)

// Statuses lists every status in the order of the lifecycle.
func Statuses() []Status {
	return []Status{StatusDetected, StatusTriaged, StatusApproved, StatusRejected, StatusResolved}
}

// OpenStatuses lists the statuses in which somebody must still act.
func OpenStatuses() []Status {
	return []Status{StatusDetected, StatusTriaged, StatusRejected}
}

// StatusOpen is no status of a drift. In a filter it stands for every status in which
// somebody must still act.
const StatusOpen Status = "open"

// Open says whether somebody must still act on a drift of this status.
func (s Status) Open() bool { return slices.Contains(OpenStatuses(), s) }

// CanBecome says whether the lifecycle allows a drift to go from s to next.
func (s Status) CanBecome(next Status) bool {
	switch next {
	case StatusTriaged:
		return s == StatusDetected
	case StatusApproved, StatusRejected:
		return s == StatusDetected || s == StatusTriaged
	case StatusResolved:
		return s != StatusResolved
	}
	return false
}

// Severity is how bad a drift is.
type Severity string

// The severities of a drift or an alert.
const (
	SeverityCritical Severity = "critical"
	SeverityWarning  Severity = "warning"
	SeverityInfo     Severity = "info"
)

// Severities lists every severity, the gravest first.
func Severities() []Severity {
	return []Severity{SeverityCritical, SeverityWarning, SeverityInfo}
}

// AtLeast says whether s is as grave as other or graver.
func (s Severity) AtLeast(other Severity) bool {
	all := Severities()
	return slices.Contains(all, s) && slices.Index(all, s) <= slices.Index(all, other)
}

// DetectedBy is what made a drift known.
type DetectedBy string

// What makes a drift known.
const (
	DetectedByScheduler DetectedBy = "scheduler"
	DetectedByManual    DetectedBy = "manual"
	DetectedByAPI       DetectedBy = "api"
)

// Detectors lists every value of DetectedBy.
func Detectors() []DetectedBy {
	return []DetectedBy{DetectedByScheduler, DetectedByManual, DetectedByAPI}
}

// ResolvedHow is how a drift came to its end.
type ResolvedHow string

// How drifts come to their end.
const (
	// ResolvedAutoRemediate: a tool put the resource back.
	ResolvedAutoRemediate ResolvedHow = "auto-remediate"
	// ResolvedManualFix: a person put it back, or a later scan found it in order.
	ResolvedManualFix ResolvedHow = "manual-fix"
	// ResolvedAcknowledged: it was accepted as it is, or a newer drift took its place.
	ResolvedAcknowledged ResolvedHow = "acknowledged"
)

// Resolutions lists every value of ResolvedHow.
func Resolutions() []ResolvedHow {
	return []ResolvedHow{ResolvedAutoRemediate, ResolvedManualFix, ResolvedAcknowledged}
}

// Kind is what a drift is a drift of.
type Kind string

// The kinds of a drift.
const (
	// KindConfiguration: something that the code sets differs, or the resource is gone.
	KindConfiguration Kind = "configuration"
	// KindState: only what the code leaves open differs from what was recorded.
	KindState Kind = "state"
	// KindUnmanaged: no code knows the resource. For programs that detect by tools
	// which tell of such.
	KindUnmanaged Kind = "unmanaged"
	// KindUnknown: the report cannot tell.
	KindUnknown Kind = "unknown"
)

// Kinds lists every value of Kind.
func Kinds() []Kind { return []Kind{KindConfiguration, KindState, KindUnmanaged, KindUnknown} }

// ManagedKinds lists the kinds of drifts of resources that code knows, or may know.
func ManagedKinds() []Kind { return []Kind{KindConfiguration, KindState, KindUnknown} }

// Role is what a user may do. Admins and engineers act on drifts; viewers look.
type Role string

// The roles of a user.
const (
	RoleAdmin    Role = "admin"
	RoleEngineer Role = "engineer"
	RoleViewer   Role = "viewer"
)

// Roles lists every role, the mightiest first.
func Roles() []Role { return []Role{RoleAdmin, RoleEngineer, RoleViewer} }

// MayAct says whether a user of this role triages, approves, rejects and resolves.
func (r Role) MayAct() bool { return r == RoleAdmin || r == RoleEngineer }

// NextApply is what the reporting tool would do about a drift when its code is
// applied next.
type NextApply string

// What the next apply does about a drift.
const (
	// NextApplyRevert: it puts the resource back, or replaces or destroys it.
	NextApplyRevert NextApply = "revert"
	// NextApplyKeep: it leaves the drift as it is.
	NextApplyKeep NextApply = "keep"
	// NextApplyUnknown: the report does not say.
	NextApplyUnknown NextApply = "unknown"
)

// NextApplies lists every value of NextApply.
func NextApplies() []NextApply {
	return []NextApply{NextApplyRevert, NextApplyKeep, NextApplyUnknown}
}

// SumNextApply says what the next apply does about a drift, of what it does about
// each of its changes: revert where it reverts any, else keep where it keeps any,
// else unknown.
func SumNextApply(changes []NextApply) NextApply {
	for _, n := range []NextApply{NextApplyRevert, NextApplyKeep} {
		if slices.Contains(changes, n) {
			return n
		}
	}
	return NextApplyUnknown
}

// ParseEnum finds s among the allowed values and otherwise tells them all, in an
// error of kind [ErrInvalid] about the named field.
func ParseEnum[E ~string](field, s string, allowed []E) (E, error) {
	if slices.Contains(allowed, E(s)) {
		return E(s), nil
	}
	return "", Invalid(field, oneOf(s, allowed))
}

func oneOf[E ~string](got string, allowed []E) string {
	words := make([]string, len(allowed))
	for i, a := range allowed {
		words[i] = string(a)
	}
	return fmt.Sprintf("takes %s, got %s", strings.Join(words, ", "), quote(got))
}

// enum adds a failure unless v is one of the allowed values.
func enum[E ~string](c *checks, field string, v E, allowed []E) {
	if !slices.Contains(allowed, v) {
		c.fail(field, "%s", oneOf(string(v), allowed))
	}
}

// scanEnum reads an enum column and refuses a value that the type does not know,
// so that a wrong row is noticed where it is read.
func scanEnum[E ~string](dst *E, src any, column string, allowed []E) error {
	var s string
	switch v := src.(type) {
	case string:
		s = v
	case []byte:
		s = string(v)
	default:
		return fmt.Errorf("%s: cannot read %T", column, src)
	}
	v, err := ParseEnum(column, s, allowed)
	if err != nil {
		return &Error{Kind: ErrInternal, Message: "the database holds a wrong value: " + err.Error()}
	}
	*dst = v
	return nil
}

// enumValue writes an enum column and refuses a value that the type does not know.
func enumValue[E ~string](v E, column string, allowed []E) (driver.Value, error) {
	if _, err := ParseEnum(column, string(v), allowed); err != nil {
		return nil, err
	}
	return string(v), nil
}

// Scan implements sql.Scanner; a value outside the enum is an error.
func (s *Status) Scan(src any) error { return scanEnum(s, src, "status", Statuses()) }

// Value implements driver.Valuer; a value outside the enum is an error.
func (s Status) Value() (driver.Value, error) { return enumValue(s, "status", Statuses()) }

// Scan implements sql.Scanner; a value outside the enum is an error.
func (s *Severity) Scan(src any) error { return scanEnum(s, src, "severity", Severities()) }

// Value implements driver.Valuer; a value outside the enum is an error.
func (s Severity) Value() (driver.Value, error) { return enumValue(s, "severity", Severities()) }

// Scan implements sql.Scanner; a value outside the enum is an error.
func (d *DetectedBy) Scan(src any) error { return scanEnum(d, src, "detectedBy", Detectors()) }

// Value implements driver.Valuer; a value outside the enum is an error.
func (d DetectedBy) Value() (driver.Value, error) { return enumValue(d, "detectedBy", Detectors()) }

// Scan implements sql.Scanner; a value outside the enum is an error.
func (r *ResolvedHow) Scan(src any) error { return scanEnum(r, src, "resolvedHow", Resolutions()) }

// Value implements driver.Valuer; a value outside the enum is an error.
func (r ResolvedHow) Value() (driver.Value, error) { return enumValue(r, "resolvedHow", Resolutions()) }

// Scan implements sql.Scanner; a value outside the enum is an error.
func (r *Role) Scan(src any) error { return scanEnum(r, src, "role", Roles()) }

// Value implements driver.Valuer; a value outside the enum is an error.
func (r Role) Value() (driver.Value, error) { return enumValue(r, "role", Roles()) }

// Scan implements sql.Scanner; a value outside the enum is an error.
func (n *NextApply) Scan(src any) error { return scanEnum(n, src, "nextApply", NextApplies()) }

// Value implements driver.Valuer; a value outside the enum is an error.
func (n NextApply) Value() (driver.Value, error) { return enumValue(n, "nextApply", NextApplies()) }

// Scan implements sql.Scanner; a value outside the enum is an error.
func (k *Kind) Scan(src any) error { return scanEnum(k, src, "kind", Kinds()) }

// Value implements driver.Valuer; a value outside the enum is an error.
func (k Kind) Value() (driver.Value, error) { return enumValue(k, "kind", Kinds()) }
