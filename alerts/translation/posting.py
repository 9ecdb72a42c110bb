"""Posts JSON to a translation service, within a total time and a maximum size."""

import json
import ssl
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import httpx

from yaluwatch.deadline import run_within
from yaluwatch.errors import TranslationError
from yaluwatch.text import clean_line

#: Maximum size of a response, bytes.
MAX_RESPONSE = 1_000_000
# Maximum length of a response's reason in an error, characters.
_MAX_REASON = 200


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where and how requests are posted."""

    url: str
    #: Total time for one batch of texts, retries included, seconds.
    seconds: float
    #: Sent with every request, besides the content type.
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    #: Ends a request under way when it is set.
    stop: threading.Event | None = field(default=None, repr=False)
    #: Hidden in errors, should the service repeat it; empty = none.
    secret: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """Host and port, for messages: the rest of a URL may contain secrets."""
        return httpx.URL(self.url).netloc.decode("ascii")


def post(endpoint: Endpoint, bodies: Sequence[Mapping[str, object]]) -> object:
    """The parsed response to the first body that is not rejected with 400.

    Services differ in details; later bodies are for those that reject the first. Must not be called in a
    running event loop. Raises TranslationError.
    """
    try:
        content = run_within(_post(endpoint, bodies), endpoint.seconds, endpoint.stop)
    except TimeoutError as error:
        raise TranslationError(f"{endpoint.name}: {error}") from error
    # ValueError: a key that no header can hold.
    except (httpx.HTTPError, OSError, ValueError) as error:
        reason = _reason(endpoint, str(error)) or type(error).__name__
        raise TranslationError(f"{endpoint.name}: {reason}") from error
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise TranslationError(f"{endpoint.name} answered something that is not JSON") from error


async def _post(endpoint: Endpoint, bodies: Sequence[Mapping[str, object]]) -> bytes:
    # No proxy from the environment and no redirects: post only to the URL the operator configured.
    async with httpx.AsyncClient(
        trust_env=False, follow_redirects=False, timeout=endpoint.seconds + 1, verify=_tls()
    ) as client:
        for body in bodies:
            status, content = await _answer(client, endpoint, body)
            if status != httpx.codes.BAD_REQUEST:
                break
    if not httpx.codes.is_success(status):
        reason = _reason(endpoint, content[: 4 * _MAX_REASON].decode("utf-8", "replace"))
        raise TranslationError(f"{endpoint.name} answered {status} {reason}".strip())
    return content


@cache
def _tls() -> ssl.SSLContext:
    """Reading the list of certificates takes longer than most requests."""
    return httpx.create_ssl_context(trust_env=False)


async def _answer(
    client: httpx.AsyncClient, endpoint: Endpoint, body: Mapping[str, object]
) -> tuple[int, bytes]:
    """Status and content. Compressed content is refused: it could expand beyond any limit."""
    headers = {**endpoint.headers, "accept-encoding": "identity"}
    content = bytearray()
    async with client.stream("POST", endpoint.url, json=body, headers=headers) as response:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise TranslationError(f"{endpoint.name} sent compressed content, which was not asked for")
        async for chunk in response.aiter_raw():
            content += chunk
            if len(content) > MAX_RESPONSE:
                raise TranslationError(f"{endpoint.name} answered more than {MAX_RESPONSE:,} bytes")
    return response.status_code, bytes(content)


def _reason(endpoint: Endpoint, text: str) -> str:
    shown = text.replace(endpoint.secret, "***") if endpoint.secret else text
    return clean_line(shown)[:_MAX_REASON]
