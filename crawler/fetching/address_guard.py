"""No request of ours reaches an address of ours: the address is checked where it is connected to.

Twisted asks its name resolver for every connection, also for IP literals, and connects to what that answers.
So check and use are the same answer: a name that resolves to a public address first and to a private one at
the second look-up, a redirect and a numeric spelling of 127.0.0.1 all end here.
"""

import ipaddress
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped] # it ships none

if TYPE_CHECKING:
    from scrapy.crawler import CrawlerProcessBase
    from twisted.internet.base import ReactorBase

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_CGNAT = ipaddress.ip_network("100.64.0.0/10")


def is_reachable(host: str, *, allow_private: bool) -> bool:
    """Whether we may connect to an IP address.

    Global addresses, yes. Loopback and private ones if the source allows them. Link-local (cloud
    metadata), multicast, reserved and unspecified ones never: no newsroom lives there.
    """
    try:
        address = _unwrapped(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        return False
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    if address.is_loopback or (isinstance(address, ipaddress.IPv4Address) and address in _CGNAT):
        return allow_private
    if address.is_global and not address.is_reserved:
        return True
    return allow_private and address.is_private and not address.is_reserved


def _unwrapped(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address inside an IPv6 one (mapped, 6to4, Teredo, NAT64), else the address itself."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return address.ipv4_mapped
        if address.sixtofour:
            return address.sixtofour
        if address.teredo:
            return address.teredo[1]
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


@implementer(IHostnameResolver)
class AddressGuard:
    """Passes on the addresses of a name that may be reached, and remembers the names that had none."""

    def __init__(self, inner: Any, *, allow_private: bool) -> None:
        self._inner = inner
        self._allow_private = allow_private
        #: Host names and literals whose addresses were all refused.
        self.refused: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: "CrawlerProcessBase", reactor: "ReactorBase") -> Self:
        """As Scrapy builds its resolver; `crawler` only has settings."""
        guard = cls(reactor.nameResolver, allow_private=crawler.settings.getbool("ALLOW_PRIVATE"))
        guard._reactor = reactor
        return guard

    _reactor: Any = None

    def install_on_reactor(self) -> None:
        """Take the place of the reactor's resolver."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - Twisted's interface
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Resolve a name through the reactor's own resolver, refused addresses left out."""
        receiver = _Sieve(resolutionReceiver, self, hostName)
        resolution: IHostResolution = self._inner.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution

    def lets_through(self, host: str) -> bool:
        """Whether an address may be connected to."""
        return is_reachable(host, allow_private=self._allow_private)


@implementer(IResolutionReceiver)
class _Sieve:
    """Hands on the addresses the guard lets through."""

    def __init__(self, receiver: Any, guard: AddressGuard, name: str) -> None:
        self._receiver = receiver
        self._guard = guard
        self._name = name
        self._passed = 0
        self._held_back = 0

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:  # noqa: N802, N803
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if self._guard.lets_through(address.host):
            self._passed += 1
            self._receiver.addressResolved(address)
        else:
            self._held_back += 1

    def resolutionComplete(self) -> None:  # noqa: N802
        if self._held_back and not self._passed:
            self._guard.refused.add(self._name.lower())
        self._receiver.resolutionComplete()


def refused_hosts() -> set[str]:
    """The hosts the guard of this process refused so far."""
    from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier would install the wrong one

    resolver = getattr(reactor, "nameResolver", None)
    return resolver.refused if isinstance(resolver, AddressGuard) else set()
