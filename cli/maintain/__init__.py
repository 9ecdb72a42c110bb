"""Commands that maintain and inspect an installation."""
