package models

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// RuleSet is a file of rules that was applied, in force until the next: a row of
// rule_sets. The database refuses to change or delete it.
type RuleSet struct {
	// ID is the set's own id.
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid();index:idx_rule_sets_created_at_id,priority:2,sort:desc"`
	// Source is the file as it was given, and File its path.
	Source string `gorm:"column:source;type:text;not null"`
	File   string `gorm:"column:file;type:text;not null"`
	// SHA256 tells the source from others.
	SHA256 []byte `gorm:"column:sha256;type:bytea;not null;check:rule_set_digest,octet_length(sha256) = 32"`
	// Rules lists the rules in the order of the file, each a [RuleLine].
	Rules JSON `gorm:"column:rules;type:jsonb;not null;default:'[]';check:rule_set_rules,jsonb_typeof(rules) = 'array'"`
	// AppliedBy is the user who applied it.
	AppliedBy uuid.UUID `gorm:"column:applied_by;type:uuid;not null;references:users(id)"`
	// CreatedAt is when it came into force.
	CreatedAt time.Time `gorm:"column:created_at;type:timestamptz;not null;default:CURRENT_TIMESTAMP;index:idx_rule_sets_created_at_id,priority:1,sort:desc"`
}

// TableName names the table for gorm.
func (RuleSet) TableName() string { return "rule_sets" }

// ActionRulesApplied is the action of a set in the audit trail.
const ActionRulesApplied = "rules.applied"

func (RuleSet) actions() []string { return []string{ActionRulesApplied} }

// RuleSetResponse is a set as JSON shows it; the source stands only where a set is shown by itself.
type RuleSetResponse struct {
	ID        uuid.UUID `json:"id"`
	File      string    `json:"file"`
	Rules     JSON      `json:"rules"`
	Source    string    `json:"source,omitempty"`
	AppliedBy uuid.UUID `json:"appliedBy"`
	CreatedAt time.Time `json:"createdAt"`
}

// Response gives the set as JSON shows it.
func (s RuleSet) Response() RuleSetResponse {
	return RuleSetResponse{
		ID: s.ID, File: s.File, Rules: s.Rules, Source: s.Source,
		AppliedBy: s.AppliedBy, CreatedAt: s.CreatedAt.UTC(),
	}
}

// NamedRuleSet is a set as JSON shows it, with the e-mail of who applied it.
type NamedRuleSet struct {
	RuleSetResponse
	AppliedByEmail string `json:"appliedByEmail"`
}

// Lines gives the rules of the set, none of the zero one. The error says what of it
// cannot be read.
func (s RuleSet) Lines() ([]RuleLine, error) {
	if len(s.Rules) == 0 {
		return nil, nil
	}
	var lines []RuleLine
	err := json.Unmarshal(s.Rules, &lines)
	return lines, err
}

// The bounds of a file of rules.
const (
	maxRulesBytes = 10_000_000 // of its source
	maxRuleKey    = 1024       // bytes of a rule's key
)

// ApplyRulesInput is a file of rules to come into force. What the rules mean is read
// before; the ledger keeps what was read of them.
type ApplyRulesInput struct {
	// File is its path, at most 1024 characters.
	File string
	// Source is the file as it was given, shorter than 10,000,000 bytes.
	Source string
	// Rules are those of the file, in order; Since is filled in here. Without any the
	// rules before are taken away.
	Rules []RuleLine
	// By is an active admin or engineer.
	By uuid.UUID
	// OSUser and Host are as in [StepInput].
	OSUser, Host string
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (in ApplyRulesInput) Validate() error {
	var c checks
	c.text("file", in.File, 1024)
	c.optionalText("source", in.Source, 0)
	if len(in.Source) >= maxRulesBytes {
		c.fail("source", "takes less than %d bytes, got %d", maxRulesBytes, len(in.Source))
	}
	keys := map[string]bool{}
	for i, rule := range in.Rules {
		field := fmt.Sprintf("rules[%d].key", i)
		c.text(field, rule.Key, 0)
		if len(rule.Key) > maxRuleKey {
			c.fail(field, "takes at most %d bytes, got %d", maxRuleKey, len(rule.Key))
		}
		if keys[rule.Key] {
			c.fail(field, "stands twice: %s", quote(rule.Key))
		}
		keys[rule.Key] = true
		c.optionalText(fmt.Sprintf("rules[%d].reason", i), rule.Reason, 0)
	}
	c.user("by", in.By)
	c.optionalText("osUser", in.OSUser, 255)
	c.optionalText("host", in.Host, 255)
	return c.err()
}

// RuleSetFilter says which sets to list; an empty field does not narrow the list.
type RuleSetFilter struct {
	// Since (inclusive) and Until (exclusive) bound CreatedAt; zero is no bound.
	Since time.Time
	Until time.Time
}

// RuleSetFilters describes the filters of sets of rules.
func RuleSetFilters() []Filter[RuleSetFilter] {
	type F = RuleSetFilter
	type line = FilterLine
	return []Filter[F]{
		since(line{Label: "Since", Help: "rules applied from this `TIME` on", Column: "created_at"},
			func(f *F) *time.Time { return &f.Since }),
		until(line{Help: "rules applied before this `TIME`", Column: "created_at"},
			func(f *F) *time.Time { return &f.Until }),
	}
}

// Validate names every field that breaks a rule, in an error of kind [ErrInvalid].
func (f RuleSetFilter) Validate() error { return validateFilter(f, RuleSetFilters()) }
