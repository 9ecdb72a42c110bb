"""The migrations, appended and never edited."""
