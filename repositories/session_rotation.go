package repositories

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// reused says that a token came a second time, which only a thief or their victim
// would do.
const reused = "a token was used twice"

// Rotate exchanges a refresh token for a new one: a new session takes the place of
// the old one, which is revoked. Both changes have their audit row. It fails with
// [models.ErrInvalid], with [models.ErrNotFound] where no session has the token,
// with [models.ErrConflict] where a session has the new token already, and with
// [models.ErrForbidden] where the session is revoked or expired or its user is
// deactivated.
//
// A token that was rotated before revokes its whole family, that is every session
// that came of the same login, and gives ErrForbidden too: either the first or the
// second user of it has stolen it. Within a unit of work that stands only when the
// unit commits, so fn must not return this error.
func (r Sessions) Rotate(ctx context.Context, in models.RotateSessionInput) (models.IssuedSession, error) {
	if err := in.Validate(); err != nil {
		return models.IssuedSession{}, err
	}
	var issued models.IssuedSession
	var refused error
	err := r.unit.write(ctx, func(tx unit) (err error) {
		issued, refused, err = tx.rotate(in)
		return err
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return models.IssuedSession{}, err
	}
	return issued, nil
}

// rotate gives the new session, or why there is none though what it wrote stands.
func (u unit) rotate(in models.RotateSessionInput) (issued models.IssuedSession, refused, err error) {
	found, err := findToken(u.db, in.Token)
	if err != nil {
		return issued, nil, err
	}
	// Whoever changes a session locks its user first, so what follows is alone.
	who, err := u.actor(found.UserID, byOwner)
	if err != nil {
		return issued, nil, err
	}
	old, err := findToken(u.db, in.Token)
	if err != nil {
		return issued, nil, err
	}
	family, rotated, err := u.family(old.ID)
	if err != nil {
		return issued, nil, err
	}
	if rotated {
		return issued, reuse(old.ID), u.revokeFamily(family, who)
	}
	if err := old.refusal(); err != nil {
		return issued, nil, err
	}
	issued = successor(old.Session, in)
	return issued, nil, u.replace(old.ID, family, &issued.Session, who)
}

func reuse(id uuid.UUID) error {
	return &models.Error{Kind: models.ErrForbidden, Entity: "session", ID: id.String(), Message: reused + "; every session of this login is revoked"}
}

// successor is the session that takes another's place.
func successor(old models.Session, in models.RotateSessionInput) models.IssuedSession {
	issued := issue(in.NewToken)
	next := &issued.Session
	next.UserID, next.ExpiresAt, next.IPAddress, next.UserAgent = old.UserID, old.ExpiresAt, old.IPAddress, old.UserAgent
	if !in.ExpiresAt.IsZero() {
		next.ExpiresAt = models.Stored(in.ExpiresAt)
	}
	if in.IPAddress != nil {
		next.IPAddress = in.IPAddress
	}
	if in.UserAgent != "" {
		next.UserAgent = optional(in.UserAgent)
	}
	return issued
}

// replace writes the new session in the place of the old one.
func (u unit) replace(old, family uuid.UUID, next *models.Session, who actor) error {
	done := u.db.Exec("UPDATE sessions SET is_revoked = true, last_used_at = CURRENT_TIMESTAMP WHERE id = ?", old)
	if done.Error != nil {
		return done.Error
	}
	if err := u.db.Create(next).Error; err != nil {
		return err
	}
	link := map[string]any{"session_id": next.ID, "rotated_from": old, "family_id": family}
	if err := u.db.Table("session_rotations").Create(link).Error; err != nil {
		return err
	}
	return u.note(note{
		action: models.ActionSessionRotated, who: who, old: fields{"sessionId": old}, details: fields{"familyId": family},
		new: fields{"sessionId": next.ID, "expiresAt": next.ExpiresAt.Format(time.RFC3339Nano)},
	})
}

// family gives the first session of the login that a session came of, and whether
// the session was rotated.
func (u unit) family(id uuid.UUID) (family uuid.UUID, rotated bool, err error) {
	var row struct {
		Family  uuid.UUID
		Rotated bool
	}
	err = u.db.Raw(`SELECT COALESCE((SELECT family_id FROM session_rotations WHERE session_id = @id), @id) AS family,
		EXISTS (SELECT FROM session_rotations WHERE rotated_from = @id) AS rotated`, map[string]any{"id": id}).Scan(&row).Error
	return row.Family, row.Rotated, err
}

// revokeFamily ends every session of a login.
func (u unit) revokeFamily(family uuid.UUID, who actor) error {
	_, err := u.revokeSessions(`id IN (SELECT CAST(@argument AS uuid) UNION ALL
		SELECT session_id FROM session_rotations WHERE family_id = @argument)`, family, who, reused)
	return err
}
