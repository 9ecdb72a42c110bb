"""Which IP addresses may be connected to: protection against server-side request forgery (SSRF)."""

import ipaddress

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_CGNAT = ipaddress.ip_network("100.64.0.0/10")


def is_reachable(host: str, *, allow_private: bool) -> bool:
    """Whether connecting to an IP address is allowed; False for text that is not one.

    Global addresses are; loopback, private and carrier-grade NAT ones if `allow_private`. Link-local (cloud
    metadata services), multicast, reserved and unspecified ones never are.
    """
    try:
        address = _unwrapped(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.is_site_local:
        # fec0::/10, private in old networks (RFC 3879); Python takes it for global.
        return allow_private
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
    """The IPv4 address embedded in an IPv6 one (mapped, 6to4, Teredo, NAT64), or else the address itself."""
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
