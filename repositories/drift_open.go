package repositories

import (
	"slices"

	"github.com/google/uuid"
	"gorm.io/gorm/clause"

	"github.com/clouddrift/guardian/models"
)

// ended are the approved drifts whose approval has ended, as an array: few at any time,
// since imports and [Drifts.EndApprovals] put new drifts in their places. PostgreSQL works
// it out once for a query, by an index of the terms whose drift is not closed.
const ended = "ARRAY(SELECT term.drift_id FROM approval_terms term JOIN drifts of ON of.id = term.drift_id" +
	" WHERE term.ends_at <= CURRENT_TIMESTAMP AND term.closed_at IS NULL AND of.status = 'approved')"

// isOpen is the condition that somebody must still act on a drift, of the table of this
// name: by its status, or because its approval has ended.
func isOpen(table string) string {
	return "(" + hasOpenStatus(table) + " OR " + hasEnded(table) + ")"
}

// hasOpenStatus is the condition that a drift is open by its status.
func hasOpenStatus(table string) string {
	return oneOf(table+".status", models.Texts(models.OpenStatuses()))
}

// counted is the condition of counted_drifts that a drift is open by its status, and of a
// resource that code knows.
var counted = hasOpenStatus("counted_drifts") + " AND NOT unmanaged"

// past says of a summary that its date has passed.
const past = "due_at <= CURRENT_TIMESTAMP"

// hasEnded is the condition that a drift is approved and the approval has ended.
func hasEnded(table string) string { return table + ".id = ANY(" + ended + ")" }

// inStatuses keeps the drifts of some statuses, where [models.StatusOpen] stands for all that
// are open; over is the condition that the approval has ended.
func inStatuses(given []string, over string, vars ...any) clause.Expr {
	statuses, open := withoutOpen(given)
	if !open || slices.Contains(statuses, string(models.StatusApproved)) {
		return clause.Expr{SQL: oneOf("drifts.status", statuses)}
	}
	return clause.Expr{SQL: "(" + oneOf("drifts.status", statuses) + " OR " + over + ")", Vars: vars}
}

// withoutOpen says whether open is among statuses, and gives them with those of the column
// in its place.
func withoutOpen(given []string) (statuses []string, open bool) {
	for _, s := range given {
		if s == string(models.StatusOpen) {
			open = true
		} else {
			statuses = append(statuses, s)
		}
	}
	if open {
		statuses = append(statuses, models.Texts(models.OpenStatuses())...)
	}
	return statuses, open
}

// over is the term of a drift's approval where that has ended, else nil.
func (u unit) over(d models.Drift) (*models.ApprovalTerm, error) {
	if d.Status != models.StatusApproved {
		return nil, nil
	}
	terms, err := u.ended([]uuid.UUID{d.ID})
	if term, is := terms[d.ID]; is {
		return &term, err
	}
	return nil, err
}

// ended gives of approved drifts those whose approval has ended, with its term.
func (u unit) ended(approved []uuid.UUID) (map[uuid.UUID]models.ApprovalTerm, error) {
	if len(approved) == 0 {
		return nil, nil
	}
	var terms []models.ApprovalTerm
	err := u.db.Where("drift_id = ANY(CAST(? AS uuid[])) AND ends_at <= CURRENT_TIMESTAMP", uuidArray(approved)).Find(&terms).Error
	over := make(map[uuid.UUID]models.ApprovalTerm, len(terms))
	for _, term := range terms {
		over[term.DriftID] = term
	}
	return over, err
}
