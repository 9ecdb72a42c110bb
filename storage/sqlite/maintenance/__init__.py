"""Verification, examination, backup and retention."""
