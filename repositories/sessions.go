package repositories

import (
	"context"
	"crypto/rand"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// Sessions reads and writes the sessions of users. A session has one refresh
// token, of which the database keeps the SHA-256 alone.
type Sessions struct{ SessionReader }

// Create begins a session, with its audit row, and gives its raw token back, which
// nobody can read again. It fails with [models.ErrInvalid], with
// [models.ErrForbidden] where the user does not exist or is deactivated, and with
// [models.ErrConflict] where a session has this token already.
func (r Sessions) Create(ctx context.Context, in models.CreateSessionInput) (models.IssuedSession, error) {
	if err := in.Validate(); err != nil {
		return models.IssuedSession{}, err
	}
	issued := issue(in.Token)
	issued.Session.UserID, issued.Session.ExpiresAt = in.UserID, stored(in.ExpiresAt)
	issued.Session.IPAddress, issued.Session.UserAgent = in.IPAddress, optional(in.UserAgent)
	err := r.session.write(ctx, func(_ context.Context, tx session) error {
		who, err := tx.lockActive(in.UserID)
		if err != nil {
			return err
		}
		if err := tx.db.Create(&issued.Session).Error; err != nil {
			return err
		}
		return tx.note(models.ActionSessionCreated, nil, who, nil,
			map[string]any{"expiresAt": issued.Session.ExpiresAt}, map[string]any{"sessionId": issued.Session.ID})
	})
	if err != nil {
		return models.IssuedSession{}, err
	}
	return issued, nil
}

// issue makes a session of a raw token, a random one of 128 bits at least where
// none is given.
func issue(token string) models.IssuedSession {
	if token == "" {
		token = rand.Text() + rand.Text()
	}
	return models.IssuedSession{Token: token, Session: models.Session{ID: uuid.New(), RefreshToken: tokenHash(token)}}
}

// Revoke ends a session, with its audit row; by is the user who did it, the zero
// id the program. A session that is revoked already stays as it is. It fails with
// [models.ErrNotFound], and with [models.ErrForbidden] where by does not exist, is
// deactivated, or is neither the session's user nor an admin.
func (r Sessions) Revoke(ctx context.Context, id, by uuid.UUID) (models.Session, error) {
	var revoked models.Session
	err := r.session.write(ctx, func(ctx context.Context, tx session) error {
		of, err := get[models.Session](ctx, tx, "session", id)
		if err != nil {
			return err
		}
		who, err := tx.revoker(ctx, of.UserID, by)
		if err != nil {
			return err
		}
		if _, err := tx.revokeSessions("id = @argument", id, who, "revoked"); err != nil {
			return err
		}
		revoked, err = get[models.Session](ctx, tx, "session", id)
		return err
	})
	return orNone(revoked, err)
}

// RevokeAllOfUser ends every session of a user, each with its audit row, and tells
// how many were not revoked before. It fails like Revoke.
func (r Sessions) RevokeAllOfUser(ctx context.Context, user, by uuid.UUID) (int64, error) {
	var n int64
	err := r.session.write(ctx, func(ctx context.Context, tx session) error {
		who, err := tx.revoker(ctx, user, by)
		if err != nil {
			return err
		}
		n, err = tx.revokeSessions("user_id = @argument", user, who, "revoked")
		return err
	})
	return orNone(n, err)
}

// revoker locks a user, so that no session begins or rotates meanwhile, and gives
// who ends their sessions.
func (s session) revoker(ctx context.Context, user, by uuid.UUID) (actor, error) {
	of, err := s.userForUpdate(user)
	switch {
	case err != nil:
		return program, err
	case by != user:
		return s.admin(ctx, by)
	case !of.IsActive:
		return program, deactivated(of)
	}
	return actor{&of.ID, &of.Email}, nil
}

// DeleteExpired deletes the sessions that have expired and tells how many. All of
// them together have one audit row, with their number.
func (r Sessions) DeleteExpired(ctx context.Context) (int64, error) {
	var n int64
	err := r.session.write(ctx, func(_ context.Context, tx session) error {
		done := tx.db.Where("expires_at <= CURRENT_TIMESTAMP").Delete(&models.Session{})
		if n = done.RowsAffected; done.Error != nil || n == 0 {
			return done.Error
		}
		return tx.note(models.ActionSessionsExpired, nil, program, nil, nil, map[string]any{"deleted": n})
	})
	return orNone(n, err)
}

// revokeSessions ends the sessions that a condition keeps, and writes an audit row
// for each in the same statement.
func (s session) revokeSessions(condition string, argument any, who actor, reason string) (int64, error) {
	done := s.db.Exec(`
		WITH revoked AS (
		  UPDATE sessions SET is_revoked = true WHERE is_revoked IS NOT TRUE AND `+condition+`
		  RETURNING id, user_id)
		INSERT INTO audit_logs (action, actor_id, actor_email, old_value, new_value, details)
		SELECT @action, @user, @email, '{"isRevoked": false}', '{"isRevoked": true}',
		       jsonb_build_object('sessionId', id, 'userId', user_id, 'reason', CAST(@reason AS text))
		FROM revoked`,
		map[string]any{"user": who.id, "email": who.email, "action": models.ActionSessionRevoked, "argument": argument, "reason": reason})
	return done.RowsAffected, done.Error
}
