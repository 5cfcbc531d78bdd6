package server

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server/pages"
)

// scopeList is /debug/scopes.
func (s *site) scopeList() List {
	return listed(s, list[models.Scope, models.ScopeFilter, models.ScopeResponse]{
		name: "scopes", title: "Scopes", filters: models.ScopeFilters(), response: models.Scope.Response, moving: true,
		rows: s.scopes.get,
		stream: func(ctx context.Context, f models.ScopeFilter, fn func(models.Scope) error) error {
			return s.reader.Scopes.Stream(ctx, f, s.now(), fn)
		},
		table: func(ctx context.Context, rows []models.Scope) (pages.Table, error) {
			return pages.Scopes(s.now(), rows), nil
		},
	})
}

// scopeDetail is one scope as JSON.
type scopeDetail struct {
	Scope string                 `json:"scope"`
	Tools []models.ScopeResponse `json:"tools"` // what the scans of each tool say
	Scans []models.ScanResponse  `json:"scans"` // the newest ones
}

// How many rows of a scope its page shows; the lists behind it have the rest.
const (
	scopeScans  = 20
	scopeDrifts = 50
)

// showScope answers /debug/scopes/*scope.
func (s *site) showScope(c *gin.Context) error {
	name := strings.TrimPrefix(c.Param("scope"), "/")
	if name == "" {
		s.notFound(c) // the list, with a slash behind it
		return nil
	}
	ctx := c.Request.Context()
	view := pages.ScopeView{Name: name, NewSince: models.Yesterday(s.now())}
	var err error
	if view.Tools, err = s.reader.Scopes.Named(ctx, name, view.NewSince); err != nil {
		return err
	}
	if len(view.Tools) == 0 {
		return models.NotFound("scope", name)
	}
	view.Scans, err = s.reader.Scans.List(ctx, models.ScanFilter{Scope: []string{name}}, models.PageRequest{Limit: scopeScans})
	if err != nil {
		return err
	}
	if !wantsPage(c) {
		return respondJSON(c, scopeDetail{
			name, models.ListOf(models.Page[models.Scope]{Items: view.Tools}, models.Scope.Response).Items,
			models.ListOf(view.Scans, models.Scan.Response).Items,
		})
	}
	view.Drifts, err = s.reader.Drifts.List(ctx, models.DriftQuery{
		Filter: models.DriftFilter{Scope: []string{name}, Status: openStatus},
		Sort:   models.SortSeverityDesc, PageRequest: models.PageRequest{Limit: scopeDrifts},
	})
	if err != nil {
		return err
	}
	view.Sightings, err = s.reader.Drifts.Sightings(ctx, driftIDs(view.Drifts.Items))
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, pages.Scope(s.now(), view))
}
