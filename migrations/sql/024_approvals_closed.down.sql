DROP INDEX idx_approval_terms_unclosed;
ALTER TABLE approval_terms DROP COLUMN closed_at;
