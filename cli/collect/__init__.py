"""Commands that manage sources, crawl them and run single stages of the pipeline."""

from cli.collect.crawl import collect_with_progress, print_reports

__all__ = ["collect_with_progress", "print_reports"]
