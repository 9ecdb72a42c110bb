"""Commands around sources and crawling."""

from cli.collect.crawl import collect_with_progress, print_reports

__all__ = ["collect_with_progress", "print_reports"]
