"""Passwords: stored as Argon2id hashes, checked in the same time whether an account exists or not."""

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# The parameters of RFC 9106 with little memory: 64 MiB, three passes.
_HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)
# Each check takes 64 MiB, so that many at once could take all memory.
_TURNS = BoundedSemaphore(2)


@cache
def _nobody() -> str:
    """Checked in place of the hash of an account that does not exist."""
    return _HASHER.hash("nobody has this password")


def hash_password(password: str) -> str:
    """The hash to store, with its parameters, as text."""
    with _TURNS:
        return _HASHER.hash(password)


def is_password(password: str, stored: str) -> bool:
    """Whether a password has this hash; takes as long for "", the hash of no account."""
    with _TURNS:
        try:
            _HASHER.verify(stored or _nobody(), password)
        except (VerificationError, InvalidHashError):
            return False
    return bool(stored)
