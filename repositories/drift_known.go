package repositories

import (
	"maps"
	"slices"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/clouddrift/guardian/models"
)

// knownDrift is a drift that a detection may be a repeat of.
type knownDrift struct {
	ID uuid.UUID
	models.CoveredResource
}

func places(known []knownDrift) []models.CoveredResource {
	list := make([]models.CoveredResource, len(known))
	for i, k := range known {
		list[i] = k.CoveredResource
	}
	return list
}

// knownDrifts gives for each of some detections of a scan the drifts of its scope and tool
// that it may belong to, the newest first: the unresolved ones, and for late detections the
// resolved ones after them. One that this scan has seen at another address is that address's
// own.
func (u unit) knownDrifts(ins []models.Detection, scan models.Scan) ([][]knownDrift, error) {
	addresses, ids := map[string][]int{}, map[string][]int{}
	var all, own []string // the ids, and the address that goes with each
	// Written out, since the partial index serves no condition that is a parameter.
	unresolved := "d.status <> 'resolved'"
	for i, in := range ins {
		for _, address := range []string{in.Address, in.PreviousAddress} {
			if address != "" {
				addresses[address] = append(addresses[address], i)
			}
		}
		if ids[in.FullResourceID] = append(ids[in.FullResourceID], i); len(ids[in.FullResourceID]) == 1 {
			all, own = append(all, in.FullResourceID), append(own, in.Address)
		}
		if in.Late() {
			unresolved = "true"
		}
	}
	// Each name is looked up by one value that one index has: of an index of scopes PostgreSQL
	// would read all of a scope for each, as long as it does not know that there is much of
	// it, which is throughout the first import and for some time after it.
	part := func(column, names, condition string) string {
		return `SELECT d.id, d.status, d.detected_at, d.created_at, s.address, s.previous_address, s.resource_type, s.resource_id, s.region, s.account_id
		  FROM (SELECT name, own, hashtextextended(CAST(@scope AS text) || ' ' || CAST(@tool AS text) || ' ' || name, 0) AS place FROM unnest(` + names + `) AS named(name, own) OFFSET 0) one
		  CROSS JOIN LATERAL (SELECT * FROM drift_summaries s WHERE hashtextextended(s.scope || ' ' || s.tool || ' ' || ` + column + `, 0) = place AND ` + condition + ` OFFSET 0) s
		  CROSS JOIN LATERAL (SELECT id, status, detected_at, created_at FROM drifts d WHERE id = s.drift_id AND ` + unresolved + ` OFFSET 0) d
		  WHERE s.scope = @scope AND s.tool = @tool AND ` + column + ` = name`
	}
	// What its address finds already is not found by its id again.
	rows, err := u.db.Raw(`
		SELECT known.id, known.address, known.previous_address, known.resource_type, known.resource_id, known.region, known.account_id, COALESCE(o.address, '')
		FROM (`+part("s.address", "CAST(@addresses AS text[]), CAST('{}' AS text[])", "true")+`
		UNION ALL `+part("s.resource_id", "CAST(@ids AS text[]), CAST(@own AS text[])", "s.address <> own")+`) known
		LEFT JOIN LATERAL (SELECT address FROM drift_occurrences WHERE drift_id = known.id AND scan_id = @scan OFFSET 0) o ON true
		ORDER BY known.status <> 'resolved' DESC, known.detected_at DESC, known.created_at DESC, known.id`,
		map[string]any{
			"scope": scan.Scope, "tool": scan.Source, "scan": ins[0].Scan.ID, "addresses": namesIn(addresses), "ids": &all, "own": &own,
		}).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	known := make([][]knownDrift, len(ins))
	var before uuid.UUID
	for rows.Next() {
		var k knownDrift
		var seen string
		if err := rows.Scan(&k.ID, &k.Address, &k.PreviousAddress, &k.Type, &k.CoveredResource.ID, &k.Region, &k.Account, &seen); err != nil {
			return nil, err
		}
		if k.ID == before { // by the address of another
			continue
		}
		before = k.ID
		at := slices.Concat(addresses[k.Address], ids[k.CoveredResource.ID])
		slices.Sort(at)
		for _, i := range slices.Compact(at) {
			if ins[i].Resource().MayBelong(k.CoveredResource) && (seen == "" || seen == ins[i].Address) {
				known[i] = append(known[i], k)
			}
		}
	}
	return known, rows.Err()
}

