COMMENT ON COLUMN drifts.cost_impact_monthly IS 'US dollars a month that the drift adds; negative when it saves.';
COMMENT ON COLUMN cost_metrics.period_start IS 'Start of the period, inclusive.';
