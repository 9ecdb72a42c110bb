"""Who works on what. Moments are seconds since 1970 of the machine's clock."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing somebody works on, or that is left alone after somebody did."""

    #: Such as "source:yonhap-nk", "host:www.yna.co.kr" or "job:group".
    name: str
    #: Who; "" while it is only left alone.
    owner: str
    #: Until when, seconds since 1970.
    free_at: float


class Claims(Protocol):
    """Who works on what. Moments are seconds since 1970 of the machine's clock."""

    def take(
        self, names: Collection[str], owner: str, now: float, *, lease: float, pause: float = 0.0
    ) -> bool:
        """Claim all of these for `lease` seconds, or none; False when one is held or left alone.

        After its release, or its owner's death, each is left alone for `pause` seconds.
        """

    def renew(self, owner: str, now: float, *, lease: float) -> bool:
        """Hold all an owner's claims for `lease` seconds from now; False when it holds none any more."""

    def release(self, owner: str, now: float) -> None:
        """End all claims of an owner; their pauses begin."""

    def release_dead(self, is_dead: Callable[[str], bool], now: float) -> None:
        """End the claims of every owner of whom it is known that it is no more."""

    def held(self, names: Collection[str], now: float) -> list[Claim]:
        """Those of the names that can't be taken now, by name."""
