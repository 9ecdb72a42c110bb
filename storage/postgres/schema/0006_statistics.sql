-- Nearly all relevant articles are grouped: without this, the planner expects a quarter of all to wait, and
-- reads all articles to find the first that do
-- (https://www.postgresql.org/docs/current/planner-stats.html#PLANNER-STATS-EXTENDED).
CREATE STATISTICS article_facets_grouped (mcv) ON is_relevant, is_grouped FROM article_facets;
ANALYZE article_facets;
