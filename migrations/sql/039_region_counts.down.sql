DROP TRIGGER drifts_regions_counted ON drifts;
DROP TRIGGER drifts_regions_uncounted ON drifts;
DROP TRIGGER drifts_regions_emptied ON drifts;
DROP FUNCTION count_regions();
DROP FUNCTION fold_region_counts();
DROP TABLE region_counts;
