"""What pages need often and is costly to find: kept for a while, found again after that."""

import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

# Entries beyond this number push out the oldest.
_MOST = 20_000

T = TypeVar("T")


class Recent:
    """Values by key, each with the time until which it may be used. One per process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[Hashable, tuple[float, Any]] = {}

    def get(self, key: Hashable, seconds: float, make: Callable[[], T]) -> T:
        """The value of a key, made again if it is older than `seconds`.

        Two requests at once may both make it; what they make is equal.
        """
        now = self._clock()
        found = self._kept.get(key)
        if found is not None and now < found[0]:
            value: T = found[1]
            return value
        made = make()
        self.put(key, seconds, made)
        return made

    def put(self, key: Hashable, seconds: float, value: object) -> None:
        """Keep a value for `seconds`."""
        while len(self._kept) >= _MOST:
            # Another request may have removed it, too.
            self._kept.pop(next(iter(self._kept)), None)
        self._kept[key] = (self._clock() + seconds, value)

    def peek(self, key: Hashable) -> Any:
        """The value of a key if it may still be used, else None."""
        found = self._kept.get(key)
        return found[1] if found is not None and self._clock() < found[0] else None
