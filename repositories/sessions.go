package repositories

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"

	"github.com/clouddrift/guardian/models"
	"github.com/google/uuid"
	"gorm.io/gorm"
)

// SessionReader reads sessions.
type SessionReader struct{ unit unit }

// Get gives one session, live or not, or [models.ErrNotFound].
func (r SessionReader) Get(ctx context.Context, id uuid.UUID) (models.Session, error) {
	return get[models.Session](ctx, r.unit, "session", id)
}

// FindByToken gives the session of a raw refresh token. It fails with
// [models.ErrNotFound] where there is none, and with [models.ErrForbidden] where
// the session is revoked or expired.
func (r SessionReader) FindByToken(ctx context.Context, token string) (models.Session, error) {
	var found foundSession
	err := r.unit.read(ctx, func(db *gorm.DB) (err error) {
		found, err = findToken(db, token)
		return err
	})
	if err == nil {
		err = found.refusal()
	}
	if err != nil {
		return models.Session{}, err
	}
	return found.Session, nil
}

// List gives one page of the sessions, the newest first and without the hash of their
// token.
func (r SessionReader) List(ctx context.Context, f models.SessionFilter, request models.PageRequest) (models.Page[models.Session], error) {
	return sessionListing(f).page(ctx, r.unit, request)
}

// Stream gives every session that the filter keeps to fn, in List's order and in
// constant memory. It fails like List, and with what fn returns.
func (r SessionReader) Stream(ctx context.Context, f models.SessionFilter, fn func(models.Session) error) error {
	return sessionListing(f).stream(ctx, r.unit, fn)
}

func sessionListing(f models.SessionFilter) listing[models.Session] {
	return filtered(f, models.SessionFilters(), newestFirst,
		func(s models.Session) (string, uuid.UUID) { return timeValue(s.CreatedAt), s.ID })
}

// foundSession is a session as the database's clock sees it.
type foundSession struct {
	models.Session
	Expired bool
}

// refusal says why the session may not be used; nil where it may.
func (s foundSession) refusal() error {
	switch {
	case s.IsRevoked:
		return &models.Error{Kind: models.ErrForbidden, Entity: "session", ID: s.ID.String(), Message: "is revoked"}
	case s.Expired:
		return &models.Error{Kind: models.ErrForbidden, Entity: "session", ID: s.ID.String(), Message: "has expired"}
	}
	return nil
}

// findToken finds the session of a raw token, or gives [models.ErrNotFound]. The
// error names no token.
func findToken(db *gorm.DB, token string) (foundSession, error) {
	var s foundSession
	found := db.Raw("SELECT *, expires_at <= CURRENT_TIMESTAMP AS expired FROM sessions WHERE refresh_token = ?", tokenHash(token)).Scan(&s)
	if found.Error == nil && found.RowsAffected == 0 {
		return s, &models.Error{Kind: models.ErrNotFound, Entity: "session", Message: "no session has this token"}
	}
	return s, found.Error
}

// tokenHash is what the database keeps of a raw token.
func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

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
	issued.Session.UserID, issued.Session.ExpiresAt = in.UserID, models.Stored(in.ExpiresAt)
	issued.Session.IPAddress, issued.Session.UserAgent = in.IPAddress, optional(in.UserAgent)
	err := r.unit.write(ctx, func(tx unit) error {
		who, err := tx.actor(in.UserID, byOwner)
		if err != nil {
			return err
		}
		if err := tx.db.Create(&issued.Session).Error; err != nil {
			return err
		}
		return tx.note(note{action: models.ActionSessionCreated, who: who,
			new: fields{"expiresAt": issued.Session.ExpiresAt}, details: fields{"sessionId": issued.Session.ID}})
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
	err := r.unit.write(ctx, func(tx unit) error {
		of, err := take[models.Session](tx.db, "session", id)
		if err != nil {
			return err
		}
		who, err := tx.revoker(of.UserID, by)
		if err != nil {
			return err
		}
		if _, err := tx.revokeSessions("id = @argument", id, who, "revoked"); err != nil {
			return err
		}
		revoked, err = take[models.Session](tx.db, "session", id)
		return err
	})
	return orNone(revoked, err)
}

// RevokeAllOfUser ends every session of a user, each with its audit row, and tells
// how many were not revoked before. It fails like Revoke.
func (r Sessions) RevokeAllOfUser(ctx context.Context, user, by uuid.UUID) (int64, error) {
	var n int64
	err := r.unit.write(ctx, func(tx unit) error {
		who, err := tx.revoker(user, by)
		if err != nil {
			return err
		}
		n, err = tx.revokeSessions("user_id = @argument", user, who, "revoked")
		return err
	})
	return orNone(n, err)
}

// revoker gives who ends the sessions of a user, who is locked, so that no session
// begins or rotates meanwhile.
func (u unit) revoker(user, by uuid.UUID) (actor, error) {
	if _, err := lock[models.User](u, "user", user); err != nil {
		return program, err
	}
	return u.actor(by, byOwnerOr(user, by))
}

// DeleteExpired deletes the sessions that have expired and tells how many. All of
// them together have one audit row, with their number.
func (r Sessions) DeleteExpired(ctx context.Context) (int64, error) {
	var n int64
	err := r.unit.write(ctx, func(tx unit) error {
		done := tx.db.Where("expires_at <= CURRENT_TIMESTAMP").Delete(&models.Session{})
		if n = done.RowsAffected; done.Error != nil || n == 0 {
			return done.Error
		}
		return tx.note(note{action: models.ActionSessionsExpired, details: fields{"deleted": n}})
	})
	return orNone(n, err)
}

// revokeSessions ends the sessions that a condition keeps, and writes an audit row
// for each in the same statement.
func (u unit) revokeSessions(condition string, argument any, who actor, reason string) (int64, error) {
	done := u.db.Exec(`
		WITH revoked AS (
		  UPDATE sessions SET is_revoked = true WHERE is_revoked IS NOT TRUE AND `+condition+`
		  RETURNING id, user_id)
		INSERT INTO audit_logs (action, actor_id, actor_email, old_value, new_value, details)
		SELECT @action, @user, @email, '{"isRevoked": false}', '{"isRevoked": true}',
		       COALESCE(CAST(@details AS jsonb), '{}') || jsonb_build_object('sessionId', id, 'userId', user_id, 'reason', CAST(@reason AS text))
		FROM revoked`,
		map[string]any{"user": who.id, "email": who.email, "action": models.ActionSessionRevoked, "argument": argument, "reason": reason, "details": u.withOrigin(nil).json()})
	return done.RowsAffected, done.Error
}
