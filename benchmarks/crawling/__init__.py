"""How much of a crawl's processor time is not the reading of pages, and how much memory a long one takes."""
