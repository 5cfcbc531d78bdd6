COMMENT ON COLUMN drifts.cost_impact_monthly IS 'US dollars a month that the drift adds; negative when it saves, empty where it is not known.';
COMMENT ON COLUMN cost_metrics.period_start IS 'Start of the period, inclusive: of an import, when the scan before saw the drift, else an hour before its end.';
