"""Commands for subscriptions, digests and the outbox."""
