"""Scrapy spiders, one per kind of source; what they share is in `source_spider`."""
