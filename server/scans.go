package server

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/clouddrift/guardian/models"
	"github.com/clouddrift/guardian/server/pages"
)

// scanList is /debug/scans.
func (s *site) scanList() List {
	return listed(s, list[models.Scan, models.ScanFilter, models.ScanResponse]{
		name: "scans", title: "Scans", filters: models.ScanFilters(), response: models.Scan.Response,
		rows: s.reader.Scans.List, stream: s.exports.Scans.Stream,
		table: func(_ context.Context, rows []models.Scan) (pages.Table, error) {
			return pages.Scans(s.now(), rows), nil
		},
	})
}

// scanDetail is one scan as JSON, with what it covered.
type scanDetail struct {
	models.ScanResponse
	Trusted  bool        `json:"trusted"`            // whether its silence says that a resource is in order
	Why      string      `json:"whyTrusted"`         // or why not
	Coverage models.JSON `json:"coverage,omitempty"` // every resource that it checked
}

// showScan answers /debug/scans/:id.
func (s *site) showScan(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	scan, err := s.reader.Scans.Get(c.Request.Context(), id)
	if err != nil {
		return err
	}
	if !wantsPage(c) {
		silence := scan.Silence()
		return respondJSON(c, scanDetail{scan.Response(), silence.Trusted, silence.Why, scan.Coverage})
	}
	var covered []models.CoveredResource
	if err := json.Unmarshal(scan.Coverage, &covered); err != nil {
		return err
	}
	return s.page(c, http.StatusOK, pages.Scan(s.now(), scan, covered))
}
