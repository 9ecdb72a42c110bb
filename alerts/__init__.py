"""Digests and alerts: what each subscription gets, how it is rendered, and how it is delivered."""
