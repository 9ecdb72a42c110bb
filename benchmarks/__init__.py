"""Benchmarks: each compares alternatives in one run; not part of the tests."""
