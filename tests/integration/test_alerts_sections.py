"""Digests about sanctions lists and trade figures, and the lines beside stories, from import to e-mail."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from alerts.delivery import DigestRun, MessageDefaults, draft, queue, queue_alerts
from alerts.rendering import Renderer
from alerts.rendering.json_data import digest_data
from classifier import Classifier
from scheduler import jobs, rebuild_listed
from storage import (
    Archive,
    Flow,
    ImportMarks,
    ListFile,
    TradeFigure,
    TradeImport,
    TradeSeries,
    open_archive,
)
from tests.lists.samples import entry
from tests.samples import article, placement, source, subscribe, subscription
from yaluwatch.model import DeliveryState, Frequency, Subscription

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 24, 5, tzinfo=UTC)
BODY = (
    "The tanker Chol San 2 (IMO 9074729) crossed from Dandong to Sinuiju on Monday with smuggled oil for "
    "North Korea.\n\nChina's trade with North Korea rose to $2.2 billion in 2024, an adviser said. "
    "Trade between China and North Korea was $9 billion in 2019, a trader said."
)


def listed(*names: str, version: str = "2026-11-20") -> ListFile:
    entries = tuple(entry(key=name, name=name, imo="", kind="firm") for name in names)
    return ListFile(name="eu", format="test", version=version, entries=(entry(), *entries))


def import_list(archive: Archive, file: ListFile, at: datetime) -> None:
    archive.lists.add(file, origin="https://lists.example/eu.csv", sha256="x", at=at)


def import_figures(archive: Archive, at: datetime, **months: float) -> None:
    series = TradeSeries("gacc", "CHN", "PRK", Flow.EXPORT, "TOTAL", "USD")
    figures = [
        TradeFigure(series, month[1:].replace("_", "-"), month[1:].replace("_", "-"), value, 1000, at.date())
        for month, value in months.items()
    ]
    archive.trade_statistics.add(TradeImport("x", f"{at}{months}", "plain", figures), at)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


@pytest.fixture(scope="module")
def judge() -> Classifier:
    return Classifier.load()


def publish(archive: Archive, judge: Classifier, at: datetime) -> int:
    stored = archive.articles.add(
        article(body=BODY, published_at=at, fetched_at=at), None, publisher="Courier Press"
    )
    jobs.tag(archive, judge, at)
    archive.stories.add(placement(stored.id), at)
    return stored.id


def reader(**changes: Any) -> Subscription:
    values = {"created_at": NOW - 10 * DAY, "addresses": ("a@x.example",), "send_when_quiet": False}
    return subscription(**(values | changes))


def sent(archive: Archive, made: Subscription, now: datetime) -> str:
    """The words of the e-mail that is due, delivered; "" if none is."""
    key = f"{now:%Y-%m-%d}"
    drafted = draft(archive, made, [source()], period_key=key, web_url="https://y.example", now=now)
    queue(archive, drafted, MessageDefaults(sender="y@y.example", web_url="https://y.example"))
    delivery = archive.outbox.claim(now)
    if delivery is None:
        return ""
    archive.outbox.finish(delivery, DeliveryState.SENT, at=now)
    found = message_from_bytes(delivery.content, policy=policy.default)
    body = found.get_body(("plain",))
    assert body is not None
    return " ".join(f"{found['Subject']} {body.get_content()}".split())


def test_a_changed_list_is_an_e_mail_once_with_source_and_articles(
    archive: Archive, judge: Classifier
) -> None:
    made = subscribe(archive, reader())
    import_list(archive, listed("Old Co", "Same Co"), NOW - 5 * DAY)
    assert sent(archive, made, NOW - 4 * DAY) == ""
    import_list(archive, listed("Same Co", "New Co", version="2026-11-23"), NOW - DAY)
    publish(archive, judge, NOW - 0.5 * DAY)
    text = sent(archive, made, NOW)
    assert "SANCTIONS LISTS: 1 DESIGNATION, 1 DELISTING" in text
    assert "- Added: New Co (organisation; listed by the UN, the EU since 2018-03-30)" in text
    assert "- Removed: Old Co (organisation; was listed by the UN, the EU)" in text
    assert "Source: lists.example, 2026-11-23 https://lists.example/eu.csv" in text
    assert "- CHOL SAN 2 (IMO 9074729), listed by the UN since 2018-03-30, the EU since" in text
    assert "“$9 billion”: differs by" in text
    assert sent(archive, made, NOW + DAY) == ""


def test_an_import_during_a_digest_run_comes_with_the_next(archive: Archive) -> None:
    made = subscribe(archive, reader())
    import_list(archive, listed("A"), NOW - 5 * DAY)
    run = DigestRun(archive, [made], [source()], NOW, Renderer(""))
    # Its time is before the end of the period, but the run does not see it any more.
    import_list(archive, listed("A", "Late Co"), NOW - 0.1 * DAY)
    assert run.digest(made).sections == ()
    assert run.draft(made, "k").record.imports == ImportMarks(1, 0)
    queue(archive, run.draft(made, "k"), MessageDefaults(sender="y@y.example"))
    assert "Late Co" in sent(archive, made, NOW + DAY)


def test_who_names_a_changed_entry_is_linked(archive: Archive, judge: Classifier) -> None:
    number = publish(archive, judge, NOW - 9 * DAY)
    import_list(
        archive, ListFile(name="eu", format="t", version="", entries=(entry(key="2"),)), NOW - DAY * 9
    )
    both = (entry(key="2", aliases=("X",)), entry(key="3", name="NEW SHIP", imo="8661850"))
    import_list(archive, ListFile(name="eu", format="t", version="", entries=both), NOW - DAY)
    rebuild_listed(archive)
    (section,) = DigestRun(archive, [reader()], [source()], NOW, Renderer("")).digest(reader()).sections
    added, changed = section.lines
    assert (added.names["name"], added.articles) == ("NEW SHIP", ())
    assert [each.id for each in changed.articles] == [number]
    assert [each.phrase for each in changed.details] == ["entry_ship", "entry_number", "entry_names"]


@pytest.mark.parametrize("language", ["en", "ko", "zh"])
def test_every_language_has_the_words_of_lists_and_figures(
    archive: Archive, judge: Classifier, language: str
) -> None:
    import_list(archive, listed("Old Co"), NOW - 5 * DAY)
    import_figures(archive, NOW - 5 * DAY, m2025_10=200e6, m2026_09=150e6)
    import_list(archive, listed("New Co"), NOW - DAY)
    import_figures(archive, NOW - DAY, m2026_10=220e6, m2026_09=151e6)
    publish(archive, judge, NOW - 0.5 * DAY)
    made = reader(language=language, created_at=NOW - 2 * DAY)
    run = DigestRun(archive, [made], [source()], NOW, Renderer("https://y.example"))
    rendered = run.draft(made, "k").rendered
    for expected in ("New Co", "Old Co", "2026-10", "+10.0%", "2026-11-23", "CHOL SAN 2 (IMO 9074729)"):
        assert expected in rendered.text
        assert expected in rendered.html
    assert rendered.text.count("2026-09") == 1
    data = digest_data(run.digest(made), "s", "")
    assert [section["id"] for section in data["sections"]] == ["lists", "trade"]
    assert data["sections"][0]["counts"] == {"designation": 1, "delisting": 1}
    assert data["stories"][0]["beside"][0]["name"] == "CHOL SAN 2 (IMO 9074729)"
    assert data["stories"][0]["beside"][0]["by"][0] == {
        "what": "authority_since",
        "day": "2018-03-30",
        "authority": [{"what": "authority_un"}],
    }


def test_figures_are_reported_once_and_old_ones_never(archive: Archive) -> None:
    made = subscribe(archive, reader())
    import_figures(archive, NOW - 3 * DAY, m2005_01=1e6, m2024_10=1e6)
    assert sent(archive, made, NOW - 2 * DAY) == ""
    import_figures(archive, NOW - DAY, m2026_10=2e6)
    assert "China's exports to North Korea, 2026-10: 2.00 million USD" in sent(archive, made, NOW)
    import_figures(archive, NOW + DAY, m2024_10=3e6)
    assert "2024-10: revised from 1.00 million USD to 3.00" in sent(archive, made, NOW + 2 * DAY)
    assert sent(archive, made, NOW + 3 * DAY) == ""


def test_a_section_alone_is_sent_to_nobody_who_asked_for_places_or_a_search(archive: Archive) -> None:
    import_list(archive, listed("A"), NOW - 5 * DAY)
    import_list(archive, listed("A", "B"), NOW - DAY)
    for narrow in (reader(query="coal"), reader(places=("dandong",)), reader(topics=("labor",))):
        run = DigestRun(archive, [narrow], [source()], NOW, Renderer(""))
        assert run.digest(narrow).is_quiet
    wide = reader(topics=("sanctions",))
    found = DigestRun(archive, [wide], [source()], NOW, Renderer("")).draft(wide, "k")
    assert not found.digest.is_quiet
    assert found.rendered.subject.endswith("Sanctions lists: 1 designation")


def test_an_alert_brings_a_changed_list(archive: Archive) -> None:
    subscribe(archive, reader(frequency=Frequency.IMMEDIATE))
    import_list(archive, listed("A"), NOW - 5 * DAY)
    import_list(archive, listed("A", "B"), NOW - 0.1 * DAY)
    import_figures(archive, NOW - 0.1 * DAY, m2026_10=2e6)
    defaults = MessageDefaults(sender="y@y.example")
    (alert,) = queue_alerts(archive, [source()], defaults, NOW)
    assert [section.id for section in alert.digest.sections] == ["lists"]
    assert queue_alerts(archive, [source()], defaults, NOW + DAY) == []
