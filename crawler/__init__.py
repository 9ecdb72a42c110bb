"""From a source to an Article: source list, spiders, extraction."""
