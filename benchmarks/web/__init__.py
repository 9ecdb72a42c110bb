"""What the pages cost in the server while twenty readers ask for them and a crawl writes."""