// namesIn gives the keys of a map as one parameter, an array.
func namesIn(of map[string][]int) *[]string {
	names := models.SortedKeys(of)
	return &names
}

// actionDelete is the [models.Detection.Action] of a resource that is gone.
const actionDelete = "delete"

// lockedDrift is a known drift that nobody else changes any more, with what a
// detection is compared with. It is without the states.
type lockedDrift struct {
	drift    models.Drift
	summary  models.DriftSummary
	detected models.Occurrence     // what the first scan saw, and
	approved models.Occurrence     // what was approved; nothing where that is not known
	over     *models.ApprovalTerm  // of an approval that has ended, else nil
	first    []models.JudgedChange // as its first scan kept them; nil where it kept none
	baseline []models.JudgedChange // as judged today
	seen     []models.JudgedChange // what the baseline is compared with
}

// lockKnown locks drifts, in the order of their ids, and reads what each is compared with;
// one that somebody has deleted is left out.
func (u unit) lockKnown(ids []uuid.UUID) (map[uuid.UUID]*lockedDrift, error) {
	locked := make(map[uuid.UUID]*lockedDrift, len(ids))
	if len(ids) == 0 {
		return locked, nil
	}
	var drifts []models.Drift
	err := u.db.Raw("SELECT id, resource_type, resource_id, difference, severity, status FROM drifts WHERE id = ANY(CAST(? AS uuid[])) ORDER BY id FOR NO KEY UPDATE", uuidArray(ids)).Scan(&drifts).Error
	if err != nil {
		return nil, err
	}
	for _, d := range drifts {
		locked[d.ID] = &lockedDrift{drift: d}
	}
	return locked, u.readKnown(locked)
}

// readKnown reads what locked drifts are compared with.
func (u unit) readKnown(locked map[uuid.UUID]*lockedDrift) error {
	ids := uuidArray(slices.Collect(maps.Keys(locked)))
	var summaries []models.DriftSummary
	if err := u.db.Where("drift_id = ANY(CAST(? AS uuid[]))", ids).Find(&summaries).Error; err != nil {
		return err
	}
	if len(summaries) < len(locked) {
		return gorm.ErrRecordNotFound
	}
	var approved, drifts, scans []uuid.UUID
	for _, s := range summaries {
		k := locked[s.DriftID]
		if k.summary = s; k.drift.Status == models.StatusApproved {
			approved = append(approved, s.DriftID)
		}
		drifts, scans = append(drifts, s.DriftID), append(scans, s.FirstScanID)
		if s.ApprovedScanID != nil && *s.ApprovedScanID != s.FirstScanID {
			drifts, scans = append(drifts, s.DriftID), append(scans, *s.ApprovedScanID)
		}
	}
	occurrences, err := u.sightings(drifts, scans)
	if err != nil {
		return err
	}
	for _, o := range occurrences {
		k := locked[o.DriftID]
		if o.ScanID == k.summary.FirstScanID {
			k.detected = o
		}
		if scan := k.summary.ApprovedScanID; scan != nil && o.ScanID == *scan {
			k.approved = o
		}
	}
	over, err := u.ended(approved)
	for id, term := range over {
		locked[id].over = &term
	}
	return err
}

// sightingOf is what a scan saw of a drift, as far as a detection is compared with it: its
// occurrence, else, where the scan is deleted, what is kept of that.
func sightingOf(drift, scan string) string {
	return sightingIn("drift_occurrences", drift, scan) + " UNION ALL " + sightingIn("kept_occurrences", drift, scan) + " LIMIT 1"
}

