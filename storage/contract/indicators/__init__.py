"""Contracts for what is built on facts: what people decided about prices and the state of the border."""
