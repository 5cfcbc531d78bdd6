package server

import (
	"context"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server/pages"
)

// listAudit answers /debug/audit-logs.
func (s *site) listAudit(c *gin.Context) error {
	return answerList(s, c, list[models.AuditLog, models.AuditFilter, models.AuditLogResponse]{
		name: "audit-logs", filters: models.AuditFilters(), response: models.AuditLog.Response,
		rows: s.reader.Audit.List, stream: s.exports.Audit.Stream,
		table: func(ctx context.Context, rows []models.AuditLog) (pages.Table, error) {
			drifts, err := s.reader.Drifts.Names(ctx, idsOf(rows, func(a models.AuditLog) *uuid.UUID { return a.DriftID }))
			return pages.Audit(s.now(), rows, drifts), err
		},
	})
}
