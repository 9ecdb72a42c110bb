"""Benchmarks of crawling: CPU overhead beyond fetching and extraction, and memory of a long crawl."""
