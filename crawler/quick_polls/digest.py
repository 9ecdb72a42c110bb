"""Digests of answers to polls, by which an unchanged one is recognised. Pure."""

import re
from hashlib import blake2b

_FIRST_ITEM = re.compile(rb"<(?:item|entry)[\s>]", re.IGNORECASE)
# What feeds change each time they are generated; none of it is read. A value with markup is not matched, so
# that nothing which might be an item is ignored.
_TEXT = rb"(?:[^<>]{0,300}|\s{0,20}<!\[CDATA\[[^<>]{0,300}\]\]>\s{0,20})"
_GENERATED = re.compile(
    rb"<(?P<name>lastBuildDate|ttl|generator|slash:comments|thr:total)(?:\s[^<>]{0,300})?>"
    + _TEXT
    + rb"</(?P=name)\s*>|<!--[^<>]{0,1000}-->"
)
# The dates of the feed itself, as far as they stand before its first item.
_HEAD_DATE = re.compile(
    rb"<(?P<name>pubDate|updated|atom:updated|dc:date|modified)(?:\s[^<>]{0,300})?>"
    + _TEXT
    + rb"</(?P=name)\s*>"
)


def digest_of(body: bytes, key: str) -> str:
    """A digest of an answer, 32 hexadecimal digits.

    Equal digests mean equal items: of a feed, only the time of its generation, its generator, comments and
    numbers of comments are left out. `key` says how it is read (`crawler.polling.reading_key`).
    """
    first = _FIRST_ITEM.search(body)
    start = first.start() if first else 0
    kept = _HEAD_DATE.sub(b"", body[:start]) + body[start:]
    return blake2b(_GENERATED.sub(b"", kept), key=blake2b(key.encode()).digest(), digest_size=16).hexdigest()
