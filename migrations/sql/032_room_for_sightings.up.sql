-- Each scan that sees a drift again writes when it was seen and how often. PostgreSQL leaves the indexes alone, which have
-- none of that, where the new row has room on the page of the old one: so half of each page is left free, for the rows of a
-- page that are all seen again. Those that are there get their room as they are written next.
ALTER TABLE drift_summaries SET (fillfactor = 50);
