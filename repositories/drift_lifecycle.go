package repositories

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/clouddrift/guardian/models"
)

// Triage notes that a user has looked at a detected drift. It fails with
// [models.ErrNotFound], [models.ErrForbidden] unless the user is an active admin
// or engineer, and [models.ErrConflict] where the drift is no longer detected.
func (r Drifts) Triage(ctx context.Context, id uuid.UUID, in models.TriageDriftInput) (models.Drift, error) {
	if err := in.Validate(); err != nil {
		return models.Drift{}, err
	}
	return r.move(ctx, id, models.StepInput{To: models.StatusTriaged, By: in.TriagedBy})
}

// Approve accepts a detected or triaged drift as it is. It fails like Triage, and
// with [models.ErrInvalid] where the reason is too short or the approval would have ended already. Of two users who decide
// at once exactly one succeeds; the other's conflict tells who was first.
func (r Drifts) Approve(ctx context.Context, id uuid.UUID, in models.ApproveDriftInput) (models.Drift, error) {
	if err := in.Validate(); err != nil {
		return models.Drift{}, err
	}
	return r.move(ctx, id, models.StepInput{To: models.StatusApproved, By: in.ApprovedBy, Reason: in.Reason, Until: in.Until, Ticket: in.Ticket})
}

// Reject says that a detected or triaged drift must be put right. It fails like Approve.
func (r Drifts) Reject(ctx context.Context, id uuid.UUID, in models.RejectDriftInput) (models.Drift, error) {
	if err := in.Validate(); err != nil {
		return models.Drift{}, err
	}
	return r.move(ctx, id, models.StepInput{To: models.StatusRejected, By: in.RejectedBy, Reason: in.Reason})
}

// Resolve ends an unresolved drift and reads its alerts. It fails like Triage.
func (r Drifts) Resolve(ctx context.Context, id uuid.UUID, in models.ResolveDriftInput) (models.Drift, error) {
	if err := in.Validate(); err != nil {
		return models.Drift{}, err
	}
	return r.move(ctx, id, models.StepInput{To: models.StatusResolved, By: in.ResolvedBy, How: in.How})
}

// move takes one step of the lifecycle on one drift.
func (r Drifts) move(ctx context.Context, id uuid.UUID, in models.StepInput) (models.Drift, error) {
	drift, moved, err := r.moveAtOnce(ctx, id, in)
	if moved || err != nil {
		return orNone(drift, err)
	}
	err = r.unit.write(ctx, func(tx unit) error {
		who, err := tx.actor(in.By, byDecider)
		if err != nil {
			return err
		}
		st, err := tx.stepOf(in, []uuid.UUID{id})
		if err != nil {
			return err
		}
		if _, err = tx.advance([]uuid.UUID{id}, st, who, tx.refuse); err != nil {
			return err
		}
		drift, err = take[models.Drift](tx.db, "drift", id)
		return err
	})
	return orNone(drift, err)
}

// holdNow holds a drift and says so to the statement after it, unless somebody else holds it.
const holdNow = "SELECT set_config('guardian.held', id::text, true) FROM (SELECT id FROM drifts WHERE id = $1 FOR NO KEY UPDATE SKIP LOCKED) AS held"

// moveAtOnce is move in one trip, for the usual case that nothing is in the way: it says false,
// and has changed nothing, where it would have to wait, and where there is something to say
// against the step; so too where the drift has a value that could not be read, since by then the step
// is committed. A resolution, and an approval that has a term, change more than the drift and are left to move.
//
// The second statement sees what was committed before the first one had the drift: so its audit
// row is later than all of the trail.
func (r Drifts) moveAtOnce(ctx context.Context, id uuid.UUID, in models.StepInput) (drift models.Drift, moved bool, err error) {
	if r.unit.inTx || in.To == models.StatusResolved || !in.Until.IsZero() || in.Ticket != "" {
		return drift, false, nil
	}
	st := stepOf(in)
	step := stepsAtOnce[in.To]
	vars := step.parameters(st, id, in.By)
	err = r.unit.once(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		moved = false // it may begin anew
		batch, begin := &pgx.Batch{}, time.Now()
		batch.Queue(holdNow, pgtype.UUID{Bytes: id, Valid: true})
		batch.Queue(step.sql, vars...).QueryRow(func(row pgx.Row) error {
			err := row.Scan(addresses(&drift)...)
			if moved = err == nil; errors.Is(err, pgx.ErrNoRows) {
				err = nil
			}
			return err
		})
		err := conn.SendBatch(ctx, batch).Close()
		r.unit.told(ctx, begin, step.sql, 1, err)
		return err
	})
	return drift, moved, err
}

// stepAtOnce is the second statement of moveAtOnce, and the names of its parameters in order.
type stepAtOnce struct {
	sql   string
	names []string
}

// parameters gives the parameters of the step of one drift by a user.
func (s stepAtOnce) parameters(st step, drift, by uuid.UUID) []any {
	with, vars := st.values(), make([]any, len(s.names))
	with["id"], with["user"] = drift, by
	for i, name := range s.names {
		vars[i] = with[name]
		if id, is := vars[i].(uuid.UUID); is {
			vars[i] = pgtype.UUID{Bytes: id, Valid: true}
		}
	}
	return vars
}

// stepsAtOnce are those by the status that they lead to.
var stepsAtOnce = func() map[models.Status]stepAtOnce {
	statements := map[models.Status]stepAtOnce{}
	for _, to := range []models.Status{models.StatusTriaged, models.StatusApproved, models.StatusRejected} {
		st := stepOf(models.StepInput{To: to})
		may := "id = @id AND current_setting('guardian.held', true) = id::text AND status IN ('" + strings.Join(models.Texts(to.From()), "', '") +
			"') AND " + readable(models.Drift{}) + " AND EXISTS (SELECT FROM who)"
		sql := st.statement(byDecider.query(), may)
		if to == models.StatusApproved { // of what was seen last
			sql += `,
		seen AS (
		  UPDATE drift_summaries SET approved_scan_id = newest_scan_id FROM moved WHERE drift_id = moved.id)`
		}
		sql += " SELECT " + strings.Join(columnsOf(reflect.TypeFor[models.Drift]()), ", ") + " FROM moved"
		names := append(models.SortedKeys(st.values()), "id", "user")
		slices.SortFunc(names, func(a, b string) int { return strings.Compare(b, a) }) // none before one that it begins
		var numbers []string
		for i, name := range names {
			numbers = append(numbers, "@"+name, fmt.Sprintf("$%d", i+1))
		}
		statements[to] = stepAtOnce{strings.NewReplacer(numbers...).Replace(sql), names}
	}
	return statements
}()
