package repositories

import (
	"context"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// Claim takes up to so many messages whose time has come, the longest due first, for
// the caller alone until the time that until gives: whoever stops in the middle leaves them to
// others then. Each is one attempt more. It waits for nobody.
func (r Messages) Claim(ctx context.Context, now, until time.Time, most int) ([]models.Message, error) {
	var claimed []models.Message
	err := r.unit.write(ctx, func(tx unit) error {
		claimed = nil
		return tx.db.Raw(`
			WITH due AS (
			  SELECT id FROM messages WHERE status = 'waiting' AND next_at <= @now ORDER BY next_at LIMIT @most FOR UPDATE SKIP LOCKED)
			UPDATE messages SET attempts = attempts + 1, next_at = CAST(@until AS timestamptz) FROM due WHERE messages.id = due.id RETURNING messages.*`,
			map[string]any{"now": now, "until": until, "most": most}).Scan(&claimed).Error
	})
	return orNone(claimed, err)
}

// MarkSent notes that a message was taken by its channel, also where it was given up or
// taken up by another meanwhile. It fails with [models.ErrNotFound].
func (r Messages) MarkSent(ctx context.Context, id uuid.UUID, at time.Time) error {
	return r.unit.write(ctx, func(tx unit) error {
		done := tx.db.Exec("UPDATE messages SET status = 'sent', sent_at = COALESCE(sent_at, CAST(? AS timestamptz)), given_up_at = NULL WHERE id = ?", at, id)
		if done.Error == nil && done.RowsAffected == 0 {
			return models.NotFound("message", id.String())
		}
		return done.Error
	})
}

// MarkFailed notes an attempt that failed: the message is tried again, or given up.
// Where it was sent or taken up by another meanwhile nothing changes. It fails with
// [models.ErrInvalid].
func (r Messages) MarkFailed(ctx context.Context, in models.FailedMessage) error {
	if err := in.Validate(); err != nil {
		return err
	}
	return r.unit.write(ctx, func(tx unit) error {
		of := tx.db.Model(&models.Message{}).Where("id = ? AND attempts = ? AND status = ?", in.ID, in.Attempt, models.MessageWaiting)
		set := map[string]any{"last_error": in.Error, "status": models.MessageGivenUp, "given_up_at": in.At}
		if in.NextAt != nil {
			set = map[string]any{"last_error": in.Error, "next_at": *in.NextAt}
		}
		return of.Updates(set).Error
	})
}

// ToldLast gives of drifts, and of each kind of what is told of them as open, the notice of
// which a channel's newest message was made.
func (r Messages) ToldLast(ctx context.Context, channel string, drifts []uuid.UUID) ([]models.Notice, error) {
	var last []models.Notice
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Raw(`SELECT DISTINCT ON (drift_id, kind) * FROM notices
			WHERE drift_id = ANY(CAST(@drifts AS uuid[])) AND kind <> @resolved AND told_at IS NOT NULL AND told_to @> to_jsonb(CAST(@channel AS text))
			ORDER BY drift_id, kind, told_at DESC, created_at DESC, id DESC`,
			map[string]any{"drifts": uuidArray(drifts), "resolved": models.NoticeResolved, "channel": channel}).Scan(&last).Error
	})
	return orNone(last, err)
}

// Figures counts what waits and what was given up since a moment.
func (r MessageReader) Figures(ctx context.Context, since time.Time) (models.MessageFigures, error) {
	var f models.MessageFigures
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Raw(`SELECT
			  (SELECT count(*) FROM notices WHERE told_at IS NULL) AS notices,
			  (SELECT count(*) FROM messages WHERE status = 'waiting') AS waiting,
			  (SELECT count(*) FROM messages WHERE status = 'given_up' AND given_up_at >= @since) AS given_up`,
			map[string]any{"since": since}).Scan(&f).Error
	})
	return orNone(f, err)
}
