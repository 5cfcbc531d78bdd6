package repositories

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// step is one step of the lifecycle: a user's, unless the program takes it.
type step struct {
	to      models.Status
	action  string
	reason  string
	how     models.ResolvedHow
	stamp   string // the column that says when, "" for none
	set     fields // columns besides these and status
	details fields
	// alone is of the program's: when it is taken on each drift, and what is said of that one
	// besides; nil where all is said of all, and now.
	alone map[uuid.UUID]stepAlone
	// seen is of an approval, by drift: the scan that had seen it last.
	seen map[uuid.UUID]uuid.UUID
	// term is of an approval that has one; its drift and its time are those of each drift.
	term *models.ApprovalTerm
}

// stepAlone is what is one drift's own in a step.
type stepAlone struct {
	at      time.Time
	details fields
}

// stepOf is the step that a user takes, but for what the database says of an approval.
func stepOf(in models.StepInput) step {
	st := step{to: in.To, how: in.How, reason: strings.TrimSpace(in.Reason), details: fields{}}
	st.details.addKnown(map[string]string{"osUser": in.OSUser, "host": in.Host})
	switch in.To {
	case models.StatusTriaged:
		st.action = models.ActionDriftTriaged
	case models.StatusApproved:
		st.action, st.stamp = models.ActionDriftApproved, "approved_at"
		st.set = fields{"approved_by": in.By, "approval_reason": st.reason}
	case models.StatusRejected:
		st.action, st.stamp = models.ActionDriftRejected, "rejected_at"
		st.set = fields{"rejected_by": in.By, "rejection_reason": st.reason}
	case models.StatusResolved:
		st.action, st.stamp = models.ActionDriftResolved, "resolved_at"
		st.set = fields{"resolved_how": in.How}
	}
	return st
}

// stepOf is the step that a user takes on drifts.
func (u unit) stepOf(in models.StepInput, drifts []uuid.UUID) (st step, err error) {
	if st = stepOf(in); in.To == models.StatusApproved {
		if err = u.limit(&st, in); err == nil {
			st.seen, err = u.lastSeenBy(drifts)
		}
	}
	return st, err
}

// limit gives an approval its term, which its audit rows tell, too.
func (u unit) limit(st *step, in models.StepInput) error {
	term := models.ApprovalTerm{Ticket: strings.TrimSpace(in.Ticket)}
	if !in.Until.IsZero() {
		var now time.Time
		if err := u.db.Raw("SELECT statement_timestamp()").Scan(&now).Error; err != nil {
			return err
		}
		end, err := in.Until.From(now)
		if err != nil {
			return err
		}
		term.EndsAt, st.details["until"] = &end, end
	}
	if term.Ticket != "" {
		st.details["ticket"] = term.Ticket
	}
	if term != (models.ApprovalTerm{}) {
		st.term = &term
	}
	return nil
}

// lastSeenBy gives by drift the scan whose sight of it an approval is of: the newest that
// is committed when the approval is given. That is before it waits for the drifts,
// which an import may hold that has more to tell, and that nobody could see yet. A
// late report is never it; a drift that no scan saw is left out.
func (u unit) lastSeenBy(drifts []uuid.UUID) (map[uuid.UUID]uuid.UUID, error) {
	var summaries []models.DriftSummary
	err := u.db.Select("drift_id, newest_scan_id").Where("drift_id = ANY(CAST(? AS uuid[]))", uuidArray(drifts)).Find(&summaries).Error
	if err != nil {
		return nil, err
	}
	seen := make(map[uuid.UUID]uuid.UUID, len(summaries))
	for _, s := range summaries {
		seen[s.DriftID] = s.NewestScanID
	}
	return seen, nil
}

// heldDrift is a drift that the unit of work holds.
type heldDrift struct {
	ID       uuid.UUID
	Severity models.Severity
	Status   models.Status
}

// advance holds drifts, whose ids stand in order, and takes a step on those that the
// lifecycle allows it on, which it gives back. What it does not go for goes to other, a
// drift that does not exist without a status, whose error ends it.
func (u unit) advance(ids []uuid.UUID, st step, who actor, other func(heldDrift, models.Status) error) ([]heldDrift, error) {
	var held []heldDrift
	err := u.db.Raw("SELECT id, severity, status FROM drifts WHERE id = ANY(CAST(? AS uuid[])) ORDER BY id FOR NO KEY UPDATE", uuidArray(ids)).Scan(&held).Error
	if err != nil {
		return nil, err
	}
	there := make(map[uuid.UUID]heldDrift, len(held))
	for _, d := range held {
		there[d.ID] = d
	}
	var going []heldDrift
	var goingIDs []uuid.UUID
	for _, id := range ids {
		d, exists := there[id]
		if exists && d.Status.CanBecome(st.to) {
			going, goingIDs = append(going, d), append(goingIDs, id)
			continue
		}
		if d.ID = id; !exists {
			d.Status = ""
		}
		if err := other(d, st.to); err != nil {
			return nil, err
		}
	}
	return going, u.apply(goingIDs, st, who)
}

