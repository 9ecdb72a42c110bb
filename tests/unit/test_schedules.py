"""When jobs run, as settings say it."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from yaluwatch.config import JobSettings, load_settings, service_manager
from yaluwatch.errors import SettingsError
from yaluwatch.times import parse_schedule

# A Sunday.
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("every 20 s", NOON, NOON + timedelta(seconds=20)),
        (" Every  5  min ", NOON, NOON + timedelta(minutes=5)),
        ("every 168 h", NOON, NOON + timedelta(days=7)),
        ("daily 18:20", datetime(2026, 11, 29, 18, 20, tzinfo=UTC), None),
        ("daily 12:00", datetime(2026, 11, 30, 12, tzinfo=UTC), None),
        ("daily 3:05", datetime(2026, 11, 30, 3, 5, tzinfo=UTC), None),
        ("sunday 19:10", datetime(2026, 11, 29, 19, 10, tzinfo=UTC), None),
        ("sunday 11:59", datetime(2026, 12, 6, 11, 59, tzinfo=UTC), None),
        ("tuesday 00:00", datetime(2026, 12, 1, tzinfo=UTC), None),
    ],
)
def test_a_schedule_says_when(text: str, first: datetime, after: datetime | None) -> None:
    schedule = parse_schedule(text)
    assert schedule is not None
    assert schedule.first(NOON) == first
    assert schedule.after(NOON) == (after or first)
    assert schedule.after(schedule.after(NOON)) - schedule.after(NOON) == schedule.span


def test_a_start_in_another_zone_counts_in_utc() -> None:
    daily = parse_schedule("daily 01:00")
    assert daily is not None
    # It is the 30th in Seoul already.
    seoul = datetime(2026, 11, 30, 8, tzinfo=timezone(timedelta(hours=9)))
    assert daily.after(seoul) == datetime(2026, 11, 30, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "never", "every s", "every 0 s", "every 1 s", "every 169 h", "every 999999 h", "daily 24:00",
     "daily 9", "someday 09:00", "every -5 min", "daily 09:60"],
)  # fmt: skip
def test_what_is_no_schedule_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"none of|an interval"):
        parse_schedule(text)


def test_off_is_no_schedule() -> None:
    assert parse_schedule("off") is None


def test_a_schedule_that_is_none_stops_the_start_by_name() -> None:
    with pytest.raises(SettingsError, match=r"jobs\.backup from flag is not valid: it is none of"):
        load_settings_with({"jobs.backup": "at night"})
    settings = load_settings_with({"jobs.backup": "off", "jobs.restore_drill": "monday 4:00"})
    assert (settings.backup, settings.restore_drill) == ("off", "monday 4:00")


def load_settings_with(flags: dict[str, object]) -> JobSettings:

    settings, _ = load_settings(Path("nowhere"), environment={}, flags=flags)
    return settings.jobs


def test_the_backups_are_in_the_data_folder_unless_elsewhere() -> None:

    settings, _ = load_settings(Path("/srv/yalu"), environment={})
    assert settings.backups == Path("/srv/yalu/backups")
    settings, _ = load_settings(Path("/srv/yalu"), environment={}, flags={"backup.folder": "/mnt/b"})
    assert settings.backups == Path("/mnt/b")


def test_a_service_manager_names_its_socket_and_its_watchdog() -> None:
    found = service_manager({"NOTIFY_SOCKET": "/run/systemd/notify", "WATCHDOG_USEC": "30000000"})
    assert (found.socket, found.watchdog_seconds) == ("/run/systemd/notify", 30.0)
    for environment in ({}, {"WATCHDOG_USEC": "soon"}, {"WATCHDOG_USEC": "5000000", "WATCHDOG_PID": "1"}):
        assert service_manager(environment).watchdog_seconds is None
