package repositories

import (
	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// sightingOf is what a scan saw of a drift, as far as a detection is compared with it: its
// occurrence, else, where the scan is deleted, what is kept of that.
func sightingOf(drift, scan string) string {
	const read = "SELECT drift_id, scan_id, action, changes, difference FROM "
	where := " WHERE drift_id = " + drift + " AND scan_id = " + scan
	return read + "drift_occurrences" + where + " UNION ALL " + read + "kept_occurrences" + where + " LIMIT 1"
}

// sightings reads what scans saw of drifts, each of the drift at the same place; what is not
// kept is left out.
func (u unit) sightings(drifts, scans []uuid.UUID) ([]models.Occurrence, error) {
	var found []models.Occurrence
	err := u.db.Raw("SELECT o.* FROM unnest(CAST(? AS uuid[]), CAST(? AS uuid[])) AS seen(drift, scan) CROSS JOIN LATERAL ("+
		sightingOf("drift", "scan")+") o", uuidArray(drifts), uuidArray(scans)).Scan(&found).Error
	return found, err
}
