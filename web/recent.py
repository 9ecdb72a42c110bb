"""What pages need often and is costly to find: kept for a while, found again after that."""

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from threading import Lock, RLock
from typing import Any, TypeVar

# Entries beyond this number push out the oldest.
_MOST = 20_000

T = TypeVar("T")


class Recent:
    """Values by key, each with the time until which it may be used. One per process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[Hashable, tuple[float, Any]] = {}
        self._lock = Lock()
        # Key → lock of whoever makes its value, and how many hold it or wait for it.
        self._making: dict[Hashable, tuple[RLock, int]] = {}

    def get(
        self,
        key: Hashable,
        seconds: float,
        make: Callable[[], T],
        is_current: Callable[[T], bool] | None = None,
    ) -> T:
        """The value of a key, made again if it is older than `seconds` or no longer current.

        Of several requests at once, one makes it; the others wait for what they would make, too.
        """
        found = self._usable(key, is_current)
        if found is None:
            with self._alone(key):
                found = self._usable(key, is_current)
                if found is None:
                    found = (make(),)
                    self.put(key, seconds, found[0])
        value: T = found[0]
        return value

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

    def _usable(self, key: Hashable, is_current: Callable[[T], bool] | None) -> tuple[T] | None:
        """The value alone in a tuple, as None is a value, too; None without one that may be used."""
        found = self._kept.get(key)
        if found is None or self._clock() >= found[0] or not (is_current is None or is_current(found[1])):
            return None
        return (found[1],)

    @contextmanager
    def _alone(self, key: Hashable) -> Iterator[None]:
        with self._lock:
            lock, holders = self._making.get(key, (RLock(), 0))
            self._making[key] = (lock, holders + 1)
        try:
            with lock:
                yield
        finally:
            with self._lock:
                lock, holders = self._making.pop(key)
                if holders > 1:
                    self._making[key] = (lock, holders - 1)
