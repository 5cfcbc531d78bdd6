-- Of the approvals that have ended, those count whose drift nothing has closed since: few, and found without the others.

ALTER TABLE approval_terms ADD COLUMN closed_at TIMESTAMP WITH TIME ZONE;
UPDATE approval_terms SET closed_at = resolved_at FROM drifts WHERE drifts.id = drift_id;
CREATE INDEX idx_approval_terms_unclosed ON approval_terms(ends_at) WHERE closed_at IS NULL;

COMMENT ON COLUMN approval_terms.closed_at IS 'When the program resolved the drift. Empty before, and where another client did.';
COMMENT ON INDEX idx_approval_terms_unclosed IS 'Finds the drifts whose approval has ended and that nobody has closed.';
