DROP TRIGGER alerts_set_updated_at ON alerts;
DROP TRIGGER drifts_set_updated_at ON drifts;
DROP TRIGGER users_set_updated_at ON users;
DROP FUNCTION set_updated_at();
