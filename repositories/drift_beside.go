package repositories

import (
	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// moved is a drift's resource that a scan found at other addresses than the drift's, to which
// it may have moved.
type moved struct {
	resource *models.CoveredResource
	newest   uuid.UUID // the scan that saw the drift last
	to       []string
}

// standBeside notes on resources that may have moved at which of these addresses they stood
// already, beside their own, when the drift was last seen. Where that scan is deleted nothing tells it.
func (u unit) standBeside(all []moved) error {
	if len(all) == 0 {
		return nil
	}
	var scans []uuid.UUID
	var addresses []string
	for _, m := range all {
		scans, addresses = append(scans, m.newest), append(addresses, m.to...)
	}
	rows, err := u.db.Raw(`
		SELECT scans.id, c->>'address', c->>'type', COALESCE(c->>'id', ''), COALESCE(c->>'region', ''), COALESCE(c->>'account', '')
		FROM scans CROSS JOIN jsonb_array_elements(coverage) AS listed(c)
		WHERE scans.id = ANY(CAST(@scans AS uuid[])) AND c->>'address' = ANY(CAST(@addresses AS text[]))`,
		map[string]any{"scans": uuidArray(scans), "addresses": &addresses}).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	type place struct {
		scan    uuid.UUID
		address string
	}
	listed := map[place]models.CoveredResource{}
	for rows.Next() {
		var scan uuid.UUID
		var r models.CoveredResource
		if err := rows.Scan(&scan, &r.Address, &r.Type, &r.ID, &r.Region, &r.Account); err != nil {
			return err
		}
		listed[place{scan, r.Address}] = r
	}
	for _, m := range all {
		var then []models.CoveredResource
		for _, address := range m.to {
			then = append(then, listed[place{m.newest, address}])
		}
		m.resource.Beside = m.resource.StoodBeside(then)
	}
	return rows.Err()
}
