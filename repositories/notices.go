package repositories

import (
	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// noticeAlerts puts down that alerts are to be told, from when on there are rules, which
// say to whom. It is one statement, so that an import, which opens many, waits for nothing
// else.
func (u unit) noticeAlerts(alerts []uuid.UUID) error {
	return u.db.Exec(`
		WITH told AS (
		  SELECT a.id, a.drift_id, COALESCE(s.scope, '') AS scope, a.severity, a.created_at
		  FROM alerts a LEFT JOIN drift_summaries s ON s.drift_id = a.drift_id
		  WHERE a.id = ANY(CAST(@alerts AS uuid[])) AND EXISTS (SELECT FROM rule_sets))
		INSERT INTO notices (id, kind, drift_id, alert_id, scope, severity, once, created_at)
		SELECT gen_random_uuid(), @kind, drift_id, id, scope, severity, @kind || ' ' || id, created_at FROM told`,
		map[string]any{"alerts": uuidArray(alerts), "kind": models.NoticeAlert}).Error
}

// noticeResolved puts down that drifts are resolved, each of which somebody was told or
// is to be: where that has opened something, it is to be ended.
func (u unit) noticeResolved(drifts []uuid.UUID) error {
	return u.db.Exec(`
		WITH told AS (
		  SELECT DISTINCT ON (drift_id) drift_id, scope, severity FROM notices
		  WHERE drift_id = ANY(CAST(@drifts AS uuid[])) ORDER BY drift_id, created_at DESC)
		INSERT INTO notices (id, kind, drift_id, scope, severity, once, created_at)
		SELECT gen_random_uuid(), @kind, drift_id, scope, severity, @kind || ' ' || drift_id, statement_timestamp() FROM told
		ON CONFLICT (once) DO NOTHING`,
		map[string]any{"drifts": uuidArray(drifts), "kind": models.NoticeResolved}).Error
}
