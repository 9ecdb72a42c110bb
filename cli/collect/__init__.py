"""Commands that manage sources, crawl them and run single stages of the pipeline."""

from cli.collect.ages import age, time_left
from cli.collect.crawl import collect_with_progress, print_reports

__all__ = ["age", "collect_with_progress", "print_reports", "time_left"]
