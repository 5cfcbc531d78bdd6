package repositories

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// RuleReader reads sets of rules.
type RuleReader struct{ unit unit }

// Get gives one set with its source, or [models.ErrNotFound].
func (r RuleReader) Get(ctx context.Context, id uuid.UUID) (models.RuleSet, error) {
	return get[models.RuleSet](ctx, r.unit, "set of rules", id)
}

// Current gives the set that is in force with its source, or [models.ErrNotFound] where
// no rules were ever applied.
func (r RuleReader) Current(ctx context.Context) (models.RuleSet, error) {
	var set models.RuleSet
	err := r.unit.read(ctx, func(db *gorm.DB) (err error) {
		set, err = currentSet(db)
		return err
	})
	return orNone(set, err)
}

func currentSet(db *gorm.DB) (set models.RuleSet, err error) {
	found := db.Order(newestFirst.by()).Limit(1).Find(&set)
	if found.Error == nil && found.RowsAffected == 0 {
		return set, &models.Error{Kind: models.ErrNotFound, Message: "no rules were applied yet"}
	}
	return set, found.Error
}

// List gives one page of the sets, that in force first, without their sources. It fails
// with [models.ErrInvalid].
func (r RuleReader) List(ctx context.Context, f models.RuleSetFilter, request models.PageRequest) (models.Page[models.RuleSet], error) {
	return ruleSetListing(f).page(ctx, r.unit, request)
}

// Stream gives every set that the filter keeps to fn, in List's order and in
// constant memory. It fails like List, and with what fn returns.
func (r RuleReader) Stream(ctx context.Context, f models.RuleSetFilter, fn func(models.RuleSet) error) error {
	return ruleSetListing(f).stream(ctx, r.unit, fn)
}

func ruleSetListing(f models.RuleSetFilter) listing[models.RuleSet] {
	l := filtered(f, models.RuleSetFilters(), newestFirst,
		func(s models.RuleSet) (string, uuid.UUID) { return timeValue(s.CreatedAt), s.ID })
	l.omit = []string{"source"}
	return l
}

// States gives the rules of a set, what each did and what is to be said of it by the
// ledger's clock; none for the zero set.
func (r RuleReader) States(ctx context.Context, set models.RuleSet) ([]models.RuleState, error) {
	states := []models.RuleState{}
	if set.ID == uuid.Nil {
		return states, nil
	}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		lines, err := set.Lines()
		if err != nil {
			return err
		}
		now, err := clock(db)
		if err != nil {
			return err
		}
		work, err := ruleWork(db, lines)
		states = models.RuleStates(lines, work, now)
		return err
	})
	return orNone(states, err)
}

// ruleWork tells what rules did, by their keys.
func ruleWork(db *gorm.DB, lines []models.RuleLine) (map[string]models.RuleWork, error) {
	keys := make([]string, len(lines))
	for i, line := range lines {
		keys[i] = line.Key
	}
	var rows []struct {
		Key string
		models.RuleWork
	}
	err := db.Raw(`
		SELECT key, matched, critical, (SELECT created_at FROM rule_matches WHERE rule = key ORDER BY created_at DESC LIMIT 1) AS last
		FROM jsonb_array_elements_text(CAST(@keys AS jsonb)) AS key
		CROSS JOIN LATERAL (
		  SELECT COALESCE(sum(matched), 0) AS matched, COALESCE(sum(critical), 0) AS critical FROM rule_matches
		  WHERE rule = key AND created_at >= CURRENT_TIMESTAMP - @days * interval '1 day') AS lately`,
		map[string]any{"keys": models.MustJSON(keys), "days": models.RuleDays}).Scan(&rows).Error
	work := make(map[string]models.RuleWork, len(rows))
	for _, row := range rows {
		work[row.Key] = row.RuleWork
	}
	return work, err
}

// Rules reads and applies rules.
type Rules struct{ RuleReader }

