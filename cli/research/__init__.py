"""Commands that search the archive, show and edit stories, and export data for research."""
