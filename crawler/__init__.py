"""From a source to an Article: source list, polling, fetching, extraction, and the workers that do it."""
