"""Commands that search, count and export articles."""