func sightingIn(table, drift, scan string) string {
	return "SELECT drift_id, scan_id, action, changes, difference FROM " + table + " WHERE drift_id = " + drift + " AND scan_id = " + scan
}

// sightings reads what scans saw of drifts, each of the drift at the same place; what is not
// kept is left out. Most scans are there, so that what is kept of others is looked for by itself.
func (u unit) sightings(drifts, scans []uuid.UUID) (found []models.Occurrence, err error) {
	for _, table := range []string{"drift_occurrences", "kept_occurrences"} {
		var some []models.Occurrence
		err = u.db.Raw(`SELECT o.* FROM unnest(CAST(? AS uuid[]), CAST(? AS uuid[])) AS seen(drift, scan)
			CROSS JOIN LATERAL (`+sightingIn(table, "drift", "scan")+` OFFSET 0) o`, uuidArray(drifts), uuidArray(scans)).Scan(&some).Error
		if found = append(found, some...); err != nil || len(found) >= len(drifts) {
			break
		}
	}
	return found, err
}

// sameKind says whether code knows the resource in both, or in neither: what it does
// not know and what is gone may both be without a change that tells them apart.
func (k *lockedDrift) sameKind(in models.Detection) bool {
	return (k.summary.Kind == models.KindUnmanaged) == (in.Kind == models.KindUnmanaged)
}

// before says whether a detection tells of a time before the drift was last seen, and so
// nothing of now: its whole scan is late, or a tool by history tells of each resource at a
// time of its own.
func (k *lockedDrift) before(in models.Detection) bool {
	return in.Late() || models.ToldByHistory(in.Scan.Source) && models.Stored(in.SeenAt).Before(k.summary.LastSeen)
}

// givesWay says whether a detection that is no repeat takes the drift's place. What a
// tool by history tells of other places says nothing of the drift's own.
func (k *lockedDrift) givesWay(in models.Detection) bool {
	if k.before(in) {
		return false
	}
	return !models.ToldByHistory(in.Scan.Source) || k.gone() || in.Action == actionDelete || models.AllSeen(k.baseline, k.seen)
}

// overtakes says whether the drift tells, at a later time, of all that a detection tells: that
// says nothing any more.
func (k *lockedDrift) overtakes(in models.Detection) bool {
	return k.before(in) && (k.gone() || in.Action == actionDelete || models.AllSeen(k.seen, k.baseline))
}

// gone says whether the resource was when the drift was first seen.
func (k *lockedDrift) gone() bool { return k.detected.Action == actionDelete }

// compare sets the changes that one scan saw of the drift, that of which it was approved or
// the first, and those of the first where it kept none, against those of a detection. Of a drift of which an older release
// kept none it is what the differences tell, of both alike: they hold no more of what is
// masked than that it differs.
func (k *lockedDrift) compare(in models.Detection) (err error) {
	rejudge := in.Rejudge
	if rejudge == nil {
		rejudge = func(changes []models.JudgedChange) []models.JudgedChange { return changes }
	}
	o := k.detected
	if k.drift.Status == models.StatusApproved {
		o = k.approved
	}
	if k.first, err = models.DecodeChanges(k.detected.Changes); err != nil {
		return err
	}
	k.seen = in.Changes
	if k.baseline, err = models.DecodeChanges(o.Changes); err != nil {
		return err
	}
	if k.baseline == nil {
		k.baseline = k.first
	}
	if k.baseline == nil {
		if k.baseline, err = models.RecordedChanges(own(o.Difference, k.drift.Difference)); err != nil {
			return err
		}
		if k.seen, err = models.RecordedChanges(in.Difference); err != nil {
			return err
		}
		k.seen = rejudge(k.seen)
	}
	k.baseline = rejudge(k.baseline)
	return nil
}

// own is what an occurrence keeps, else the drift itself.
func own(of, drifts models.JSON) models.JSON {
	if len(of) > 0 {
		return of
	}
	return drifts
}
