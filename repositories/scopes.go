package repositories

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// ScopeReader reads what the ledger knows of scopes. They have no table: a scope is
// there as long as a scan or an unresolved drift names it.
type ScopeReader struct{ unit unit }

// All gives every scope, by name and tool, with its newest scan and its open drifts, and
// sums up those of no scope; what was detected from newSince on counts as new.
func (r ScopeReader) All(ctx context.Context, newSince time.Time) (models.Scopes, error) {
	scopes := models.Scopes{NewSince: newSince.UTC()}
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		var newest []models.Scan
		if err := db.Raw(newestScans).Scan(&newest).Error; err != nil {
			return err
		}
		var open []openInScope
		const alike = "SELECT scope, tool, severity, next_apply, unmanaged, owner, count(*) AS drifts, count(*) FILTER (WHERE detected_at >= @since) AS new, " +
			"min(detected_at) AS oldest, count(*) FILTER (WHERE " + past + ") AS overdue FROM counted_drifts WHERE "
		err := db.Raw(alike+hasOpenStatus("counted_drifts")+" GROUP BY 1, 2, 3, 4, 5, 6 UNION ALL "+
			alike+"drift_id = ANY("+ended+") GROUP BY 1, 2, 3, 4, 5, 6", map[string]any{"since": scopes.NewSince}).Scan(&open).Error
		scopes.All, scopes.None = scopesOf(newest, open)
		return err
	})
	return orNone(scopes, err)
}

// newestScans is the newest scan of each scope and tool. The pairs are found by going
// from one to the next, since a pair may have thousands of scans.
const newestScans = `
	WITH RECURSIVE pairs AS (
	  (SELECT scope, source FROM scans ORDER BY scope, source LIMIT 1)
	  UNION ALL
	  SELECT next.scope, next.source FROM pairs CROSS JOIN LATERAL (
	    SELECT scope, source FROM scans WHERE (scope, source) > (pairs.scope, pairs.source) ORDER BY scope, source LIMIT 1) AS next
	)
	SELECT newest.* FROM pairs CROSS JOIN LATERAL (
	  SELECT id, scope, source, scanned_at, created_at, checked, drifted, created, repeated, superseded, resolved, skipped, suppressed, not_closing
	  FROM scans WHERE id = COALESCE(
	    (SELECT id FROM scans WHERE scope = pairs.scope AND source = pairs.source AND scanned_at <= clock_timestamp() ORDER BY scanned_at DESC, created_at DESC LIMIT 1),
	    (SELECT id FROM scans WHERE scope = pairs.scope AND source = pairs.source ORDER BY scanned_at DESC, created_at DESC LIMIT 1))
	  LIMIT 1) AS newest`

// openInScope counts the open drifts of a scope that are alike.
type openInScope struct {
	Scope, Tool string
	Severity    models.Severity
	NextApply   models.NextApply
	Unmanaged   bool
	Owner       string
	Drifts, New int64
	Oldest      time.Time
	Overdue     int64
}

// scopesOf gives every scope, and what is open of none: a scope has a name.
func scopesOf(newest []models.Scan, open []openInScope) (all []models.Scope, none models.Scope) {
	type pair struct{ scope, tool string }
	at := map[pair]*models.Scope{}
	of := func(scope, tool string) *models.Scope {
		s := at[pair{scope, tool}]
		if s == nil {
			s = &models.Scope{Name: scope, Tool: tool, NextApply: map[models.NextApply]int64{}}
			at[pair{scope, tool}] = s
		}
		return s
	}
	for _, scan := range newest {
		of(scan.Scope, scan.Source).Newest = &scan
	}
	owned := map[*models.Scope][]openInScope{}
	for _, o := range open {
		s := of(o.Scope, o.Tool)
		s.Overdue += o.Overdue
		if o.Owner != "" {
			owned[s] = append(owned[s], o)
		}
		if o.Unmanaged {
			s.Unmanaged += o.Drifts
			continue
		}
		s.Open.Add(o.Severity, o.Drifts)
		s.NextApply[o.NextApply] += o.Drifts
		s.New += o.New
		if oldest := o.Oldest.UTC(); s.Oldest == nil || oldest.Before(*s.Oldest) {
			s.Oldest = &oldest
		}
	}
	for s, parts := range owned {
		s.Owners = ownersOf(parts)
	}
	none = *of("", "")
	delete(at, pair{})
	all = make([]models.Scope, 0, len(at))
	for _, s := range at {
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b models.Scope) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Tool, b.Tool))
	})
	return all, none
}

// ownersOf are the owners of drifts, whoever has the most first.
func ownersOf(parts []openInScope) []string {
	drifts := map[string]int64{}
	for _, p := range parts {
		drifts[p.Owner] += p.Drifts
	}
	owners := models.SortedKeys(drifts)
	slices.SortStableFunc(owners, func(a, b string) int { return cmp.Compare(drifts[b], drifts[a]) })
	return owners
}
