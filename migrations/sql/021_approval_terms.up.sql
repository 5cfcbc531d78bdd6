-- An approval may end, and may name the ticket in which it was agreed: a row for each that does either. A drift is
-- approved once, so the row never changes.

CREATE TABLE approval_terms (
  drift_id UUID PRIMARY KEY REFERENCES drifts(id) ON DELETE CASCADE,
  ends_at TIMESTAMP WITH TIME ZONE,
  ticket TEXT NOT NULL DEFAULT '',
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,

  CONSTRAINT approval_term_follows CHECK (ends_at > created_at),
  CONSTRAINT approval_term_says CHECK (ends_at IS NOT NULL OR ticket <> ''),
  CONSTRAINT approval_ticket_length CHECK (length(ticket) <= 100)
);
CREATE INDEX idx_approval_terms_ends_at ON approval_terms(ends_at);

-- A drift that no scan saw has a summary, too, once another takes its place.
ALTER TABLE drift_summaries
  DROP CONSTRAINT summary_occurrences,
  ADD CONSTRAINT summary_occurrences CHECK (occurrences >= 0);

COMMENT ON TABLE approval_terms IS 'When approvals end and what they refer to: a row for each approval that has either.';
COMMENT ON COLUMN approval_terms.drift_id IS 'The approved drift.';
COMMENT ON COLUMN approval_terms.ends_at IS 'From when on the drift counts as open again. Empty where the approval does not end.';
COMMENT ON COLUMN approval_terms.ticket IS 'Where it was agreed, as the approver named it; empty where they did not.';
COMMENT ON COLUMN approval_terms.created_at IS 'When the drift was approved.';
COMMENT ON INDEX idx_approval_terms_ends_at IS 'Finds the approvals that have ended, and those that will soon.';
COMMENT ON TABLE drift_summaries IS 'What the scans that saw a drift sum up to, a row a drift. A drift that no scan saw has none, unless one of such two took the place of the other.';
COMMENT ON COLUMN drift_summaries.occurrences IS 'How many scans saw it; 0 where none did and another drift took its place, or it another''s.';
