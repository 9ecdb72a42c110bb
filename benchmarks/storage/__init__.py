"""Benchmarks of the archive against its targets; results and commands are in docs/archive.md."""
