"""Connections to allowed addresses only: protection against server-side request forgery (SSRF).

A name is resolved once, its addresses are checked, and the connection is made to a checked address. This
covers DNS rebinding, redirects, and numeric spellings of 127.0.0.1; TLS still verifies the name.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final

import httpcore
from typing_extensions import override

from yaluwatch.urls import is_reachable

# Addresses of a host that are tried.
_MAX_ADDRESSES: Final = 4

#: Looks up the IP addresses of a host and port. Raises OSError.
Resolver = Callable[[str, int], Awaitable[list[str]]]


class BlockedAddress(httpcore.ConnectError):
    """All addresses of a host are in our own network."""


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves names itself and connects to the addresses that may be connected to, one after another."""

    def __init__(self, *, allow_private: bool, resolve: Resolver | None = None) -> None:
        self._allow_private = allow_private
        self._resolve = resolve or addresses_of
        self._inner = httpcore.AnyIOBackend()

    @override
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the host. Raises BlockedAddress, ConnectError or ConnectTimeout."""
        *others, last = await self._allowed(host, port)
        limit = timeout / (len(others) + 1) if timeout else None
        for address in others:
            try:
                return await self._inner.connect_tcp(address, port, limit, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                # Often the IPv6 one does not answer.
                continue
        return await self._inner.connect_tcp(last, port, limit, local_address, socket_options)

    @override
    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never: a socket file is in our own network."""
        raise BlockedAddress(f"{path} is a socket file")

    @override
    async def sleep(self, seconds: float) -> None:
        """Sleep."""
        await asyncio.sleep(seconds)

    async def _allowed(self, host: str, port: int) -> list[str]:
        try:
            found = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host} can't be resolved: {error}") from error
        allowed = [each for each in found if is_reachable(each, allow_private=self._allow_private)]
        if not allowed:
            raise BlockedAddress(f"{host} is an address in our own network")
        return allowed[:_MAX_ADDRESSES]


async def addresses_of(host: str, port: int) -> list[str]:
    """The IP addresses of a host, each once, as the operating system orders them. Raises OSError."""
    try:
        return [str(ipaddress.ip_address(host.strip("[]")))]
    except ValueError:
        pass
    entries = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))
