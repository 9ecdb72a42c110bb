"""Commands for what is built on facts."""
