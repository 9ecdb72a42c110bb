"""Rules of access: how long a log-in lasts, when the next try is allowed, what a name may look like. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from ipaddress import ip_address, ip_network
from zoneinfo import available_timezones

from storage import Session
from web.access.rights import Role
from web.languages import LANGUAGES
from yaluwatch.config import MIN_PASSWORD
from yaluwatch.patterns import lazy_regex
from yaluwatch.sentence import Sentence

#: Longest password, characters: a longer one only costs time.
MAX_PASSWORD = 256
#: How long failed log-ins count.
FAILURE_WINDOW = timedelta(minutes=15)
# Failures within that time before one has to wait: for one name from one address, from one address, for one
# name. The last is high, so that strangers can't keep somebody out with a few wrong passwords.
_FREE_TRIES = {"pair": 5, "address": 30, "name": 100}

_NAME = lazy_regex(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_ADDRESS = lazy_regex(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+")


@cache
def time_zones() -> Sequence[str]:
    """Names of the IANA time zones known here, in order; kept, as finding them reads hundreds of folders."""
    return sorted(available_timezones())


@dataclass(frozen=True, slots=True)
class AccessRules:
    """How the pages are reached, as set in [web] and [accounts]."""

    #: Without a visit for so long, one has to log in again.
    idle: timedelta = timedelta(hours=72)
    #: After so long, one has to log in again in any case.
    longest: timedelta = timedelta(days=30)
    #: Addresses and networks of proxies whose headers count.
    proxies: tuple[str, ...] = ()
    #: Header in which these proxies name who is logged in; "" = people log in here.
    user_header: str = ""
    #: Path below which a proxy shows the pages, "/yalu"; "" = at the top.
    root_path: str = ""


def is_alive(session: Session, rules: AccessRules, now: datetime) -> bool:
    """Whether a session still counts."""
    return now - session.seen_at < rules.idle and now - session.started_at < rules.longest


def failure_keys(name: str, address: str) -> dict[str, str]:
    """Under which keys a failed log-in is counted: by kind."""
    folded, address = name.casefold()[:64], _network(address)
    return {"pair": f"pair {folded} {address}", "address": f"address {address}", "name": f"name {folded}"}


def _network(address: str) -> str:
    """What one attacker holds: an IPv4 address, or a /64 of IPv6 addresses (RFC 6177)."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    plain = getattr(found, "ipv4_mapped", None) or found
    return str(plain if plain.version == 4 else ip_network(f"{plain}/64", strict=False))


def seconds_to_wait(
    keys: Mapping[str, str], failures: Mapping[str, Sequence[datetime]], now: datetime
) -> int:
    """Seconds until the next log-in may be tried, 0 = at once; each failure doubles it, up to the window."""
    longest = 0.0
    for kind, key in keys.items():
        times = failures.get(key, ())
        excess = len(times) - _FREE_TRIES[kind]
        if excess >= 0:
            pause = min(2.0 ** min(excess, 20), FAILURE_WINDOW.total_seconds())
            longest = max(longest, pause - (now - times[-1]).total_seconds())
    return max(0, round(longest + 0.499))


def complaint_of_account(name: str, role: str, address: str, language: str, timezone: str) -> str:
    """What is wrong with the fields of an account, as a sentence; "" if nothing is."""
    if not _NAME.fullmatch(name):
        return Sentence(
            "A log-in name has 1 to 64 letters, digits or . _ @ - and begins with a letter or digit."
        )
    if role not in set(Role):
        return Sentence(
            "There is no role %(role)s; choose one of %(roles)s.", role=repr(role[:40]), roles=", ".join(Role)
        )
    if address and not _ADDRESS.fullmatch(address):
        return Sentence("%(address)s is not an e-mail address.", address=repr(address[:80]))
    if language and language not in LANGUAGES:
        return Sentence(
            "The pages come in %(languages)s, not in %(language)s.",
            languages=", ".join(LANGUAGES),
            language=repr(language[:40]),
        )
    if timezone not in time_zones():
        return Sentence("There is no time zone %(zone)s; an example is Asia/Seoul.", zone=repr(timezone[:60]))
    return ""


def is_same_address(one: str, other: str) -> bool:
    """Whether two e-mail addresses are one; capitals of ASCII don't count.

    Other letters do: "K" (U+212A) in lower case is "k", so that somebody else's address would pass for this
    one (CVE-2019-19844).

    >>> is_same_address("Kim@example.org", "kim@example.org"), is_same_address("\u212aim@x", "kim@x")
    (True, False)
    """
    # Bytes have capitals of ASCII only.
    mine, theirs = (each.encode(errors="surrogatepass").lower() for each in (one, other))
    return bool(mine) and mine == theirs


def complaint_of_password(password: str, name: str) -> str:
    """What is wrong with a new password, as a sentence; "" if nothing is."""
    if len(password) < MIN_PASSWORD:
        return Sentence("A password has at least %(least)s characters.", least=MIN_PASSWORD)
    if len(password) > MAX_PASSWORD:
        return Sentence("A password has at most %(most)s characters.", most=MAX_PASSWORD)
    if password.casefold() == name.casefold() or len(set(password)) < 4:
        return Sentence("This password is too easy to guess.")
    return ""


def local_path(address: str) -> str:
    """A path of ours to go on to, or "/": other sites, and what browsers read as such, are not followed."""
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_ours and "\\" not in address and len(address) < 2_000 else "/"
