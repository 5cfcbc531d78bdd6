-- One scan seeing one drift. A state is kept only where it differs from the drift's own.
CREATE TABLE drift_occurrences (
  drift_id UUID NOT NULL REFERENCES drifts(id) ON DELETE CASCADE,
  scan_id UUID NOT NULL REFERENCES scans(id) ON DELETE CASCADE,
  address TEXT NOT NULL,
  previous_address TEXT NOT NULL DEFAULT '',
  resource_id TEXT NOT NULL,
  resource_type TEXT NOT NULL,
  action VARCHAR(20) NOT NULL DEFAULT 'update',
  next_apply VARCHAR(20) NOT NULL DEFAULT 'unknown',
  expected_state JSONB,
  actual_state JSONB,
  difference JSONB,
  seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
  first_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,

  PRIMARY KEY (drift_id, scan_id),
  CONSTRAINT valid_next_apply CHECK (next_apply IN ('revert', 'keep', 'unknown')),
  CONSTRAINT first_seen_before_seen CHECK (first_seen_at <= seen_at)
);

CREATE INDEX idx_drift_occurrences_scan_id ON drift_occurrences(scan_id);
CREATE INDEX idx_drift_occurrences_seen_at ON drift_occurrences(drift_id, seen_at DESC);
