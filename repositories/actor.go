package repositories

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// actor is who did something: a user, or the program itself where id is nil.
type actor struct {
	id    *uuid.UUID
	email *string
}

// program is the actor of what no user asked for.
var program = actor{}

// right is what it takes to do something. An active user is the least of it.
type right struct {
	program bool                     // the program may too, which the zero id stands for
	changed bool                     // the user changes with it, or what only they have
	unless  func(models.User) string // why an active user may not; "" where they may
}

var (
	// byUser is for what every active user may do.
	byUser = right{}
	// byAnybody is for what the program may do as well.
	byAnybody = right{program: true}
	// byOwner is for what users do to themselves.
	byOwner = right{changed: true}
	// byDecider is for those who triage, approve, reject and resolve.
	byDecider = right{unless: func(u models.User) string {
		if u.Role.MayAct() {
			return ""
		}
		return "is a viewer; it takes an admin or an engineer"
	}}
	// byAdmin is for admins and the program.
	byAdmin = right{program: true, unless: func(u models.User) string {
		if u.Role == models.RoleAdmin {
			return ""
		}
		return "is no admin"
	}}
)

// byOwnerOr is for what users may do to what is their own, and admins to anybody's.
func byOwnerOr(owner, by uuid.UUID) right {
	if owner == by {
		return byOwner
	}
	return byAdmin
}

// actor gives the user who does something, or [models.ErrForbidden] where they have
// no right to. The user stays as they are until the unit of work ends.
func (u unit) actor(id uuid.UUID, r right) (actor, error) {
	if r.program && id == uuid.Nil {
		return program, nil
	}
	strength := "SHARE"
	if r.changed {
		strength = "NO KEY UPDATE"
	}
	var user models.User
	found := u.db.Raw("SELECT id, email, role, is_active FROM users WHERE id = ? FOR "+strength, id).Scan(&user)
	switch {
	case found.Error != nil:
		return program, found.Error
	case found.RowsAffected == 0:
		return program, models.Forbidden("no user has the id " + id.String())
	case !user.IsActive:
		return program, models.Forbidden(user.Email + " is deactivated")
	}
	if r.unless != nil {
		if why := r.unless(user); why != "" {
			return program, models.Forbidden(user.Email + " " + why)
		}
	}
	return actor{&user.ID, &user.Email}, nil
}

// query is actor in SQL: the id and email of the user @user, who stays as they are until the
// transaction ends, or no row where they have no right to, or where it would have to wait.
func (r right) query() string {
	var roles []string
	for _, role := range models.Roles() {
		if r.unless == nil || r.unless(models.User{Role: role}) == "" {
			roles = append(roles, string(role))
		}
	}
	return "SELECT id, email FROM users WHERE id = @user AND is_active AND role IN ('" + strings.Join(roles, "', '") + "') FOR SHARE SKIP LOCKED"
}

// note is the audit row of one change.
type note struct {
	action   string
	who      actor
	drift    *uuid.UUID // nil for what is about no drift
	old, new fields     // what changed
	details  fields
	at       time.Time // zero is when the row is written; of a drift it is that one's moment
}

// fields are values that JSON can always hold; none is NULL.
type fields map[string]any

// addKnown adds the texts that are not empty.
func (f fields) addKnown(texts map[string]string) {
	for name, text := range texts {
		if text != "" {
			f[name] = text
		}
	}
}

func (f fields) json() models.JSON {
	if len(f) == 0 {
		return nil
	}
	return models.MustJSON(map[string]any(f))
}

// row is the audit row of an id as columns.
func (n note) row(id uuid.UUID) map[string]any {
	var at any = gorm.Expr("statement_timestamp()")
	if !n.at.IsZero() {
		at = n.at
	}
	return map[string]any{
		"id": id, "drift_id": n.drift, "action": n.action, "actor_id": n.who.id, "actor_email": n.who.email,
		"old_value": n.old.json(), "new_value": n.new.json(), "details": n.details.json(), "created_at": at,
	}
}

// withOrigin adds to the details of an audit row the scan whose import writes it, and where the
// command was given.
func (u unit) withOrigin(details fields) fields {
	if u.scan == nil && u.origin == nil {
		return details
	}
	all := fields{}
	maps.Copy(all, u.origin)
	if u.scan != nil {
		all["scanId"] = *u.scan
	}
	maps.Copy(all, details)
	return all
}

// note writes audit rows.
func (u unit) note(notes ...note) error {
	rows, ids := make([]map[string]any, len(notes)), newIDs()
	for i, n := range notes {
		n.details = u.withOrigin(n.details)
		rows[i] = n.row(ids.id())
	}
	for batch := range slices.Chunk(rows, insertBatch) {
		if err := u.db.Table(models.AuditLog{}.TableName()).Create(batch).Error; err != nil {
			return err
		}
	}
	return nil
}

// noteAll writes audit rows that have their moments, by one statement.
func (u unit) noteAll(notes []note) error {
	rows, ids := make([]models.AuditLog, len(notes)), newIDs()
	for i, n := range notes {
		rows[i] = models.AuditLog{
			ID: ids.id(), DriftID: n.drift, Action: n.action, ActorID: n.who.id, ActorEmail: n.who.email,
			OldValue: n.old.json(), NewValue: n.new.json(), Details: u.withOrigin(n.details).json(), CreatedAt: n.at,
		}
	}
	return insertAll(u, rows)
}

// latest gives the moment of each of the drifts, which the unit of work holds, and now under
// [uuid.Nil].
func (u unit) latest(drifts []uuid.UUID) (map[uuid.UUID]time.Time, error) {
	rows, err := u.db.Raw("SELECT id, "+momentOf("held.id")+" FROM unnest(CAST(? AS uuid[]) || CAST(NULL AS uuid)) AS held(id)", uuidArray(drifts)).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	moments := make(map[uuid.UUID]time.Time, len(drifts)+1)
	for rows.Next() {
		var id uuid.NullUUID
		var at time.Time
		if err := rows.Scan(&id, &at); err != nil {
			return nil, err
		}
		moments[id.UUID] = at
	}
	return moments, rows.Err()
}
