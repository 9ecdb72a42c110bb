"""Verification, checks, backup and retention of an archive, in SQLite."""
