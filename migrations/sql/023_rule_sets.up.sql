-- The rules that a team gives itself, whole and as they were given, which set judged a scan, and what each rule did in it.
-- Whose a drift is and when it is due follow from them.

CREATE TABLE rule_sets (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  source TEXT NOT NULL,
  file TEXT NOT NULL,
  sha256 BYTEA NOT NULL,
  rules JSONB NOT NULL DEFAULT '[]',
  applied_by UUID NOT NULL REFERENCES users(id),
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,

  CONSTRAINT rule_set_digest CHECK (octet_length(sha256) = 32),
  CONSTRAINT rule_set_rules CHECK (jsonb_typeof(rules) = 'array')
);
CREATE INDEX idx_rule_sets_created_at_id ON rule_sets(created_at DESC, id DESC);

CREATE FUNCTION keep_rule_set() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rules %: what was applied never changes: % refused', OLD.id, TG_OP
    USING ERRCODE = 'GD001', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;
END
$$;

CREATE TRIGGER rule_sets_keep BEFORE UPDATE OR DELETE ON rule_sets
  FOR EACH ROW EXECUTE FUNCTION keep_rule_set();

-- A scan says from its first moment by which rules it is judged.
ALTER TABLE scans ADD COLUMN rule_set_id UUID REFERENCES rule_sets(id);

CREATE OR REPLACE FUNCTION keep_scan_identity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF ROW(NEW.id, NEW.scope, NEW.source, NEW.report_sha256, NEW.scanned_at, NEW.rule_set_id, NEW.created_at)::record
     *<> ROW(OLD.id, OLD.scope, OLD.source, OLD.report_sha256, OLD.scanned_at, OLD.rule_set_id, OLD.created_at)::record
  THEN
    RAISE EXCEPTION 'scan %: what was scanned never changes', OLD.id
      USING ERRCODE = 'GD001', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END
$$;

CREATE TABLE rule_matches (
  scan_id UUID NOT NULL REFERENCES scans(id) ON DELETE CASCADE,
  rule TEXT NOT NULL,
  matched INTEGER NOT NULL,
  critical INTEGER NOT NULL DEFAULT 0,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,

  PRIMARY KEY (scan_id, rule),
  CONSTRAINT rule_match_length CHECK (octet_length(rule) BETWEEN 1 AND 1024),
  CONSTRAINT rule_match_counts CHECK (matched >= 1 AND critical BETWEEN 0 AND matched)
);
CREATE INDEX idx_rule_matches_rule ON rule_matches(rule, created_at DESC);

ALTER TABLE drift_summaries
  ADD COLUMN owner TEXT NOT NULL DEFAULT '',
  ADD COLUMN due_at TIMESTAMP WITH TIME ZONE;
CREATE INDEX idx_drift_summaries_owner ON drift_summaries(owner);
CREATE INDEX idx_drift_summaries_due_at ON drift_summaries(due_at) WHERE due_at IS NOT NULL;

ALTER TABLE drift_occurrences
  ADD COLUMN owner TEXT NOT NULL DEFAULT '',
  ADD COLUMN due_at TIMESTAMP WITH TIME ZONE;

COMMENT ON TABLE rule_sets IS 'The files of rules that were applied, each in force until the next. Rows never change.';
COMMENT ON COLUMN rule_sets.id IS 'The id of the set.';
COMMENT ON COLUMN rule_sets.source IS 'The file as it was given.';
COMMENT ON COLUMN rule_sets.file IS 'Its path.';
COMMENT ON COLUMN rule_sets.sha256 IS 'SHA-256 of the source.';
COMMENT ON COLUMN rule_sets.rules IS 'The rules of the file in order: key, kind, line, reason, until when, and since when a rule of that key is in force without a break.';
COMMENT ON COLUMN rule_sets.applied_by IS 'The user who applied it.';
COMMENT ON COLUMN rule_sets.created_at IS 'When it came into force.';
COMMENT ON INDEX idx_rule_sets_created_at_id IS 'The sets, the newest first.';
COMMENT ON TRIGGER rule_sets_keep ON rule_sets IS 'Refuses UPDATE and DELETE, with SQLSTATE GD001.';
COMMENT ON COLUMN scans.rule_set_id IS 'The rules that judged it; empty where there were none.';
COMMENT ON TRIGGER scans_keep_identity ON scans IS 'Refuses a change of id, scope, source, report_sha256, scanned_at, rule_set_id and created_at, with SQLSTATE GD001.';
COMMENT ON TABLE rule_matches IS 'What a rule did in a scan; no row where it did nothing.';
COMMENT ON COLUMN rule_matches.scan_id IS 'The scan.';
COMMENT ON COLUMN rule_matches.rule IS 'The key of the rule: its kind and name.';
COMMENT ON COLUMN rule_matches.matched IS 'How often it decided.';
COMMENT ON COLUMN rule_matches.critical IS 'How often it hid a change that would have been critical.';
COMMENT ON COLUMN rule_matches.created_at IS 'When the import was done.';
COMMENT ON INDEX idx_rule_matches_rule IS 'What a rule did lately.';
COMMENT ON COLUMN drift_summaries.owner IS 'Whose it is by the rules of the newest scan that was not late; empty where none says.';
COMMENT ON COLUMN drift_summaries.due_at IS 'By when it is to be resolved by the rules of the newest scan that was not late; empty where none says.';
COMMENT ON INDEX idx_drift_summaries_owner IS 'The drifts of an owner.';
COMMENT ON INDEX idx_drift_summaries_due_at IS 'The drifts whose date has passed or comes next.';
COMMENT ON COLUMN drift_occurrences.owner IS 'Whose it was by the rules of that scan; empty where none said.';
COMMENT ON COLUMN drift_occurrences.due_at IS 'By when it was to be resolved by the rules of that scan; empty where none said.';
