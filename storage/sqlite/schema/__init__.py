"""The schema's migrations: appended, never edited."""
