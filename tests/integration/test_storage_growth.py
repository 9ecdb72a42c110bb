"""What rounds, pages and mail cost does not depend on what the archive holds, counted in steps of SQLite."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.storage import exporting
from benchmarks.storage.corpus import LAST, Corpus
from storage import Archive, DigestRecord, Facet, Format, open_archive, parse_query
from storage.sqlite.maintenance import maintenance
from tests.samples import connection_of, placement
from yaluwatch.model import DeliveryState, Fault

NOW = LAST + timedelta(hours=1)
DAY = timedelta(days=1)
SEGMENTS = "SELECT count(DISTINCT segid) FROM article_index_idx"


def fill(archive: Archive, count: int) -> None:
    """Ten years of articles, each in a story, and a message sent about every second one."""
    texts = iter(Corpus().articles(count))
    while batch := list(islice(texts, 100)):
        archive.articles.add_all((one, None, "Press") for one, _ in batch)
        judged = {one.url: found for one, found in batch}
        untagged = archive.verdicts.untagged(100)
        archive.verdicts.add([(stored, judged[stored.article.url]) for stored in untagged], NOW - DAY)
    for stored in archive.stories.ungrouped(count):
        archive.stories.add(placement(stored.id), NOW - DAY)
    queue(archive, "old", count // 2)
    while delivery := archive.outbox.claim(NOW - DAY):
        archive.outbox.finish(delivery, DeliveryState.SENT, at=NOW - DAY)


def queue(archive: Archive, key: str, count: int) -> None:
    digest = DigestRecord(
        subscription_id="everything",
        period_key=key,
        period_start=NOW - DAY,
        period_end=NOW,
        after_verdict=0,
        up_to_verdict=0,
        subject="x",
        composed_at=NOW,
    )
    archive.outbox.add(
        digest, [(f"{number}@example.org", f"<{key}-{number}@y>", b"x" * 9000) for number in range(count)]
    )


@contextmanager
def counted(archive: Archive) -> Iterator[list[int]]:
    """Count the steps of SQLite's virtual machine (https://www.sqlite.org/opcode.html)."""
    steps = [0]

    def count() -> None:
        steps[0] += 1

    with connection_of(archive).read("counting") as db:
        db.conn.set_progress_handler(count, 1)
        yield steps
        db.conn.set_progress_handler(None, 0)


def claim(archive: Archive) -> None:
    delivery = archive.outbox.claim(NOW)
    assert delivery is not None
    archive.outbox.finish(delivery, DeliveryState.SENT, at=NOW)


WORK: dict[str, Callable[[Archive], object]] = {
    "an idle round": lambda archive: (
        archive.verdicts.untagged(200),
        archive.stories.ungrouped(200),
        archive.verdicts.watermark(),
        archive.status.read(NOW),
        archive.outbox.problems(),
    ),
    "the newest articles": lambda archive: (
        archive.search.count(parse_query("")),
        archive.search.find(parse_query(""), limit=10),
    ),
    "the count of a topic": lambda archive: archive.search.count(parse_query("topic:smuggling")),
    "counts of everything": lambda archive: [
        archive.research.facet(parse_query(""), facet)
        for facet in (Facet.TOPIC, Facet.SOURCE, Facet.LANGUAGE)
    ],
    "sending one message": claim,
}


def test_work_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    found: list[dict[str, int]] = []
    for count in (200, 800):
        with open_archive(tmp_path / f"{count}.db") as archive:
            fill(archive, count)
            queue(archive, "new", 1)
            steps = {}
            for name, work in WORK.items():
                with counted(archive) as taken:
                    work(archive)
                steps[name] = taken[0]
            found.append(steps)
    small, large = found
    # Four times as many articles: a little more, because rows of counts that were missing are there.
    assert {name: large[name] for name in WORK if large[name] > 1.2 * small[name] + 20} == {}


def test_messages_that_wait_long_do_not_hide_one_that_is_due(tmp_path: Path) -> None:
    with open_archive(tmp_path / "yalu.db") as archive:
        queue(archive, "waiting", 300)
        for _ in range(300):
            delivery = archive.outbox.claim(NOW)
            assert delivery is not None
            archive.outbox.finish(
                delivery,
                DeliveryState.DEFERRED,
                at=NOW,
                fault=Fault.MAILBOX_FULL,
                next_attempt_at=NOW + DAY,
            )
        assert archive.outbox.claim(NOW) is None
        queue(archive, "new", 1)
        with counted(archive) as steps:
            claim(archive)
        assert steps[0] < 1000
        # They are read in the order of the index, without their contents.
        assert archive.outbox.claim(NOW) is None
        assert archive.outbox.claim(NOW + DAY) is not None


def test_the_index_is_merged_in_steps_between_which_others_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "yalu.db"
    with open_archive(path) as archive:
        fill(archive, 300)
        before = archive.search.count(parse_query("smuggling relevant:any"))
        with connection_of(archive).read("looking") as db:
            (before_merging,) = db.execute(SEGMENTS).fetchone()
        written = []
        monkeypatch.setattr(maintenance, "_MERGED_PAGES", 16)
        write = type(connection_of(archive)).write

        @contextmanager
        def watched(*given: object, **named: object) -> Iterator[object]:
            with write(*given, **named) as db:  # type: ignore[arg-type]
                yield db
            with open_archive(path) as other:
                other.subscriptions.set_paused("everything", is_paused=True)
                written.append(1)

        with monkeypatch.context() as patch:
            patch.setattr(connection_of(archive), "write", watched.__get__(connection_of(archive)))
            archive.maintenance.optimize()
        with connection_of(archive).read("looking") as db:
            (segments,) = db.execute(SEGMENTS).fetchone()
        assert (before_merging > 1, segments) == (True, 1)
        assert len(written) > 5
        assert archive.search.count(parse_query("smuggling relevant:any")) == before
        assert archive.maintenance.doctor()


def test_the_export_that_is_timed_is_compared_with_its_own_bytes(tmp_path: Path) -> None:
    with open_archive(tmp_path / "yalu.db") as archive:
        fill(archive, 60)
        ours, by_hand = BytesIO(), BytesIO()
        assert archive.research.export(parse_query("relevant:any"), Format.CSV, ours) == 60
    exporting.by_hand(tmp_path / "yalu.db", by_hand)
    assert by_hand.getvalue() == ours.getvalue()
    assert b"; place-" in ours.getvalue()
