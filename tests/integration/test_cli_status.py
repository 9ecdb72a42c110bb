"""The commands that show the service's own state and the path of an article."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from crawler.sources.source_list import write_sources
from monitoring import Reading, why_not
from storage import Alarm, Archive, Instance, JobResult, open_archive
from tests.samples import article, connection_of, page, placement, source, subscribe, subscription, verdict
from tests.web_server import served
from web import create_app
from yaluwatch.model import Fetch, Outcome, SourceState, StoredArticle
from yaluwatch.owner import new_owner

NOW = datetime.now(UTC).replace(microsecond=0)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def heard_lately() -> datetime:
    """When a service was heard of that is alive for as long as a test takes on a busy machine."""
    return datetime.now(UTC) + 4 * MINUTE


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    write_sources(tmp_path / "sources.toml", [source()])
    with open_archive(tmp_path / "yalu.db") as opened:
        opened.jobs.appear(Instance(new_owner(), "desk", 4711, "1.0", NOW, heard_lately()))
        opened.sources.save_state(
            SourceState(
                source_id="courier",
                last_outcome=Outcome.OK,
                last_ok_at=NOW,
                last_polled_at=NOW,
                next_poll_at=NOW + HOUR,
            )
        )
        yield opened


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(folder), *arguments])


def test_status_is_quiet_and_green_while_the_service_works(tmp_path: Path, archive: Archive) -> None:
    done = run(tmp_path, "status")
    assert done.exit_code == 0, done.output
    assert "ok   service           The service runs as process 4711 on desk" in done.output
    assert max(map(len, done.output.splitlines())) <= 80


def test_status_names_what_fails_what_helps_and_open_alarms(tmp_path: Path, archive: Archive) -> None:
    for name in ("backup", "optimise", "poll"):
        for _ in range(2):
            number = archive.jobs.begin(name, "me", NOW)
            archive.jobs.end(number, NOW, JobResult.FAILED, error="https://u:p@x.example: no route")
    made = Alarm(
        kind="jobs", subject="poll", level="fail", proof="The job poll failed.", noticed_at=NOW, raised_at=NOW
    )
    archive.alarms.save([made])
    done = run(tmp_path, "status")
    assert done.exit_code == 1
    assert str(done.exception) == "failing: jobs"
    assert "FAIL jobs" in done.output
    assert "see: yalu jobs" in done.output
    assert "The job optimise failed, 2 times in a row" in done.output
    assert "alarm since" in done.output
    assert "u:p@" not in done.output
    found = json.loads(run(tmp_path, "status", "--json").stdout)
    assert (found["status"], found["is_running"]) == ("failing", True)
    assert found["alarms"][0]["subject"] == "poll"
    assert "u:p@" not in str(found)


def test_status_says_that_the_service_does_not_run(tmp_path: Path, archive: Archive) -> None:
    archive.jobs.appear(Instance("elsewhere/1/2/3", "desk", 4711, "1.0", NOW, NOW - HOUR))
    done = run(tmp_path, "status")
    assert done.exit_code == 1
    # How long ago depends on when these tests began.
    said = " ".join(done.output.split())
    assert re.search(r"The service does not run: process 4711 on desk was last heard of \d+ (min|h)", said), (
        said
    )


def test_status_of_a_folder_without_an_archive_or_with_a_damaged_one(tmp_path: Path) -> None:
    write_sources(tmp_path / "sources.toml", [])
    done = run(tmp_path, "status")
    assert (done.exit_code, str(done.exception)) == (1, "failing: archive")
    assert "there is no archive" in " ".join(done.output.split())
    (tmp_path / "yalu.db").write_bytes(b"no archive at all" * 300)
    assert run(tmp_path, "status").exit_code == 1


def test_a_service_that_never_ran_is_not_well(tmp_path: Path) -> None:
    write_sources(tmp_path / "sources.toml", [source()])
    open_archive(tmp_path / "yalu.db").close()
    done = run(tmp_path, "status")
    assert "yalu run" in str(done.exception)


def test_the_secret_of_the_alarms_webhook_can_be_printed(tmp_path: Path, archive: Archive) -> None:
    (tmp_path / "secret").write_text("s3cret")
    assert run(tmp_path, "subscriptions", "secret", "(operator)").stdout.startswith("whsec_")
    assert run(tmp_path, "subscriptions", "secret", "none").exit_code == 1


def test_health_asks_the_service_with_the_token(
    tmp_path: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = create_app(archive.path, lambda: [source()], hosts=["127.0.0.1"], monitor_token="t" * 20)
    with served(made) as client:
        monkeypatch.setenv("YALUWATCH_WEB_PORT", str(client.base_url.port))
        # No proxy is asked for our own service.
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
        assert "ok: 1 of 1 source healthy" in run(tmp_path, "health").output
        assert json.loads(run(tmp_path, "health", "--json").stdout)["sources"] == 1
        monkeypatch.setenv("YALUWATCH_WEB_MONITOR_TOKEN", "w" * 20)
        assert "does not let us ask" in str(run(tmp_path, "health").exception)
        monkeypatch.setenv("YALUWATCH_WEB_MONITOR_TOKEN", "t" * 20)
        monkeypatch.setenv("YALUWATCH_WEB_HOST", "0.0.0.0")
        assert run(tmp_path, "health").exit_code == 0
    assert "no healthy service" in str(run(tmp_path, "health").exception)


def test_health_says_why_the_service_is_not_well(
    tmp_path: Path, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.sources.begin_own_outage(NOW - HOUR)
    with served(create_app(archive.path, lambda: [source()], hosts=["127.0.0.1"])) as client:
        monkeypatch.setenv("YALUWATCH_WEB_PORT", str(client.base_url.port))
        assert "Our own connection is down" in str(run(tmp_path, "health").exception)
        done = run(tmp_path, "health", "--json")
        assert (done.exit_code, json.loads(done.stdout)["status"]) == (1, "offline")


def stored(archive: Archive, **changes: Any) -> StoredArticle:
    archive.sources.record(
        Fetch(
            source_id="courier",
            url="https://courier.example/1",
            kind="page",
            outcome=Outcome.OK,
            at=NOW,
            status=200,
        )
    )
    added = archive.articles.add(article(fetched_at=NOW, **changes), page(fetched_at=NOW), publisher="p")
    archive.verdicts.add([(one, verdict()) for one in archive.verdicts.untagged(9)], NOW + MINUTE)
    archive.stories.add(placement(added.id), NOW + MINUTE)
    found = archive.articles.get(added.id)
    assert found
    return found


def test_the_path_of_an_article_from_the_first_fetch_to_the_delivery(
    tmp_path: Path, archive: Archive
) -> None:
    one = stored(archive)
    subscribe(archive, subscription(created_at=NOW - DAY, addresses=("a@example.org",)))
    subscribe(archive, subscription(id="health-desk", topics=("health",), created_at=NOW - DAY))
    subscribe(archive, subscription(id="zinc", query="zinc", created_at=NOW - DAY))
    subscribe(archive, subscription(id="broken", query="(", created_at=NOW - DAY))
    assert run(tmp_path, "digest", "everything").exit_code == 0
    for wanted in (str(one.id), "http://www.courier.example/1/"):
        text = " ".join(run(tmp_path, "trace", wanted).output.split())
        for part in (
            "fetch fetched by courier: 200 ok",
            "version first seen in courier",
            "version version 1: Trucks return to the bridge",
            "verdict version 1 is relevant, 0.93",
            "story in story 1: test",
            "of everything: version 1 reported",
            "of everything to a@example.org: sent",
            "Not reported to health-desk: Other topics are asked for: health; it has border, trade.",
            "Not reported to zinc: The search 'zinc' does not match it.",
        ):
            assert part in text, part
    assert max(map(len, run(tmp_path, "trace", str(one.id)).output.splitlines())) <= 80
    found = json.loads(run(tmp_path, "trace", str(one.id), "--json").stdout)
    assert found["article_id"] == one.id
    assert [step["at"] for step in found["steps"]] == sorted(step["at"] for step in found["steps"])


def test_a_url_that_was_refused_waits_or_was_never_seen_says_so(tmp_path: Path, archive: Archive) -> None:
    refused = "https://courier.example/video?token=s3cret"
    archive.sources.record(
        Fetch(
            source_id="courier",
            url=refused,
            kind="page",
            outcome=Outcome.TOO_THIN,
            at=NOW,
            detail="12 characters",
        )
    )
    archive.articles.dismiss(refused, "courier", Outcome.TOO_THIN, NOW)
    text = " ".join(run(tmp_path, "trace", refused).output.split())
    assert "fetched by courier: too_thin (12 characters)" in text
    assert "was refused: too thin" in text
    assert "It was refused, and is not fetched again." in text
    assert "s3cret" not in text
    archive.sources.record(
        Fetch(
            source_id="courier", url="https://courier.example/x", kind="page", outcome=Outcome.TIMEOUT, at=NOW
        )
    )
    assert "no article is stored under it" in run(tmp_path, "trace", "https://courier.example/x").output
    assert "never seen" in run(tmp_path, "trace", "https://courier.example/none").output
    assert "there is no article 12345" in str(run(tmp_path, "trace", "12345").exception)
    assert "there is no article 1234567890" in str(run(tmp_path, "trace", "1234567890" * 3).exception)


def test_what_a_backfill_has_listed_is_waiting(tmp_path: Path, archive: Archive) -> None:
    begun = archive.backfills.begin("courier", NOW.date() - DAY, NOW.date(), "feed", NOW)
    with connection_of(archive).write("listing") as db:
        db.execute(
            "INSERT INTO backfill_pages (backfill, url, title, guid) VALUES (?, ?, '', '')",
            [begun.id, "https://courier.example/old"],
        )
    said = run(tmp_path, "trace", "https://courier.example/old").output
    assert "A backfill of courier has listed it" in said


READ = Reading(first_verdict=5, is_backfilled=False, covered=9)


@pytest.mark.parametrize(
    ("subscriber", "judged", "reading", "words"),
    [
        ({"paused": True}, {}, READ, "paused"),
        ({}, None, READ, "not classified yet"),
        ({}, {"is_relevant": False, "relevance": 0.2}, READ, "Not relevant: 0.20"),
        ({"minimum_score": 0.95}, {}, READ, "below the minimum 0.95"),
        ({"places": ("rason",)}, {}, READ, "Other places are asked for: rason; it has dandong"),
        ({"languages": ("ko",)}, {}, READ, "it has en"),
        ({"sources": ("x",)}, {}, READ, "it has courier"),
        ({"query": "zinc"}, {}, Reading(first_verdict=5, is_backfilled=False, covered=9, found=()), "search"),
        ({}, {}, Reading(first_verdict=5, is_backfilled=True, covered=9), "never news"),
        ({}, {}, Reading(first_verdict=10, is_backfilled=False, covered=9), "due in the next digest"),
        ({"created_at": NOW + DAY}, {}, READ, "before the subscription was made"),
        (
            {},
            {},
            Reading(first_verdict=5, is_backfilled=False, covered=9, story_told_at=NOW),
            "added nothing new",
        ),
        ({}, {}, READ, "too old when it was found"),
    ],
)
def test_why_a_subscription_did_not_report_it(
    subscriber: dict[str, Any], judged: dict[str, Any] | None, reading: Reading, words: str
) -> None:
    one = StoredArticle(
        id=7,
        article=article(),
        publisher="p",
        version=1,
        first_seen_at=NOW,
        verdict=None if judged is None else verdict(**judged),
        story_id=3,
    )
    assert words in why_not(subscription(**{"created_at": NOW - DAY, **subscriber}), one, reading)


def test_an_article_without_a_story_waits_for_one() -> None:
    one = StoredArticle(
        id=7, article=article(), publisher="p", version=1, first_seen_at=NOW, verdict=verdict()
    )
    assert "not grouped" in why_not(subscription(created_at=NOW - DAY), one, READ)


def test_another_report_of_a_told_story_says_when_it_was_told(tmp_path: Path, archive: Archive) -> None:
    first = stored(archive)
    subscribe(archive, subscription(created_at=NOW - DAY))
    assert run(tmp_path, "digest", "everything").exit_code == 0
    second = archive.articles.add(
        article(url="https://courier.example/2", fetched_at=NOW), None, publisher="p"
    )
    archive.verdicts.add([(one, verdict()) for one in archive.verdicts.untagged(9)], NOW)
    archive.stories.add(placement(second.id, first.id), NOW)
    assert "It is due in the next digest" in run(tmp_path, "trace", str(second.id)).output
    archive.articles.mark_missing(first.article.url, NOW, is_final=True)
    assert "no longer on the site" in run(tmp_path, "trace", str(first.id)).output
