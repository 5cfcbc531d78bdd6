package repositories

import (
	"context"
	"encoding/binary"

	"github.com/google/uuid"

	"github.com/clouddrift/guardian/models"
)

// SeedTable is a table that the seed writes, as its ids count them.
type SeedTable byte

// The tables that the seed gives ids to. Occurrences have none of their own.
const (
	SeedUsers SeedTable = iota + 1
	SeedDrifts
	SeedScans
	SeedAlerts
	SeedAudit
	SeedCosts
	SeedSessions
)

// seededID is the pattern of the seed's ids as text: UUIDs of version 8, which RFC 9562
// leaves to the application, with 5eed in their second group. No random id (version 4)
// and no time-ordered one (version 7) is like it.
const seededID = "________-5eed-8%"

// SeedID is the id of the n-th row that the seed writes into a table. It depends on
// nothing else but the random seed, of which 26 bits go into it. Drifts, which people name
// by the beginning of their ids, differ there from one another; the other ids stand
// in the order in which they are written, which is the fastest for an index.
func SeedID(randomSeed uint64, table SeedTable, n uint64) uuid.UUID {
	h := randomSeed * 0x9e3779b97f4a7c15 >> 38
	begin := uint32(0x5eed5eed)
	if table == SeedDrifts {
		begin = scatter(uint32(n) ^ uint32(h))
	}
	var id uuid.UUID
	binary.BigEndian.PutUint32(id[:], begin)
	id[4], id[5] = 0x5e, 0xed
	id[6] = 0x80 | byte(h>>22)
	id[7] = byte(h >> 14)
	id[8] = 0x80 | byte(h>>8)&0x3f
	id[9] = byte(h)
	var tail [8]byte
	binary.BigEndian.PutUint64(tail[:], uint64(table)<<44|n&(1<<44-1))
	copy(id[10:], tail[2:])
	return id
}

// scatter gives each number another one of its own, far from those of its neighbours: the
// last step of MurmurHash3, which can be undone.
func scatter(n uint32) uint32 {
	n ^= n >> 16
	n *= 0x85ebca6b
	n ^= n >> 13
	n *= 0xc2b2ae35
	return n ^ n>>16
}

// MarkSeeded makes a scan and everything that its import created count as written
// by the seed: demo's sample reports. It belongs into the unit of work of the import
// or after it. Marking a scan twice changes nothing, nor does one that does not exist.
func (s *Store) MarkSeeded(ctx context.Context, scan uuid.UUID) error {
	return s.unit.write(ctx, func(tx unit) error {
		// Every audit row of an import names its scan, and what it tells of.
		return tx.db.Exec(`
			WITH s AS (SELECT id, created_at FROM scans WHERE id = @scan),
			audit AS (
			  SELECT a.id, a.drift_id, a.action, a.details->>'alertId' AS alert, a.details->>'costMetricId' AS cost FROM audit_logs a JOIN s ON a.created_at >= s.created_at
			  WHERE a.actor_id IS NULL AND a.details->>'scanId' = s.id::text),
			rows AS (
			  SELECT 'scans', id FROM s
			  UNION ALL SELECT 'audit_logs', id FROM audit
			  UNION ALL SELECT 'drifts', drift_id FROM audit WHERE action = @detected
			  UNION ALL SELECT 'alerts', CAST(alert AS uuid) FROM audit WHERE action = @opened
			  UNION ALL SELECT 'cost_metrics', CAST(cost AS uuid) FROM audit WHERE action = @priced)
			INSERT INTO seed_rows (table_name, row_id) SELECT * FROM rows
			ON CONFLICT DO NOTHING`,
			map[string]any{"scan": scan, "detected": models.ActionDriftDetected, "opened": models.ActionAlertCreated, "priced": models.ActionCostRecorded}).Error
	})
}
