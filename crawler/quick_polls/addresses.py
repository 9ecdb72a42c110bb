"""URLs as they are requested."""

from w3lib.url import safe_url_string


def ascii_url(url: str) -> str:
    """A URL as it is requested: without characters beyond ASCII, and without a fragment."""
    return safe_url_string(url).partition("#")[0]
