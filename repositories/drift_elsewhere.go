package repositories

import (
	"context"

	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// Elsewhere gives the region and account of a stack of which a scope and tool hold an unresolved
// drift, where they are others than those given; nil where there is none. A resource of a stack may
// be in another region. So the stack's is what the drift's newest scan tells of any resource;
// scans of older releases tell it by those that no ARN names, and so does the drift itself. What
// nothing tells counts as the same.
func (r DriftReader) Elsewhere(ctx context.Context, scope, tool, region, account string) (*models.CoveredResource, error) {
	var found []struct{ Region, Account string }
	err := r.unit.read(ctx, func(db *gorm.DB) error {
		return db.Raw(`
			SELECT COALESCE(told.region, of.region, of.own) AS region, of.account FROM (
			  SELECT DISTINCT s.newest_scan_id, s.account_id AS account, s.region AS own,
			    CASE WHEN s.resource_id NOT LIKE 'arn:%' THEN NULLIF(s.region, 'global') END AS region
			  FROM drift_summaries s CROSS JOIN LATERAL (SELECT FROM drifts d WHERE d.id = s.drift_id AND d.status <> 'resolved' OFFSET 0) d
			  WHERE s.scope = @scope AND s.tool = @tool) of
			LEFT JOIN LATERAL (
			  SELECT COALESCE(c->>'stack', NULLIF(c->>'region', 'global')) AS region FROM scans CROSS JOIN jsonb_array_elements(coverage) AS listed(c)
			  WHERE scans.id = of.newest_scan_id AND (c->>'stack' IS NOT NULL OR COALESCE(c->>'id', '') NOT LIKE 'arn:%') LIMIT 1) told ON true
			WHERE COALESCE(told.region, of.region) <> @region OR of.account NOT IN ('', @account)
			LIMIT 1`, map[string]any{"scope": scope, "tool": tool, "region": region, "account": account}).Scan(&found).Error
	})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &models.CoveredResource{Region: found[0].Region, Account: found[0].Account}, nil
}
