"""Whether items of a feed were gone before they were read. Pure."""

from collections.abc import Collection, Sequence
from datetime import datetime
from zlib import crc32

from yaluwatch.model import Candidate
from yaluwatch.urls import url_key

#: Items remembered of each polled URL.
MAX_KEYS = 200


def keys_of(candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """Eight hexadecimal digits for the guid and for the URL of each item, whatever the URL's spelling."""
    # Ids that are URLs change from http to https, too.
    names = [url_key(name) for one in candidates[:MAX_KEYS] for name in (one.url, one.guid) if name]
    return tuple(dict.fromkeys(f"{crc32(name.encode()):08x}" for name in names))


def has_gap(
    last_keys: Collection[str], candidates: Sequence[Candidate], newest_item_at: datetime | None
) -> bool:
    """Whether items may have come and gone between two polls of a feed: none of the last ones is left.

    `last_keys` are the keys of the last poll's items, and `newest_item_at` is the date of the newest of them
    (aware UTC). If an item is not newer than that, there is no gap: the feed names its items differently now.
    """
    if not last_keys or not candidates or not set(last_keys).isdisjoint(keys_of(candidates)):
        return False
    dates = [one.published_at for one in candidates if one.published_at is not None]
    is_dated = newest_item_at is not None and len(dates) == len(candidates)
    return not (is_dated and newest_item_at is not None and min(dates) <= newest_item_at)
