package repositories

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// SessionReader reads sessions.
type SessionReader struct{ session session }

// Get gives one session, live or not, or [models.ErrNotFound].
func (r SessionReader) Get(ctx context.Context, id uuid.UUID) (models.Session, error) {
	return get[models.Session](ctx, r.session, "session", id)
}

// FindByToken gives the session of a raw refresh token. It fails with
// [models.ErrNotFound] where there is none, and with [models.ErrForbidden] where
// the session is revoked or expired.
func (r SessionReader) FindByToken(ctx context.Context, token string) (models.Session, error) {
	var found foundSession
	err := r.session.read(ctx, func(db *gorm.DB) (err error) {
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

// List gives one page of the sessions, the newest first.
func (r SessionReader) List(ctx context.Context, f models.SessionFilter, request models.PageRequest) (models.Page[models.Session], error) {
	return sessionListing(f).page(ctx, r.session, request)
}

// Stream gives every session that the filter keeps to fn, in List's order and in
// constant memory. It fails like List, and with what fn returns.
func (r SessionReader) Stream(ctx context.Context, f models.SessionFilter, fn func(models.Session) error) error {
	return sessionListing(f).stream(ctx, r.session, fn)
}

func sessionListing(f models.SessionFilter) listing[models.Session] {
	return listing[models.Session]{
		narrow: func(db *gorm.DB) *gorm.DB { return narrow(db, f, models.SessionFilters()) },
		order:  newestFirst,
		key:    func(s models.Session) (string, uuid.UUID) { return timeValue(s.CreatedAt), s.ID },
	}
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
