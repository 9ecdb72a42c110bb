"""Commands around subscriptions and messages."""
