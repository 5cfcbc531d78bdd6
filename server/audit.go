package server

import (
	"context"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server/pages"
)

// auditList is /debug/audit-logs.
func (s *site) auditList() List {
	return listed(s, list[models.AuditLog, models.AuditFilter, models.AuditLogResponse]{
		name: "audit-logs", title: "Audit", filters: models.AuditFilters(), response: models.AuditLog.Response,
		rows: s.reader.Audit.List, stream: s.exports.Audit.Stream,
		table: func(ctx context.Context, rows []models.AuditLog) (pages.Table, error) {
			drifts, err := s.reader.Drifts.Names(ctx, idsOf(rows, func(a models.AuditLog) *uuid.UUID { return a.DriftID }))
			return pages.Audit(s.now(), rows, drifts), err
		},
	})
}