// Apply brings a file of rules into force for every import that begins from then on, with
// its audit row, and says true; the file of the rules that are in force changes nothing
// and says false. It fails with [models.ErrInvalid], or with [models.ErrForbidden] where
// the user is no active admin or engineer.
func (r Rules) Apply(ctx context.Context, in models.ApplyRulesInput) (models.RuleSet, bool, error) {
	var set models.RuleSet
	var applied bool
	if err := in.Validate(); err != nil {
		return set, false, err
	}
	err := r.unit.write(ctx, func(tx unit) (err error) {
		set, applied, err = tx.applyRules(in)
		return err
	})
	if err != nil {
		return models.RuleSet{}, false, err
	}
	return set, applied, nil
}

func (u unit) applyRules(in models.ApplyRulesInput) (set models.RuleSet, applied bool, err error) {
	who, err := u.actor(in.By, byDecider)
	if err != nil {
		return set, false, err
	}
	// One after the other, so that each set comes after the one that it follows.
	if err := u.db.Exec("SELECT "+rulesLock+ofLedger, u.schema).Error; err != nil {
		return set, false, err
	}
	before, err := currentSet(u.db)
	first := errors.Is(err, models.ErrNotFound)
	if err != nil && !first {
		return set, false, err
	}
	sum := sha256.Sum256([]byte(in.Source))
	if !first && bytes.Equal(sum[:], before.SHA256) {
		return before, false, nil
	}
	var at time.Time
	err = u.db.Raw("SELECT GREATEST(statement_timestamp(), (SELECT max(created_at) + interval '1 microsecond' FROM rule_sets))").Scan(&at).Error
	if err != nil {
		return set, false, err
	}
	lines, err := since(in.Rules, before, at)
	if err != nil {
		return set, false, err
	}
	set = models.RuleSet{ID: uuid.New(), Source: in.Source, File: in.File, SHA256: sum[:], Rules: lines, AppliedBy: in.By, CreatedAt: at}
	if err := u.db.Create(&set).Error; err != nil {
		return set, false, err
	}
	n := note{action: models.ActionRulesApplied, who: who, at: at,
		new: fields{"ruleSetId": set.ID}, details: fields{"file": in.File, "rules": len(in.Rules)}}
	n.details.addKnown(map[string]string{"osUser": in.OSUser, "host": in.Host})
	if !first {
		n.old = fields{"ruleSetId": before.ID}
	}
	return set, true, u.note(n)
}

// rulesLock is the advisory lock of whoever applies rules to a schema.
const rulesLock = "pg_advisory_xact_lock(hashtextextended(CAST(? AS text) || ' rules', 0))"

// since says of each rule since when it is in force: from now on, or since the set before
// says so.
func since(rules []models.RuleLine, before models.RuleSet, now time.Time) (models.JSON, error) {
	known := map[string]time.Time{}
	were, err := before.Lines()
	if err != nil {
		return nil, err
	}
	for _, line := range were {
		known[line.Key] = line.Since
	}
	lines := make([]models.RuleLine, len(rules))
	for i, line := range rules {
		if line.Since = now.UTC(); !known[line.Key].IsZero() {
			line.Since = known[line.Key]
		}
		lines[i] = line
	}
	return models.EncodeJSON(lines)
}

// currentRuleSet is the set that is in force, nil for none.
func (u unit) currentRuleSet() (*uuid.UUID, error) {
	var newest []models.RuleSet
	err := u.db.Select("id").Order(newestFirst.by()).Limit(1).Find(&newest).Error
	if err != nil || len(newest) == 0 {
		return nil, err
	}
	return &newest[0].ID, nil
}

// noteMatches keeps what rules did in a scan.
func (u unit) noteMatches(scan uuid.UUID, ruled map[string]models.RuleCount) error {
	var rows []models.RuleMatch
	for _, rule := range models.SortedKeys(ruled) {
		rows = append(rows, models.RuleMatch{ScanID: scan, Rule: rule, Matched: ruled[rule].Matched, Critical: ruled[rule].Critical})
	}
	if len(rows) == 0 {
		return nil
	}
	return u.insertMany(rows)
}
