"""Values as they are shown to people: addresses without their secrets, and long values cut to a line."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from yaluwatch.sentence import Sentence

# Names of parameters that hold a secret, in lower case without separators: whole names, and how others end
# (X-Amz-Signature, serviceKey, feed_token).
_SECRETS = frozenset(
    {"key", "auth", "sig", "pass", "pwd", "passwd", "jwt", "hmac", "session", "sessionid", "bearer"}
)
_SECRET_ENDS = ("token", "secret", "signature", "password", "credential", "credentials", "passphrase")
_KEY_ENDS = re.compile(
    r".*(?:api|auth|access|service|private|secret|feed|rss|user|client|app|license|subscription|pass)key"
    # addons.mozilla.org names its feed's token "privaterss" (github.com/mozilla/addons/issues/1104).
    r"|private.*"
)
# A token in the path, as in /feed/private/0123456789abcdef.rss: a UUID, or at least 16 letters and digits,
# after a word that names it.
_PATH_TOKEN = re.compile(
    r"(?i)(?<=/)(?P<word>private|secret|token|api-?key|auth)/"
    r"(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?=\w*\d)\w{16,})"
)
_MASK = "***"
_MASKED = re.compile(r"=\*{3}(?=$|[&;#%])|//\*{3}@|/\*{3}(?=$|[/.?#])")
_PARAMETER = re.compile(r"(?P<before>[?&;#]|^)(?P<name>[^?&;#=]+)=(?P<value>[^&;#]*)")
_USER = re.compile(r"(?<=//)[^/?#@\s]*(?:@[^/?#@\s]*)*@")
_URL = re.compile(r"https?://[^\s<>\"'“”‘’「」（）]+", re.IGNORECASE)
# A parameter outside of a whole URL, as in "GET /feed?token=…".
_LOOSE_PARAMETER = re.compile(r"(?<=[?&])(?P<name>[^\s?&;#=\"'<>]{1,60})=(?P<value>[^\s&;#\"'<>“”‘’「」]+)")
# Addresses inside the parameters of others are looked at down to this depth.
_MAX_DEPTH = 3


def shown_url(url: str) -> str:
    """The URL for other eyes than the operator's: passwords, API keys, tokens and signatures become ***.

    >>> shown_url("https://news.example/rss?cat=7&api_key=abc123")
    'https://news.example/rss?cat=7&api_key=***'
    """
    return _masked(url, 0)


def without_secrets(text: str) -> str:
    """The text with every http or https URL in it as `shown_url` shows it, and so every parameter elsewhere.

    >>> without_secrets("https://news.example refused GET /rss?api_key=abc123")
    'https://news.example refused GET /rss?api_key=***'
    """
    masked = _URL.sub(lambda match: shown_url(match[0]), text)
    return _LOOSE_PARAMETER.sub(_loose_parameter, masked) if "=" in masked else masked


def sentence_without_secrets(text: str) -> str:
    """The same of a `Sentence`, which stays one, so that it can be said in another language."""
    if isinstance(text, Sentence) and text.values:
        masked = {
            name: sentence_without_secrets(part if isinstance(part, str) else str(part))
            for name, part in text.values.items()
        }
        return Sentence(text.template, **masked)
    return text if isinstance(text, Sentence) else without_secrets(text)


def without_secrets_inside(data: Any) -> Any:
    """JSON data with every text in it as `without_secrets` shows it, names of fields included."""
    if isinstance(data, str):
        return without_secrets(data) if re.search(r"\s", data) else without_secrets(shown_url(data))
    if isinstance(data, Mapping):
        return {without_secrets_inside(name): without_secrets_inside(value) for name, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [without_secrets_inside(item) for item in data]
    return data


def has_user(url: str) -> bool:
    """Whether the URL has a user name or password before its host."""
    try:
        return "@" in urlsplit(url.strip()).netloc
    except ValueError:
        return _USER.search(url) is not None


def has_masked_secret(url: str) -> bool:
    """Whether a secret of the URL was masked by `shown_url`, so that it can't be fetched."""
    return _MASKED.search(url) is not None


def shown_line(text: str, limit: int = 200) -> str:
    """The text in one line of at most `limit` characters, for messages; an ellipsis marks what is cut."""
    # A megabyte need not be split into words to show its beginning.
    line = " ".join(text[: 4 * limit].split())
    return line if len(line) <= limit and len(text) <= 4 * limit else line[: limit - 1] + "…"


def _masked(url: str, depth: int) -> str:
    if depth > _MAX_DEPTH:
        return url
    start = url.find("?")
    start = start if start >= 0 else url.find("#")
    address, rest = (url, "") if start < 0 else (url[:start], url[start:])
    address = _PATH_TOKEN.sub(rf"\g<word>/{_MASK}", _USER.sub(_MASK + "@", address))
    return address + _PARAMETER.sub(lambda match: _shown_parameter(match, depth), rest)


def _shown_parameter(match: re.Match[str], depth: int) -> str:
    value = match["value"]
    if value and _is_secret(match["name"]):
        value = _MASK
    elif (inner := unquote(value)) and "://" in inner and (masked := _masked(inner, depth + 1)) != inner:
        # An address inside the address: the parts that follow its secret would be guesswork to encode again.
        value = masked.replace("&", "%26").replace("#", "%23").replace(" ", "%20")
    return f"{match['before']}{match['name']}={value}"


def _loose_parameter(match: re.Match[str]) -> str:
    return f"{match['name']}={_MASK}" if _is_secret(match["name"]) else match[0]


def _is_secret(name: str) -> bool:
    plain = re.sub(r"[^a-z0-9]+", "", unquote(name).lower())
    return plain in _SECRETS or plain.endswith(_SECRET_ENDS) or _KEY_ENDS.fullmatch(plain) is not None
