"""From a source to its articles: the source list, polling, fetching, extraction, and the crawl workers."""
