package repositories

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/clouddrift/guardian/models"
)

// Compose takes what waits to be told of one scope, 5000 things at most, and writes the messages that
// compose makes of it; what compose leaves out counts as told to nobody. It tells
// whether there was anything: whoever calls it again until there is not has told all.
// Of two that run at once, one waits for the other and finds the rest, so one import
// makes one message a channel. compose may run again, so it changes nothing outside.
func (r Messages) Compose(ctx context.Context, now time.Time, compose func([]models.DueNotice) ([]models.NewMessage, error)) (found bool, err error) {
	err = r.unit.write(ctx, func(tx unit) error {
		found = false
		var next models.Notice
		err := tx.db.Select("scope").Where("told_at IS NULL").Order("scope, created_at, id").Take(&next).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		found = true
		due, err := tx.dueNotices(next.Scope)
		if err != nil || len(due) == 0 {
			return err
		}
		made, err := compose(due)
		if err != nil {
			return &callerError{err}
		}
		return tx.tell(now, due, made)
	})
	return orNone(found, err)
}

// mostNotices is how many of a scope are told at once: far more than an import finds, and few
// enough for one call, since what cannot be told keeps all that comes after it waiting.
const mostNotices = 5000

// dueNotices holds what waits to be told of a scope, the oldest first.
func (u unit) dueNotices(scope string) ([]models.DueNotice, error) {
	var held []models.Notice
	err := u.db.Clauses(clause.Locking{Strength: "UPDATE"}).Where("told_at IS NULL AND scope = ?", scope).Order("created_at, id").Limit(mostNotices).Find(&held).Error
	if err != nil || len(held) == 0 {
		return nil, err
	}
	var drifts, alerts []uuid.UUID
	for _, n := range held {
		if n.DriftID != nil {
			drifts = append(drifts, *n.DriftID)
		}
		if n.AlertID != nil {
			alerts = append(alerts, *n.AlertID)
		}
	}
	about, err := u.noticedDrifts(drifts)
	if err != nil {
		return nil, err
	}
	told, err := u.toldOf(drifts)
	if err != nil {
		return nil, err
	}
	words, err := u.alertWords(alerts)
	if err != nil {
		return nil, err
	}
	due := make([]models.DueNotice, len(held))
	for i, n := range held {
		if n.DriftID != nil {
			due[i].Drift, due[i].Told = about[*n.DriftID], told[*n.DriftID]
		}
		if n.AlertID != nil {
			due[i].AlertType, due[i].AlertMessage = words[*n.AlertID].Type, words[*n.AlertID].Message
		}
		due[i].Notice = n
	}
	return due, nil
}

// noticedDrifts gives what messages say of drifts.
func (u unit) noticedDrifts(ids []uuid.UUID) (map[uuid.UUID]models.NoticedDrift, error) {
	var rows []models.NoticedDrift
	err := u.db.Raw(`
		SELECT d.id, d.status, d.severity, d.approved_at, d.resource_type, d.resource_id, COALESCE(s.address, '') AS address,
		  COALESCE(s.tool, '') AS tool, COALESCE(s.next_apply, @unknown) AS next_apply,
		  COALESCE(s.owner, '') AS owner, s.due_at
		FROM drifts d LEFT JOIN drift_summaries s ON s.drift_id = d.id
		WHERE d.id = ANY(CAST(@ids AS uuid[]))`, map[string]any{"ids": uuidArray(ids), "unknown": models.NextApplyUnknown}).Scan(&rows).Error
	about := make(map[uuid.UUID]models.NoticedDrift, len(rows))
	for _, row := range rows {
		about[row.ID] = row
	}
	return about, err
}

// toldOf gives by drift the notices that somebody was told.
func (u unit) toldOf(drifts []uuid.UUID) (map[uuid.UUID][]models.Notice, error) {
	var rows []models.Notice
	err := u.db.Where("drift_id = ANY(CAST(? AS uuid[])) AND told_at IS NOT NULL AND told_to <> '[]'", uuidArray(drifts)).Order("created_at").Find(&rows).Error
	told := map[uuid.UUID][]models.Notice{}
	for _, n := range rows {
		told[*n.DriftID] = append(told[*n.DriftID], n)
	}
	return told, err
}

func (u unit) alertWords(ids []uuid.UUID) (map[uuid.UUID]models.Alert, error) {
	var rows []models.Alert
	err := u.db.Select("id, type, message").Where("id = ANY(CAST(? AS uuid[]))", uuidArray(ids)).Find(&rows).Error
	words := make(map[uuid.UUID]models.Alert, len(rows))
	for _, a := range rows {
		words[a.ID] = a
	}
	return words, err
}

// tell writes messages, and of each notice that is held to whom it was told and as what.
func (u unit) tell(now time.Time, due []models.DueNotice, made []models.NewMessage) error {
	to := map[uuid.UUID][]string{}
	messages := make([]models.Message, len(made))
	for i, m := range made {
		for _, n := range m.Notices {
			to[n] = append(to[n], m.Channel)
		}
		messages[i] = models.Message{
			ID: uuid.New(), Channel: m.Channel, Scope: m.Scope, Owner: m.Owner, Severity: m.Severity, Title: m.Title, Body: m.Body,
			Status: models.MessageWaiting, NextAt: now, CreatedAt: now,
		}
	}
	if len(messages) > 0 {
		if err := u.insertMany(messages); err != nil {
			return err
		}
	}
	type row struct {
		ID       uuid.UUID       `json:"id"`
		ToldTo   []string        `json:"told_to"`
		Owner    string          `json:"owner"`
		Severity models.Severity `json:"severity"`
	}
	rows := make([]row, len(due))
	for i, n := range due {
		rows[i] = row{n.ID, append([]string{}, to[n.ID]...), n.Drift.Owner, n.Severity}
		if n.DriftID != nil {
			rows[i].Severity = n.Drift.Severity
		}
	}
	told, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return u.db.Exec(`UPDATE notices SET told_at = CAST(@now AS timestamptz), told_to = told.told_to, owner = told.owner, severity = told.severity
		FROM jsonb_to_recordset(CAST(@told AS jsonb)) AS told(id uuid, told_to jsonb, owner text, severity text) WHERE notices.id = told.id`,
		map[string]any{"now": now, "told": string(told)}).Error
}
