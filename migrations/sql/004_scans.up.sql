-- One report of one tool about one scope, imported once.
CREATE TABLE scans (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  scope TEXT NOT NULL,
  source VARCHAR(50) NOT NULL,
  file TEXT NOT NULL DEFAULT '',
  report_sha256 BYTEA NOT NULL,
  report_bytes BIGINT NOT NULL,
  report_time TIMESTAMP WITH TIME ZONE,
  scanned_at TIMESTAMP WITH TIME ZONE NOT NULL,
  detected_by VARCHAR(50) NOT NULL,
  tool_version VARCHAR(50) NOT NULL DEFAULT '',
  format_version VARCHAR(50) NOT NULL DEFAULT '',
  refresh_only BOOLEAN NOT NULL,
  complete BOOLEAN NOT NULL,
  errored BOOLEAN NOT NULL,
  checked INTEGER NOT NULL DEFAULT 0,
  drifted INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL DEFAULT 0,
  repeated INTEGER NOT NULL DEFAULT 0,
  superseded INTEGER NOT NULL DEFAULT 0,
  resolved INTEGER NOT NULL DEFAULT 0,
  skipped INTEGER NOT NULL DEFAULT 0,
  suppressed JSONB NOT NULL DEFAULT '{}',
  coverage JSONB NOT NULL DEFAULT '[]',
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,

  -- An index entry of a longer scope would not fit on a page.
  CONSTRAINT scan_scope_length CHECK (octet_length(scope) BETWEEN 1 AND 1024),
  CONSTRAINT scan_report_digest CHECK (octet_length(report_sha256) = 32),
  CONSTRAINT scan_report_size CHECK (report_bytes >= 0),
  CONSTRAINT valid_scan_detected_by CHECK (detected_by IN ('scheduler', 'manual', 'api')),
  CONSTRAINT scan_counts CHECK (
    LEAST(checked, drifted, created, repeated, superseded, resolved, skipped) >= 0
  ),
  CONSTRAINT scan_json CHECK (
    jsonb_typeof(suppressed) = 'object' AND jsonb_typeof(coverage) = 'array'
  )
);

CREATE INDEX idx_scans_scope ON scans(scope, source, scanned_at DESC, created_at DESC);
CREATE INDEX idx_scans_scanned_at ON scans(scanned_at DESC, id DESC);
CREATE INDEX idx_scans_report ON scans(scope, source, report_sha256);
