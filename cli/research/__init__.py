"""Commands that search, count and export."""
