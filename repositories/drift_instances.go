package repositories

import "github.com/google/uuid"

// scannedBlock is a block of code (see [models.CoveredResource.Block]) in a scan.
type scannedBlock struct {
	scan  uuid.UUID
	block string
}

// instances counts the resources of blocks that scans looked at. A scan that is deleted has none.
func (u unit) instances(of []scannedBlock) (map[scannedBlock]int, error) {
	counts := map[scannedBlock]int{}
	if len(of) == 0 {
		return counts, nil
	}
	scans, blocks := make([]uuid.UUID, len(of)), make([]string, len(of))
	for i, o := range of {
		scans[i], blocks[i] = o.scan, o.block
	}
	rows, err := u.db.Raw(`
		SELECT scans.id, listed.block, count(*) FROM scans CROSS JOIN LATERAL (
		  SELECT CASE WHEN right(c->>'address', length(c->>'id') + 1) = ':' || (c->>'id') THEN left(c->>'address', -length(c->>'id') - 1) ELSE c->>'address' END AS block
		  FROM jsonb_array_elements(scans.coverage) AS one(c)) listed
		WHERE scans.id = ANY(CAST(? AS uuid[])) AND listed.block = ANY(CAST(? AS text[]))
		GROUP BY scans.id, listed.block`, uuidArray(scans), &blocks).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var of scannedBlock
		var n int
		if err := rows.Scan(&of.scan, &of.block, &n); err != nil {
			return nil, err
		}
		counts[of] = n
	}
	return counts, rows.Err()
}
