package models

import (
	"time"

	"github.com/google/uuid"
)

// RuleMatch is what one rule did in one scan: a row of rule_matches. A rule that did
// nothing in a scan has none.
type RuleMatch struct {
	// ScanID and Rule, the key of a [RuleLine], are the key.
	ScanID uuid.UUID `gorm:"column:scan_id;type:uuid;primaryKey;references:scans(id) ON DELETE CASCADE"`
	Rule   string    `gorm:"column:rule;type:text;primaryKey;index:idx_rule_matches_rule,priority:1;check:rule_match_length,octet_length(rule) BETWEEN 1 AND 1024"`
	// Matched is how often it decided, and Critical how often it hid a change that would
	// have been critical.
	Matched  int `gorm:"column:matched;type:integer;not null;check:rule_match_counts,matched >= 1 AND critical BETWEEN 0 AND matched"`
	Critical int `gorm:"column:critical;type:integer;not null;default:0"`
	// CreatedAt is when the import was done.
	CreatedAt time.Time `gorm:"column:created_at;type:timestamptz;not null;default:CURRENT_TIMESTAMP;index:idx_rule_matches_rule,priority:2,sort:desc"`
}

// TableName names the table for gorm.
func (RuleMatch) TableName() string { return "rule_matches" }

// RuleCount is how often a rule decided in one import.
type RuleCount struct {
	Matched  int `json:"matched"`  // at least 1
	Critical int `json:"critical"` // of these, how many hid a change that would have been critical
}
