"""Commands that crawl sources and maintain the source list."""

from cli.collect.crawl import collect_with_progress, print_reports

__all__ = ["collect_with_progress", "print_reports"]
