"""Commands for schedules, several addresses, what holds up mail, and why stories stand in their order."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from cli.digests.schedule import read_countries, read_days, read_hours, shown_days
from storage import open_archive
from tests.samples import article, placement, subscribe, subscription, verdict
from yaluwatch.errors import SubscriptionError, YaluError
from yaluwatch.model import DeliveryState, Fault


@pytest.fixture
def data(tmp_path: Path) -> Path:
    assert run(tmp_path, "init").exit_code == 0
    return tmp_path


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(data), *arguments])


def refusal(result: Result) -> str:
    assert isinstance(result.exception, YaluError), result.output
    return str(result.exception)


def test_a_subscription_has_several_hours_on_chosen_days(data: Path) -> None:
    options = ["--hour", "20,8,14", "--days", "mon-fri", "--holidays", "kr,CN", "--timezone", "Asia/Seoul"]
    to = ["--to", "desk@example.org, kim@example.org", "--to", "lee@example.org"]
    said = run(data, "subscriptions", "add", "desk", *options, *to, "--force").output
    assert "daily 08:00, 14:00, 20:00 Asia/Seoul, only mon-fri, not on holidays in KR, CN" in " ".join(
        said.split()
    )
    with open_archive(data / "yalu.db") as archive:
        (made,) = [one for one in archive.subscriptions.all() if one.id == "desk"]
    assert (made.hours, made.days, made.holidays) == ((8, 14, 20), (1, 2, 3, 4, 5), ("KR", "CN"))
    assert made.addresses == ("desk@example.org", "kim@example.org", "lee@example.org")
    listed = run(data, "subscriptions").output
    assert max(map(len, listed.splitlines())) <= 80
    run(data, "subscriptions", "edit", "desk", "--days", "", "--holidays", "", "--force")
    with open_archive(data / "yalu.db") as archive:
        (made,) = [one for one in archive.subscriptions.all() if one.id == "desk"]
    assert (made.hours, made.days, made.holidays) == ((8, 14, 20), (), ())


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--hour", "24"),
        ("--hour", "8;14"),
        ("--hour", ""),
        ("--days", "someday"),
        ("--days", "mon-"),
        ("--holidays", "Korea"),
        ("--to", "Bcc: all@example.org"),
        ("--to", "desk@example.org\r\nBcc: all@example.org"),
        ("--to", "desk"),
        ("--to", "https://10.0.0.1/hook"),
    ],
)
def test_what_is_no_schedule_or_address_is_refused_in_a_sentence(data: Path, option: str, value: str) -> None:
    said = refusal(run(data, "subscriptions", "add", "desk", option, value, "--force"))
    assert "\n" not in said
    assert value.rpartition("\n")[2][:3] in said or option in said
    with open_archive(data / "yalu.db") as archive:
        assert [made.id for made in archive.subscriptions.all()] == ["everything"]


def test_days_and_hours_are_read_as_people_write_them() -> None:
    assert read_hours(" 8, 20 ,8") == (8, 20)
    assert read_days("Fri-Mon") == (1, 5, 6, 7)
    assert read_days("Monday, thu") == (1, 4)
    assert read_days("mon-sun") == ()
    assert read_countries("kr, US,kr") == ("KR", "US")
    assert [shown_days(days) for days in ((1, 2, 3), (1, 4), (6, 7))] == ["mon-wed", "mon,thu", "sat,sun"]
    with pytest.raises(SubscriptionError):
        read_countries("XX")


def test_the_outbox_says_what_holds_up_mail_and_the_way_out(data: Path) -> None:
    now = datetime.now(UTC)
    with open_archive(data / "yalu.db") as archive:
        subscribe(archive, subscription(id="desk", addresses=("desk@example.org",), created_at=now))
    run(data, "digest", "desk")
    with open_archive(data / "yalu.db") as archive:
        archive.outbox.set_state(1, [DeliveryState.SENT], DeliveryState.QUEUED, "")
        claimed = archive.outbox.claim(now)
        assert claimed is not None
        archive.outbox.finish(
            claimed,
            DeliveryState.DEFERRED,
            at=now,
            detail="mx.example.org: 535 5.7.8 wrong password",
            next_attempt_at=now,
            fault=Fault.SERVER,
        )
    said = " ".join(run(data, "outbox").output.split())
    assert "The mail server has accepted nothing since" in said
    assert "1 message will be sent as soon as it does" in said
    assert "535 5.7.8 wrong password" in said


def test_an_explanation_shows_scores_and_their_parts_and_sends_nothing(data: Path) -> None:
    now = datetime.now(UTC)
    with open_archive(data / "yalu.db") as archive:
        archive.articles.add(article(published_at=now, fetched_at=now), None, publisher="p")
        archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(9)], now)
        for stored in archive.stories.ungrouped(9):
            archive.stories.add(placement(stored.id), now)
    said = run(data, "digest", "--explain").output
    assert "Trucks return to the bridge at Dandong" in said
    assert "subject 0.72" not in said.splitlines()[0]
    assert "card" in said
    assert "border" in said
    assert max(map(len, said.splitlines())) <= 80
    with open_archive(data / "yalu.db") as archive:
        assert archive.outbox.newest(1) == []
