"""."""

from crawler.workers.collect import collect
from crawler.workers.trial import Trial, try_source, try_sources

__all__ = ["Trial", "collect", "try_source", "try_sources"]
