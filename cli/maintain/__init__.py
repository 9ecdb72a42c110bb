"""Commands that maintain the archive and inspect the installation."""
