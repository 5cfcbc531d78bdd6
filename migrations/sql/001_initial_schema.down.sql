DROP TABLE sessions;
DROP TABLE cost_metrics;
DROP TABLE audit_logs;
DROP TABLE alerts;
DROP TABLE drifts;
DROP TABLE users;
