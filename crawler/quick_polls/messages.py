"""What the light client is asked, and what it answers. Both travel between processes as JSON.

They are read without pydantic, whose import would be a third of the cost of the light client's process.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsAnswer:
    """The answer of a host to the request for its robots.txt."""

    status: int
    #: Base64 (RFC 4648): JSON has no bytes.
    body: str

    @classmethod
    def of(cls, status: int, body: bytes) -> Self:
        """An answer, packed."""
        return cls(status=status, body=b64encode(body).decode("ascii"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PollUrl:
    """One URL to ask for."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    #: Digest of the answer at the last poll (`digest_of`); "" if it is not known.
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickPoll:
    """The request to poll one source."""

    urls: tuple[PollUrl, ...]
    user_agent: str
    #: Scheme, host and port → its robots.txt. No other host is asked.
    robots: Mapping[str, RobotsAnswer] = field(default_factory=dict)
    allow_private: bool = False
    #: Between two requests to one host, seconds; a longer Crawl-delay counts instead.
    delay_seconds: float = 0.0
    #: Whether an HTML page is a possible answer.
    reads_html: bool = False
    #: The key for digests, see `digest_of`.
    reading_key: str = ""
    #: Limit on the whole poll, seconds.
    seconds: float = 45.0

    def to_json(self) -> bytes:
        """As JSON."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """From JSON as `to_json` writes it."""
        found = json.loads(text)
        found["urls"] = tuple(PollUrl(**url) for url in found["urls"])
        found["robots"] = {host: RobotsAnswer(**answer) for host, answer in found["robots"].items()}
        return cls(**found)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolledPage:
    """The answer to the request for one of a source's URLs."""

    #: The URL of the source, and the one that answered after redirects.
    asked: str
    url: str
    status: int
    #: Lower-case names.
    headers: Mapping[str, str]
    #: Unpacked, Base64.
    body: str = ""
    #: Size of the body, bytes, also where `body` is left out.
    size: int = 0
    #: From the request to the first byte of the answer.
    milliseconds: int = 0
    #: The URLs that redirected, in order, and their status codes.
    redirected_from: tuple[str, ...] = ()
    redirected_by: tuple[int, ...] = ()
    #: Whether it is as it was at the last poll.
    is_unchanged: bool = False

    @property
    def content(self) -> bytes:
        """The body."""
        return b64decode(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickAnswer:
    """The result of polling one source."""

    #: The answers received, in the order of the URLs. When all are unchanged, they come without their bodies.
    pages: tuple[PolledPage, ...] = ()
    #: Why the other URLs are left to a crawl; "" when there are none.
    left: str = ""
    #: Seconds that the host wants between the last request and the next one.
    pause: float = 0.0

    @property
    def is_quiet(self) -> bool:
        """Whether every URL was asked for and none has changed."""
        return not self.left and all(page.is_unchanged for page in self.pages)

    def to_json(self) -> bytes:
        """As JSON."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """From JSON as `to_json` writes it. Raises ValueError or TypeError for anything else."""
        found = json.loads(text)
        pages = tuple(_to_page(page) for page in found["pages"])
        return cls(pages=pages, left=str(found["left"]), pause=float(found["pause"]))


def _to_page(found: dict[str, Any]) -> PolledPage:
    for name in ("redirected_from", "redirected_by"):
        found[name] = tuple(found[name])
    return PolledPage(**found)
