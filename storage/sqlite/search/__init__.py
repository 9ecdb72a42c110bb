"""Full-text search: queries compiled to SQL, over the current tables or as of an earlier moment."""