// statement takes a step on the drifts that a condition keeps, each with its audit row, and ends
// in moved, which has their rows. The query who gives the id and email of whoever takes it.
func (st step) statement(who, condition string) string {
	held, at, details := "drifts", momentOf("drifts.id"), "CAST(@details AS jsonb)"
	if st.alone != nil {
		held += " JOIN unnest(CAST(@ids AS uuid[]), CAST(CAST(@times AS text[]) AS timestamptz[]), CAST(CAST(@alone AS text[]) AS jsonb[])) AS alone(id, at, details) USING (id)"
		at, details = "alone.at", "COALESCE("+details+", '{}') || alone.details"
	}
	set := "status = @to"
	if st.stamp != "" {
		set += ", " + st.stamp + " = held.at"
	}
	for _, column := range models.SortedKeys(st.set) {
		set += ", " + column + " = @" + column
	}
	return `WITH who AS (` + who + `),
		held AS MATERIALIZED (
		  SELECT id, status AS before, ` + at + ` AS at, ` + details + ` AS details
		  FROM ` + held + ` WHERE ` + condition + `),
		moved AS (
		  UPDATE drifts SET ` + set + ` FROM held WHERE drifts.id = held.id RETURNING drifts.*, held.before, held.at, held.details),
		noted AS (
		  INSERT INTO audit_logs (drift_id, action, actor_id, actor_email, old_value, new_value, details, created_at)
		  SELECT moved.id, @action, who.id, who.email, jsonb_build_object('status', before), CAST(@new AS jsonb), details, at
		  FROM moved, who)`
}

// values are those of statement.
func (st step) values() map[string]any {
	changed := fields{"status": st.to}
	if st.reason != "" {
		changed["reason"] = st.reason
	}
	if st.how != "" {
		changed["resolvedHow"] = st.how
	}
	with := map[string]any{"to": st.to, "action": st.action, "new": changed.json(), "details": st.details.json()}
	maps.Copy(with, st.set)
	return with
}

// apply writes a step of drifts that are held, each with its audit row.
func (u unit) apply(ids []uuid.UUID, st step, who actor) error {
	if len(ids) == 0 {
		return nil
	}
	st.details = u.withOrigin(st.details)
	with := st.values()
	with["ids"], with["user"], with["email"] = uuidArray(ids), who.id, who.email
	if st.alone != nil {
		with["times"], with["alone"] = st.alongside(ids)
	}
	err := u.db.Exec(st.statement("SELECT CAST(@user AS uuid) AS id, CAST(@email AS text) AS email", "id = ANY(CAST(@ids AS uuid[]))")+" SELECT FROM moved", with).Error
	if err == nil && len(st.seen) > 0 {
		err = u.noteSeen(ids, st.seen)
	}
	if err == nil && st.term != nil {
		err = u.db.Exec(`WITH term AS (SELECT id, CAST(@end AS timestamptz), CAST(@ticket AS text), approved_at FROM drifts WHERE id = ANY(CAST(@ids AS uuid[])))
			INSERT INTO approval_terms (drift_id, ends_at, ticket, created_at) SELECT * FROM term`,
			map[string]any{"ids": uuidArray(ids), "end": st.term.EndsAt, "ticket": st.term.Ticket}).Error
	}
	if err == nil && st.to == models.StatusResolved {
		err = u.db.Exec(`UPDATE approval_terms SET closed_at = resolved_at FROM drifts
			WHERE drifts.id = drift_id AND drift_id = ANY(CAST(? AS uuid[])) AND closed_at IS NULL`, uuidArray(ids)).Error
	}
	if err == nil && st.to == models.StatusResolved {
		_, err = u.readAlerts("drift_id IN (SELECT unnest(CAST(@argument AS uuid[])))", uuidArray(ids), who)
		if err == nil {
			err = u.noticeResolved(ids)
		}
	}
	return err
}

// alongside gives what is each drift's own in a step, in the order of ids.
func (st step) alongside(ids []uuid.UUID) (times, details *[]string) {
	times, details = &[]string{}, &[]string{}
	for _, id := range ids {
		*times = append(*times, timeValue(st.alone[id].at))
		*details = append(*details, string(models.MustJSON(map[string]any(st.alone[id].details))))
	}
	return times, details
}

// noteSeen notes which scan had seen each drift last when it was approved.
func (u unit) noteSeen(ids []uuid.UUID, seen map[uuid.UUID]uuid.UUID) error {
	var drifts, scans []uuid.UUID
	for _, id := range ids {
		if scan, known := seen[id]; known {
			drifts, scans = append(drifts, id), append(scans, scan)
		}
	}
	return u.db.Exec(`UPDATE drift_summaries SET approved_scan_id = seen.scan
		FROM unnest(CAST(@drifts AS uuid[]), CAST(@scans AS uuid[])) AS seen(drift, scan) WHERE drift_id = seen.drift`,
		map[string]any{"drifts": uuidArray(drifts), "scans": uuidArray(scans)}).Error
}

// refuse says why a step cannot be taken on a drift: it does not exist, or the
// lifecycle does not allow it, and who was first.
func (u unit) refuse(d heldDrift, to models.Status) error {
	if d.Status == "" {
		return models.NotFound("drift", d.ID.String())
	}
	var last models.AuditLog
	found := u.db.Where("drift_id = ? AND action IN ? AND new_value->>'status' = ?", d.ID, models.LifecycleActions(), d.Status).
		Order("created_at DESC").Limit(1).Find(&last)
	if found.Error != nil {
		return found.Error
	}
	message := fmt.Sprintf("is already %s", d.Status)
	if found.RowsAffected > 0 {
		who := "the program"
		if last.ActorEmail != nil {
			who = *last.ActorEmail
		}
		message += fmt.Sprintf(", by %s at %s", who, last.CreatedAt.UTC().Format("2006-01-02T15:04:05Z"))
	}
	if d.Status != to && d.Status != models.StatusResolved {
		message += fmt.Sprintf(", and cannot become %s any more", to)
	}
	over, err := u.over(models.Drift{ID: d.ID, Status: d.Status})
	if err != nil {
		return err
	}
	if over != nil {
		message += fmt.Sprintf("; the approval ended at %s, and a new drift takes its place with the next import or `guardian notify`: decide about that",
			over.EndsAt.UTC().Format(time.RFC3339))
	}
	return models.Conflict("drift", d.ID.String(), message)
}
