package server

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

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

// scanDetail is one scan as JSON, with what it saw, left out and covered.
type scanDetail struct {
	models.ScanResponse
	Trusted      bool               `json:"trusted"`            // whether its silence says that a resource is in order
	Why          string             `json:"whyTrusted"`         // or why not
	Entries      []models.ScanEntry `json:"entries"`            // the drifts that it saw, then those that it resolved
	EntriesTotal int64              `json:"entriesTotal"`       // how many there are in all
	LeftOut      models.JSON        `json:"leftOut,omitempty"`  // the noise, and what was skipped
	Coverage     models.JSON        `json:"coverage,omitempty"` // every resource that it checked
}

// compareParameter is which scan to compare one with.
var compareParameter = []models.FilterLine{{Name: "compare", Kind: models.FilterID, Help: "what is different since the scan with this `ID`, of the same scope and tool"}}

// showScan answers /debug/scans/:id, or compares the scan with another.
func (s *site) showScan(c *gin.Context) error {
	id, err := idOf(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	scan, err := s.reader.Scans.Get(ctx, id)
	if err != nil {
		return err
	}
	if other := c.Query("compare"); other != "" {
		return s.compareScans(c, scan, other)
	}
	entries, total, err := s.reader.Scans.Entries(ctx, id)
	if err != nil {
		return err
	}
	if !wantsPage(c) {
		silence := scan.Silence()
		return respondJSON(c, scanDetail{scan.Response(), silence.Trusted, silence.Why, entries, total, scan.LeftOut, scan.Coverage})
	}
	view := pages.ScanView{Scan: scan, Entries: entries, Total: total}
	if err := json.Unmarshal(scan.Coverage, &view.Covered); err != nil {
		return err
	}
	if err := json.Unmarshal(scan.LeftOut, &view.LeftOut); err != nil {
		return err
	}
	if view.Before, err = s.reader.Scans.Before(ctx, scan); err != nil {
		return err
	}
	return s.page(c, http.StatusOK, pages.Scan(s.now(), view))
}

// scanComparison is what is different between two scans as JSON.
type scanComparison struct {
	Before models.ScanResponse `json:"before"`
	After  models.ScanResponse `json:"after"`
	models.ScanComparison
}

// compareScans says what is different between two scans of a scope, whichever of them
// looked first.
func (s *site) compareScans(c *gin.Context, scan models.Scan, with string) error {
	id, err := models.ParseID(with)
	if err != nil {
		return models.Invalid("compare", err.Error())
	}
	ctx := c.Request.Context()
	other, err := s.reader.Scans.Get(ctx, id)
	if err != nil {
		return err
	}
	if other.Scope != scan.Scope || other.Source != scan.Source {
		return models.Invalid("compare", "takes a scan of the same scope and tool, got one of "+other.Scope+" by "+other.Source)
	}
	before, after := other, scan
	if after.ScannedAt.Before(before.ScannedAt) {
		before, after = after, before
	}
	var seen [2][]models.ScanEntry
	for i, of := range []models.Scan{before, after} {
		entries, total, err := s.reader.Scans.Entries(ctx, of.ID)
		if err != nil {
			return err
		}
		if total > models.MaxScanEntries {
			return models.Invalid("compare", "takes scans of no more than "+strconv.Itoa(models.MaxScanEntries)+" drifts, got "+strconv.FormatInt(total, 10))
		}
		seen[i] = entries
	}
	comparison := models.CompareScans(seen[0], seen[1])
	if !wantsPage(c) {
		return respondJSON(c, scanComparison{before.Response(), after.Response(), comparison})
	}
	return s.page(c, http.StatusOK, pages.ScanComparison(s.now(), before, after, comparison))
}
