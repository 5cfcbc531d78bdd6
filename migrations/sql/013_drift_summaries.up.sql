-- What the occurrences of a drift sum up to, a row a drift, kept in the same transaction as the occurrence, so that
-- lists, filters and detection need no walk over them; and what each scan judged of the changes that it saw.

ALTER TABLE drift_occurrences
  ADD COLUMN kind VARCHAR(20) NOT NULL DEFAULT 'unknown',
  ADD COLUMN changes JSONB,
  ADD CONSTRAINT valid_occurrence_kind CHECK (kind IN ('configuration', 'state', 'unmanaged', 'unknown'));

CREATE TABLE drift_summaries (
  drift_id UUID PRIMARY KEY REFERENCES drifts(id) ON DELETE CASCADE,
  scope TEXT NOT NULL,
  tool VARCHAR(50) NOT NULL,
  address TEXT NOT NULL,
  resource_id TEXT NOT NULL,
  resource_type TEXT NOT NULL,
  kind VARCHAR(20) NOT NULL DEFAULT 'unknown',
  first_seen TIMESTAMP WITH TIME ZONE NOT NULL,
  last_seen TIMESTAMP WITH TIME ZONE NOT NULL,
  occurrences BIGINT NOT NULL DEFAULT 1,
  next_apply VARCHAR(20) NOT NULL DEFAULT 'unknown',
  next_apply_at TIMESTAMP WITH TIME ZONE,
  changes JSONB NOT NULL DEFAULT '[]',
  first_scan_id UUID NOT NULL,
  newest_scan_id UUID NOT NULL,
  approved_scan_id UUID,
  supersedes UUID,
  superseded_by UUID,

  CONSTRAINT valid_summary_kind CHECK (kind IN ('configuration', 'state', 'unmanaged', 'unknown')),
  CONSTRAINT valid_summary_next_apply CHECK (next_apply IN ('revert', 'keep', 'unknown')),
  CONSTRAINT summary_seen_in_order CHECK (first_seen <= last_seen),
  CONSTRAINT summary_occurrences CHECK (occurrences >= 1)
);

-- Of an address as much as an index entry has room for beside the scope.
CREATE INDEX idx_drift_summaries_place ON drift_summaries(scope, tool, left(address, 200));
CREATE INDEX idx_drift_summaries_next_apply ON drift_summaries(next_apply);

-- The newest scan is the last one that does not lie ahead of the clock, if there is one: a report of the future
-- is no answer about what is there today.
INSERT INTO drift_summaries (drift_id, scope, tool, address, resource_id, resource_type, first_seen, last_seen, occurrences,
  next_apply, next_apply_at, first_scan_id, newest_scan_id, approved_scan_id, supersedes, superseded_by)
SELECT d.id, newest.scope, newest.source, newest.address, newest.resource_id, newest.resource_type,
       total.first_seen, total.last_seen, total.occurrences,
       COALESCE(told.next_apply, 'unknown'), told.seen_at, first.scan_id, newest.scan_id, approved.scan_id,
       (SELECT (a.details->>'supersedes')::uuid FROM audit_logs a
        WHERE a.drift_id = d.id AND a.action = 'drift.detected' AND a.details ? 'supersedes' LIMIT 1),
       (SELECT (a.details->>'supersededBy')::uuid FROM audit_logs a
        WHERE a.drift_id = d.id AND a.action = 'drift.superseded' AND a.details ? 'supersededBy' LIMIT 1)
FROM drifts d
CROSS JOIN LATERAL (
  SELECT min(o.first_seen_at) AS first_seen, max(o.seen_at) AS last_seen, count(*) AS occurrences
  FROM drift_occurrences o WHERE o.drift_id = d.id) total
JOIN LATERAL (
  SELECT s.scope, s.source, o.scan_id, o.address, o.resource_id, o.resource_type
  FROM drift_occurrences o, scans s
  WHERE o.drift_id = d.id AND s.id = o.scan_id ORDER BY o.seen_at > clock_timestamp(), o.seen_at DESC, o.created_at DESC, o.scan_id DESC LIMIT 1) newest ON true
