package repositories

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// NoteDue puts down that it is to be told what only time brings about: that open drifts
// have passed their dates, once for each date, and that rules have come to their ends, once
// for each end. Asked again, or by two at once, it adds nothing. rules are those in force.
func (r Messages) NoteDue(ctx context.Context, now time.Time, rules []models.RuleLine) error {
	return r.unit.write(ctx, func(tx unit) error {
		if err := tx.noteOverdue(now); err != nil {
			return err
		}
		for _, rule := range rules {
			if rule.Until == nil || rule.Until.After(now) {
				continue
			}
			err := tx.db.Exec(`INSERT INTO notices (id, kind, rule, severity, once, created_at)
				VALUES (@id, @kind, @rule, @severity, @once, @now) ON CONFLICT (once) DO NOTHING`,
				map[string]any{"id": uuid.New(), "kind": models.NoticeRuleEnded, "rule": rule.Key, "severity": models.SeverityInfo,
					"once": string(models.NoticeRuleEnded) + " " + rule.Until.UTC().Format(time.RFC3339) + " " + rule.Key, "now": now}).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// noteOverdue puts down the open drifts that have passed their dates; of one whose approval
// has ended, what takes its place is told. A date that moves to before what was told already
// is told no more.
func (u unit) noteOverdue(now time.Time) error {
	return u.db.Exec(`
		WITH overdue AS (
		  SELECT d.id, s.scope, d.severity, s.due_at FROM drift_summaries s JOIN drifts d ON d.id = s.drift_id
		  WHERE s.due_at <= @now AND `+hasOpenStatus("d")+`
		    AND NOT EXISTS (SELECT FROM notices n WHERE n.drift_id = d.id AND n.kind = @kind AND n.created_at >= s.due_at))
		INSERT INTO notices (id, kind, drift_id, scope, severity, once, created_at)
		SELECT gen_random_uuid(), @kind, id, scope, severity, @kind || ' ' || id || ' ' || to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), CAST(@now AS timestamptz) FROM overdue
		ON CONFLICT (once) DO NOTHING`,
		map[string]any{"now": now, "kind": models.NoticeOverdue}).Error
}
