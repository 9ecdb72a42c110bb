"""Passwords: stored as Argon2id hashes, checked in the same time whether an account exists or not."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# Fewest characters, and most: longer ones would only cost time (NIST SP 800-63B, 5.1.1.2, asks for 8 to 64).
MIN_PASSWORD, MAX_PASSWORD = 12, 256

# The parameters of RFC 9106 with little memory: 64 MiB, three passes.
_HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)
# Checked in place of the hash of an account that does not exist.
_NOBODY = _HASHER.hash("nobody has this password")


def hash_password(password: str) -> str:
    """The hash to store, with its parameters, as text."""
    return _HASHER.hash(password)


def is_password(password: str, stored: str) -> bool:
    """Whether a password has this hash; takes as long for "", the hash of no account."""
    try:
        return _HASHER.verify(stored or _NOBODY, password) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False
