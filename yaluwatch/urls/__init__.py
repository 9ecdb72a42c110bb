"""URLs: when two are spellings of one address, and which IP addresses may be connected to."""

from yaluwatch.urls.reachable import is_reachable
from yaluwatch.urls.spellings import url_key

__all__ = ["is_reachable", "url_key"]
