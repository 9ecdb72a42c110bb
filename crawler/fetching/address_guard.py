"""Protection against server-side request forgery (SSRF): no request reaches a private address.

Twisted asks its name resolver for every connection, even for IP literals, and connects to the address it
returns. Checking there means that the address checked is the address used. This covers DNS rebinding (a name
that resolves to a public address first and to a private one next), redirects, and numeric spellings of
127.0.0.1.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped] # it ships none

from yaluwatch.urls import is_reachable

if TYPE_CHECKING:
    from scrapy.crawler import CrawlerProcessBase
    from twisted.internet.base import ReactorBase


@implementer(IHostnameResolver)
class AddressGuard:
    """A resolver that passes on only the allowed addresses of a name, and records names that had none."""

    def __init__(self, inner: Any, *, allow_private: bool) -> None:
        self._inner = inner
        self._allow_private = allow_private
        #: Host names and IP literals, lower case, whose addresses were all rejected.
        self.refused: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: "CrawlerProcessBase", reactor: "ReactorBase") -> Self:
        """Called by Scrapy to create the resolver; it only uses the crawler's settings."""
        guard = cls(reactor.nameResolver, allow_private=crawler.settings.getbool("ALLOW_PRIVATE"))
        guard._reactor = reactor
        return guard

    _reactor: Any = None

    def install_on_reactor(self) -> None:
        """Replace the reactor's resolver with this one."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's interface
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Resolve a name with the reactor's original resolver, leaving out rejected addresses."""
        receiver = _FilteringReceiver(resolutionReceiver, self, hostName)
        resolution: IHostResolution = self._inner.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution

    def lets_through(self, host: str) -> bool:
        """Whether connecting to an address is allowed."""
        return is_reachable(host, allow_private=self._allow_private)


@implementer(IResolutionReceiver)
class _FilteringReceiver:
    """Passes on the addresses the guard allows."""

    def __init__(self, receiver: Any, guard: AddressGuard, name: str) -> None:
        self._receiver = receiver
        self._guard = guard
        self._name = name
        self._passed = 0
        self._rejected = 0

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:  # noqa: N802, N803
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if self._guard.lets_through(address.host):
            self._passed += 1
            self._receiver.addressResolved(address)
        else:
            self._rejected += 1

    def resolutionComplete(self) -> None:  # noqa: N802
        if self._rejected and not self._passed:
            self._guard.refused.add(self._name.lower())
        self._receiver.resolutionComplete()


def refused_hosts() -> set[str]:
    """The hosts this process's guard has rejected so far."""
    from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier would install the wrong reactor

    resolver = getattr(reactor, "nameResolver", None)
    return resolver.refused if isinstance(resolver, AddressGuard) else set()
