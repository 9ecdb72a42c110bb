"""Pages over the archive."""
