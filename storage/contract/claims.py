"""Claims and fences: what keeps two processes from working on the same thing."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Claim:
    """A name that can't be claimed now: leased to an owner, or pausing after a release."""

    #: Such as "source:yonhap-nk", "host:www.yna.co.kr" or "job:group".
    name: str
    #: Who holds the lease; "" during the pause after a release.
    owner: str
    #: When the lease or pause ends, seconds since 1970.
    free_at: float


class Claims(Protocol):
    """Claims: leases that keep two processes from working on the same thing.

    A claim goes through two phases. While leased, only its owner may take it; the lease ends when it runs out
    or is released. After a release it pauses: nobody may take it until the pause is over, which keeps
    requests to one host apart. A lease that runs out without a release has no pause.

    Times are seconds since 1970 by the caller's clock. A lease or pause that ends more than 86,400 seconds
    after `now` counts as over: it was written by a clock that was ahead. One that ends later than its whole
    length after `now` is shortened to that by whoever asks for the name.
    """

    def take(
        self, names: Collection[str], owner: str, now: float, *, lease: float, pause: float = 0.0
    ) -> bool:
        """Lease all of these names to `owner` until `now + lease`, or none of them, in one transaction.

        False, and nothing taken, when another owner holds one of them or one is pausing. Names the owner
        already holds are extended. `pause` is how many seconds each name stays unavailable after `release` or
        `release_dead`.
        """

    def renew(self, names: Collection[str], owner: str, now: float, *, lease: float) -> bool:
        """Extend an owner's leases of these names to `now + lease`; False when it has lost one of them.

        A lease that ran out is renewed too, unless another owner has taken the name since. Those it still has
        are extended even when one is lost.
        """

    def release(self, owner: str, now: float) -> None:
        """End all of an owner's leases; the pause of each starts at `now`."""

    def release_dead(self, is_dead: Callable[[str], bool], now: float) -> None:
        """`release` for every owner for which `is_dead` returns True; it must be certain, never a guess."""

    def held(self, names: Collection[str], now: float) -> list[Claim]:
        """The names among these that are leased (to whomever) or pausing at `now`, ordered by name."""


class Fences(Protocol):
    """Locks that last as long as the process that took them, however slow it is.

    A lease runs out when its owner is stopped for a while (SIGSTOP, a paused virtual machine), and the owner,
    not knowing, goes on where it was. Nobody else can pass its fence meanwhile. The end of the process, or of
    its connection to the archive, removes the fence; the lease then still keeps others away until it ends.
    """

    def hold(self, names: Collection[str]) -> AbstractContextManager[bool]:
        """Lock all of these names, or none, until the block ends; the value is whether they are locked.

        False when anybody else holds one, in another process or through another open archive in this one.
        """

    def are_held(self, names: Collection[str]) -> bool:
        """Whether each of these names is locked, by whomever."""
