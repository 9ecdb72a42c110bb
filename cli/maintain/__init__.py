"""Commands that check, back up and maintain the archive."""
