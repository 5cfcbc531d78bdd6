-- Why a scan closes no drift by not reporting it, which only the importer knows.
ALTER TABLE scans ADD COLUMN not_closing TEXT NOT NULL DEFAULT '';

-- What the scans of before tell of it.
UPDATE scans SET not_closing = CASE
  WHEN errored THEN 'the tool failed on the way, so it does not list everything that has drifted'
  WHEN NOT complete THEN 'the report does not say that it covers all of its scope'
  ELSE 'an ordinary plan may have been made without a refresh and does not say so; a plan made with -refresh-only closes'
END
WHERE errored OR NOT complete OR source = 'terraform' AND NOT refresh_only;

COMMENT ON COLUMN scans.not_closing IS 'Why a drift that the scan does not report may still be there; empty where it is not.';
