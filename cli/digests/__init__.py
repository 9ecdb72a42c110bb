"""Commands for subscriptions, their recipients and the outbox."""
