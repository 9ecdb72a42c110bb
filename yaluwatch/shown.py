"""Values as they are shown to people: addresses without their secrets, and long values cut to a line."""

import re
from urllib.parse import unquote, urlsplit

# Names of parameters that hold a secret, in lower case without separators: whole names, and how others end
# (X-Amz-Signature, serviceKey, feed_token).
_SECRETS = frozenset(
    {"key", "auth", "sig", "pass", "pwd", "passwd", "jwt", "hmac", "session", "sessionid", "bearer"}
)
_SECRET_ENDS = ("token", "secret", "signature", "password", "credential", "credentials", "passphrase")
_KEY_ENDS = re.compile(
    r".*(?:api|auth|access|service|private|secret|feed|rss|user|client|app|license|subscription)key"
)
_MASK = "***"
_MASKED = re.compile(r"=\*{3}(?=$|[&;#%])|//\*{3}@")
_PARAMETER = re.compile(r"(?P<before>[?&;#]|^)(?P<name>[^?&;#=]+)=(?P<value>[^&;#]*)")
_USER = re.compile(r"(?<=//)[^/?#@\s]*(?:@[^/?#@\s]*)*@")
_URL = re.compile(r"https?://[^\s<>\"'“”‘’「」（）]+", re.IGNORECASE)
# Addresses inside the parameters of others are looked at down to this depth.
_MAX_DEPTH = 3


def shown_url(url: str) -> str:
    """The URL for other eyes than the operator's: passwords, API keys, tokens and signatures become ***.

    >>> shown_url("https://news.example/rss?cat=7&api_key=abc123")
    'https://news.example/rss?cat=7&api_key=***'
    """
    return _masked(url, 0)


def without_secrets(text: str) -> str:
    """The text with every http or https URL in it as `shown_url` shows it."""
    return _URL.sub(lambda match: shown_url(match[0]), text)


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
    return _USER.sub(_MASK + "@", address) + _PARAMETER.sub(
        lambda match: _shown_parameter(match, depth), rest
    )


def _shown_parameter(match: re.Match[str], depth: int) -> str:
    value = match["value"]
    if value and _is_secret(match["name"]):
        value = _MASK
    elif (inner := unquote(value)) and "://" in inner and (masked := _masked(inner, depth + 1)) != inner:
        # An address inside the address: the parts that follow its secret would be guesswork to encode again.
        value = masked.replace("&", "%26").replace("#", "%23").replace(" ", "%20")
    return f"{match['before']}{match['name']}={value}"


def _is_secret(name: str) -> bool:
    plain = re.sub(r"[^a-z0-9]+", "", unquote(name).lower())
    return plain in _SECRETS or plain.endswith(_SECRET_ENDS) or _KEY_ENDS.fullmatch(plain) is not None
