"""Rules of access: pure."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import Session
from web.access.identify import is_among
from web.access.rights import RIGHTS, Right, Role, scopes_for
from web.access.rules import (
    AccessRules,
    complaint_of_account,
    complaint_of_password,
    failure_keys,
    is_alive,
    local_path,
    seconds_to_wait,
)
from web.languages import preferred_language

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
KEYS = failure_keys("Kim", "192.0.2.7")


def failed(kind: str, *ages: timedelta) -> dict[str, list[datetime]]:
    return {KEYS[kind]: sorted(NOW - age for age in ages)}


def test_a_few_wrong_passwords_cost_no_time() -> None:
    assert seconds_to_wait(KEYS, {}, NOW) == 0
    assert seconds_to_wait(KEYS, failed("pair", *[timedelta()] * 4), NOW) == 0


def test_each_further_failure_doubles_the_wait_up_to_the_window() -> None:
    assert seconds_to_wait(KEYS, failed("pair", *[timedelta()] * 5), NOW) == 1
    assert seconds_to_wait(KEYS, failed("pair", *[timedelta()] * 9), NOW) == 16
    assert seconds_to_wait(KEYS, failed("pair", *[timedelta()] * 500), NOW) == 900


def test_the_wait_runs_from_the_last_failure() -> None:
    assert seconds_to_wait(KEYS, failed("pair", *[10 * timedelta(seconds=1)] * 9), NOW) == 6
    assert seconds_to_wait(KEYS, failed("pair", *[MINUTE] * 9), NOW) == 0


def test_many_names_from_one_address_have_to_wait_too() -> None:
    assert seconds_to_wait(KEYS, failed("address", *[timedelta()] * 29), NOW) == 0
    assert seconds_to_wait(KEYS, failed("address", *[timedelta()] * 35), NOW) == 32


def test_strangers_cannot_lock_somebody_out_with_a_few_wrong_passwords() -> None:
    assert seconds_to_wait(KEYS, failed("name", *[timedelta()] * 99), NOW) == 0
    assert seconds_to_wait(KEYS, failed("name", *[timedelta()] * 100), NOW) == 1


def test_capitals_of_a_name_do_not_give_more_tries() -> None:
    assert failure_keys("KIM", "192.0.2.7") == KEYS


def test_all_addresses_of_one_ipv6_network_count_together() -> None:
    one, other = (failure_keys("kim", f"2001:db8:1:2::{end}") for end in ("1", "ffff:7"))
    assert one == other
    assert failure_keys("kim", "2001:db8:1:3::1") != one
    assert failure_keys("kim", "::ffff:192.0.2.7") == KEYS
    assert failure_keys("kim", "testclient")["address"] == "address testclient"


@pytest.mark.parametrize(
    ("idle", "age", "alive"),
    [(MINUTE, DAY, True), (4 * DAY, 5 * DAY, False), (MINUTE, 31 * DAY, False), (-DAY, -DAY, True)],
)
def test_a_session_ends_when_unused_or_old(idle: timedelta, age: timedelta, alive: bool) -> None:
    session = Session(user_id=1, started_at=NOW - age, seen_at=NOW - idle, way="password")
    assert is_alive(session, AccessRules(), NOW) is alive


@pytest.mark.parametrize("goal", ["/", "/search?q=%EB%B0%80&page=2", "/articles/7#top"])
def test_one_goes_on_to_a_path_of_ours(goal: str) -> None:
    assert local_path(goal) == goal


@pytest.mark.parametrize(
    "goal",
    [
        "",
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/a\\..\\b",
        "javascript:alert(1)",
        "/x\r\nSet-Cookie: a=b",
        "\t//evil.example",
        "/" + "a" * 3_000,
    ],
)
def test_one_never_goes_on_to_another_site(goal: str) -> None:
    assert local_path(goal) == "/"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (("kim", "reader", "", "", "UTC"), ""),
        (("k" * 65, "reader", "", "", "UTC"), "1 to 64"),
        (("-kim", "reader", "", "", "UTC"), "begins with"),
        (("k\nim", "reader", "", "", "UTC"), "letters"),
        (("kim", "root", "", "", "UTC"), "no role 'root'"),
        (("kim", "reader", "kim", "", "UTC"), "not an e-mail address"),
        (("kim", "reader", "a@b,c@d", "", "UTC"), "not an e-mail address"),
        (("kim", "reader", "", "ja", "UTC"), "en, ko, zh"),
        (("kim", "reader", "", "", "Mars/Olympus"), "no time zone"),
    ],
)
def test_what_is_wrong_with_an_account_is_said(fields: tuple[str, str, str, str, str], said: str) -> None:
    found = complaint_of_account(*fields)
    assert (said in found) if said else not found


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("three otters by the river", ""),
        ("short", "at least 12"),
        ("x" * 257, "at most 256"),
        ("aaaaaaaaaaaaaa", "too easy"),
        ("kim.jong.chol", "too easy"),
    ],
)
def test_what_is_wrong_with_a_password_is_said(password: str, said: str) -> None:
    found = complaint_of_password(password, "Kim.Jong.Chol")
    assert (said in found) if said else not found


def test_no_scope_exceeds_the_rights_of_a_role() -> None:
    assert scopes_for(Role.READER) == ["read"]
    assert scopes_for(Role.ANALYST) == ["read", "judge"]
    assert scopes_for(Role.OPERATOR) == ["read", "monitor"]
    assert scopes_for(Role.ADMIN) == ["read", "export", "judge", "monitor"]
    assert all(Right.READ in rights for rights in RIGHTS.values())


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("10.1.2.3", True),
        ("::ffff:10.1.2.3", True),
        ("fd00::1", True),
        ("11.0.0.1", False),
        ("", False),
        ("unix:", False),
    ],
)
def test_an_address_is_inside_a_network(address: str, inside: bool) -> None:
    assert is_among(address, ("10.0.0.0/8", "fd00::/8")) is inside


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("zh-Hant-TW", "zh"),
        ("ja,zh;q=0.5,ko;q=0.7", "ko"),
        ("fr, *;q=0.1", "en"),
        ("ko;q=x", "ko"),
        ("ko;q=1.2.3,zh", "zh"),
        # Not wanted; as browsers and bots send it.
        ("ko;q=0", "en"),
        ("ko;q=0.0, zh;q=0.1", "zh"),
        ("ko;q=nan, zh;q=0.5", "ko"),
        ("en-EN;q=0.47,-BE;q=0.43,ko", "ko"),
        ("es-ES_tradnl, chrome://global/locale/intl.properties, q=0.5, Croatianq", "en"),
    ],
)
def test_the_browser_chooses_the_language(accepted: str, language: str) -> None:
    assert preferred_language(accepted) == language
