"""Whose article a page of a web archive is: that of a source in the list, or of its host. Pure."""

from collections import defaultdict
from collections.abc import Iterable

from crawler.sources import unlisted_source
from crawler.text import host_of, is_same_site, is_wanted
from yaluwatch.model import Source

_EDITIONS = ("m.", "amp.", "mobile.")


class Publishers:
    """The sources of a list by host."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._by_host: dict[str, list[Source]] = defaultdict(list)
        for source in sources:
            # Feeds may be served by others.
            own = [url for url in source.urls if is_same_site(url, source.homepage)]
            for host in dict.fromkeys(host_of(url) for url in (source.homepage, *own)):
                self._by_host[host].append(source)

    def listed(self, url: str) -> Source | None:
        """The source in the list whose articles have such addresses; None if there is none."""
        return next((one for one in self._on_host(url) if is_wanted(url, one.include, one.exclude)), None)

    def source_of(self, url: str) -> Source:
        """The source in the list, or else an unlisted one, of the publisher whose host it is."""
        on_host = self._on_host(url)
        return self.listed(url) or unlisted_source(url, on_host[0].publisher if on_host else "")

    def _on_host(self, url: str) -> list[Source]:
        """The sources on the page's host, or on that of which it is a subdomain."""
        host = host_of(url)
        for prefix in _EDITIONS:
            host = host.removeprefix(prefix) if host.count(".") > 1 else host
        while host:
            if host in self._by_host:
                return self._by_host[host]
            host = host.partition(".")[2]
        return []
