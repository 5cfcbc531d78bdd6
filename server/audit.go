package server

import (
	"context"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// listAudit answers /debug/audit-logs.
func (s *Server) listAudit(c *gin.Context) error {
	q := queryOf(c)
	f := models.AuditFilter{
		DriftID: q.id("driftId"), ActorID: q.id("actorId"), Action: q.texts("action"),
		Since: q.time("since"), Until: q.time("until"),
	}
	return answerTable(s, c, q, table[models.AuditLog, models.AuditLogResponse]{
		name: "audit-logs", parameters: auditParameters, response: models.AuditLog.Response,
		list: func(ctx context.Context, p models.PageRequest) (models.Page[models.AuditLog], error) {
			return s.reader.Audit.List(ctx, f, p)
		},
		stream: func(ctx context.Context, fn func(models.AuditLog) error) error {
			return s.exports.Audit.Stream(ctx, f, fn)
		},
		page: s.auditView,
	})
}

func (s *Server) auditView(ctx context.Context, _ address, rows []models.AuditLog) (tableView, error) {
	v := tableView{
		Title: "Audit trail", Lead: "Every change, by whom, and what it changed. The database lets nobody alter it.",
		Columns: []string{"When", "What", "Who", "Drift", "What changed", "Details"},
		Fields: []field{
			{Name: "action", Label: "Action", Hint: "drift.approved"},
			{Name: "actorId", Label: "Who", Hint: "a user's id"},
			{Name: "driftId", Label: "Drift", Hint: "its id"},
			{Name: "since", Label: "Since", Hint: "2026-11-01"},
			{Name: "until", Label: "and before", Hint: "2026-12-01"},
		},
		Empty: "Nothing has been done yet.",
	}
	drifts, err := s.reader.Drifts.Names(ctx, idsOf(rows, func(a models.AuditLog) *uuid.UUID { return a.DriftID }))
	if err != nil {
		return v, err
	}
	for _, a := range rows {
		who := cell{Kind: "text", Text: "the program"}
		if a.ActorEmail != nil {
			who = textCell(*a.ActorEmail)
		}
		if a.ActorID != nil {
			who.Href = "/debug/audit-logs?actorId=" + a.ActorID.String()
		}
		drift := noCell
		if a.DriftID != nil {
			drift = driftCell(drifts[*a.DriftID].ResourceType, drifts[*a.DriftID].ResourceID, a.DriftID)
		}
		v.Rows = append(v.Rows, []cell{
			{Kind: "time", When: s.moment(a.CreatedAt)},
			linkCell(a.Action, filtered("/debug/audit-logs", "action", a.Action)),
			who, drift, changeCell(a.OldValue, a.NewValue), objectCell(a.Details),
		})
	}
	return v, nil
}
