from typing import Any

import pytest

from crawler.fetching.address_guard import AddressGuard
from yaluwatch.urls import is_reachable


@pytest.mark.parametrize("address", ["8.8.8.8", "210.89.160.88", "2001:4860:4860::8888", "64:ff9b::8.8.8.8"])
def test_public_addresses_are_reached(address: str) -> None:
    assert is_reachable(address, allow_private=False)
    assert is_reachable(address, allow_private=True)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "::1",
        "fc00::1",
        "fd12::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::127.0.0.1",
        "2002:7f00:1::",
    ],
)
def test_private_addresses_need_allow_private(address: str) -> None:
    assert not is_reachable(address, allow_private=False)
    assert is_reachable(address, allow_private=True)


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "fe80::1",
        "fe80::1%eth0",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "ff02::1",
        "255.255.255.255",
        "240.0.0.1",
        "nonsense",
        "",
    ],
)
def test_some_addresses_are_never_reached(address: str) -> None:
    assert not is_reachable(address, allow_private=False)
    assert not is_reachable(address, allow_private=True)


class Receiver:
    def __init__(self) -> None:
        self.hosts: list[str] = []
        self.is_complete = False

    def resolutionBegan(self, resolution: object) -> None: ...  # noqa: N802

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.hosts.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.is_complete = True


class Address:
    def __init__(self, host: str) -> None:
        self.host = host


class Names:
    """A resolver whose answers change from look-up to look-up."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)

    def resolveHostName(self, receiver: Any, *_: object) -> str:  # noqa: N802
        receiver.resolutionBegan(self)
        for host in self._answers.pop(0):
            receiver.addressResolved(Address(host))
        receiver.resolutionComplete()
        return "resolution"


def resolve(guard: AddressGuard) -> list[str]:
    receiver = Receiver()
    guard.resolveHostName(receiver, "Site.example")  # type: ignore[arg-type]
    assert receiver.is_complete
    return receiver.hosts


def test_only_reachable_addresses_of_a_name_are_passed_on() -> None:
    guard = AddressGuard(Names(["127.0.0.1", "8.8.8.8"]), allow_private=False)
    assert resolve(guard) == ["8.8.8.8"]
    assert guard.refused == set()


def test_a_name_that_resolves_to_a_private_address_later_is_rejected() -> None:
    guard = AddressGuard(Names(["8.8.8.8"], ["10.0.0.1"]), allow_private=False)
    assert resolve(guard) == ["8.8.8.8"]
    assert resolve(guard) == []
    assert guard.refused == {"site.example"}


def test_a_name_without_addresses_is_not_recorded_as_rejected() -> None:
    guard = AddressGuard(Names([]), allow_private=False)
    assert resolve(guard) == []
    assert guard.refused == set()