JOIN LATERAL (
  SELECT o.scan_id FROM drift_occurrences o
  WHERE o.drift_id = d.id ORDER BY o.created_at, o.seen_at, o.scan_id LIMIT 1) first ON true
LEFT JOIN LATERAL (
  SELECT o.next_apply, o.seen_at FROM drift_occurrences o
  WHERE o.drift_id = d.id AND o.next_apply <> 'unknown'
  ORDER BY o.seen_at > clock_timestamp(), o.seen_at DESC, o.created_at DESC, o.scan_id DESC LIMIT 1) told ON true
LEFT JOIN LATERAL (
  SELECT o.scan_id FROM drift_occurrences o
  WHERE o.drift_id = d.id AND o.created_at <= d.approved_at
  ORDER BY o.seen_at > d.approved_at, o.seen_at DESC, o.created_at DESC, o.scan_id DESC LIMIT 1) approved ON true;

-- A row changes when it is written, as the trail says, and not when its transaction began.
CREATE OR REPLACE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := clock_timestamp();
  RETURN NEW;
END
$$;

-- A drift that was detected ahead of the clock counts as closed once it counts as opened.
DROP INDEX idx_drifts_approved_at;
CREATE INDEX idx_drifts_approved_at ON drifts(approved_at) INCLUDE (severity, detected_at) WHERE approved_at IS NOT NULL;
COMMENT ON INDEX idx_drifts_approved_at IS 'Counts by day what was approved, without reading it.';

COMMENT ON COLUMN drift_occurrences.kind IS 'Whether what differs is in the code, as that scan could tell.';
COMMENT ON COLUMN drift_occurrences.changes IS 'The changes that the scan saw as they were judged then: path, values, severity. Empty where they are those of the drift''s first scan.';
COMMENT ON TABLE drift_summaries IS 'What the scans that saw a drift sum up to, a row a drift. A drift that no scan saw has none.';
COMMENT ON COLUMN drift_summaries.drift_id IS 'The drift; the row goes when it goes.';
COMMENT ON COLUMN drift_summaries.scope IS 'The scope whose scans see it.';
COMMENT ON COLUMN drift_summaries.tool IS 'The tool whose scans see it.';
COMMENT ON COLUMN drift_summaries.address IS 'The resource''s address in its code at the newest scan.';
COMMENT ON COLUMN drift_summaries.resource_id IS 'The resource''s id in full at the newest scan.';
COMMENT ON COLUMN drift_summaries.resource_type IS 'The tool''s own type name in full.';
COMMENT ON COLUMN drift_summaries.kind IS 'Whether what differs is in the code, as far as any scan could tell.';
COMMENT ON COLUMN drift_summaries.first_seen IS 'When it was first seen, or what it took the place of.';
COMMENT ON COLUMN drift_summaries.last_seen IS 'When it was last seen.';
COMMENT ON COLUMN drift_summaries.occurrences IS 'How many scans saw it.';
COMMENT ON COLUMN drift_summaries.next_apply IS 'What the next apply would do about it: the newest answer of a scan that could tell.';
COMMENT ON COLUMN drift_summaries.next_apply_at IS 'When that scan looked. Empty while none could tell.';
COMMENT ON COLUMN drift_summaries.changes IS 'Its changes as the newest scan judged them, each with the newest known answer about the next apply. Empty where no scan kept any.';
COMMENT ON COLUMN drift_summaries.first_scan_id IS 'The scan that detected it, which may be deleted by now.';
COMMENT ON COLUMN drift_summaries.newest_scan_id IS 'The last scan to see it that was not late, which may be deleted by now.';
COMMENT ON COLUMN drift_summaries.approved_scan_id IS 'The newest scan when it was approved: what that saw is what was approved.';
COMMENT ON COLUMN drift_summaries.supersedes IS 'The drift whose place it took, which may be deleted by now.';
COMMENT ON COLUMN drift_summaries.superseded_by IS 'The drift that took its place.';
COMMENT ON CONSTRAINT valid_summary_kind ON drift_summaries IS 'The kinds of a drift.';
COMMENT ON INDEX idx_drift_summaries_place IS 'Finds the drifts of a scope, and of an address in it.';
COMMENT ON INDEX idx_drift_summaries_next_apply IS 'Lists and counts drifts by what the next apply does.';
