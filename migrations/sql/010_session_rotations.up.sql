-- Which session took the place of which, since sessions has no column for it.
CREATE TABLE session_rotations (
  session_id UUID PRIMARY KEY REFERENCES sessions(id) ON DELETE CASCADE,
  -- No foreign keys: an expired session is deleted before those that came of it.
  rotated_from UUID NOT NULL UNIQUE,
  family_id UUID NOT NULL,
  rotated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX idx_session_rotations_family_id ON session_rotations(family_id);

COMMENT ON TABLE session_rotations IS 'Sessions that took the place of another when its refresh token was rotated. A token that comes again after that revokes its whole family.';
COMMENT ON COLUMN session_rotations.session_id IS 'The session that took the place; the row goes when the session goes.';
COMMENT ON COLUMN session_rotations.rotated_from IS 'The session whose place it took, which may be deleted by now.';
COMMENT ON COLUMN session_rotations.family_id IS 'The first session of the login, which may be deleted by now.';
COMMENT ON COLUMN session_rotations.rotated_at IS 'When the token was rotated.';
COMMENT ON INDEX session_rotations_rotated_from_key IS 'Lets a session be rotated once only; finds out whether it was.';
COMMENT ON INDEX idx_session_rotations_family_id IS 'Finds the sessions of a login.';
