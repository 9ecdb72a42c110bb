"""The archive measured against its bars; docs/archive.md has the figures and the commands."""
