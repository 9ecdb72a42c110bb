"""The requests of polls, and what decides how their answers are read. Pure."""

from yaluwatch.model import Source, SourceState

#: Media types of feeds, sitemaps and listings.
ACCEPT = "application/rss+xml, application/atom+xml, application/xml, text/html;q=0.9, */*;q=0.8"


def poll_headers(source: Source, state: SourceState, url: str, accept: str = ACCEPT) -> dict[str, str]:
    """The headers of a poll of one of the source's URLs; conditional if validators are known.

    The validators are sent as they were received (RFC 9110, sections 8.8 and 13.1).
    """
    headers = {"Accept": accept}
    etag, modified = state.validators.get(url, ("", "")) if source.conditional else ("", "")
    if etag:
        headers["If-None-Match"] = etag
    if modified:
        headers["If-Modified-Since"] = modified
    return headers


def reading_key(source: Source) -> str:
    """The settings of a source that decide what is read from an answer, as text."""
    read_by = (source.kind.value, source.encoding, source.include, source.exclude, source.selectors)
    return repr((*read_by, source.fields, source.timezone, source.full_text_feed))
