from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from alerts.digests.batch import due_of
from storage import Answer, Archive, DigestRecord, open_archive, parse_query
from tests.engines import add_step_of_newer_program, rows_written
from tests.samples import (
    NOW,
    article,
    connection_of,
    page,
    placement,
    statements_of,
    subscribe,
    subscription,
    verdict,
)  # fmt: skip
from yaluwatch.errors import ArchiveCorrupt, ArchiveError, ArchiveLocked, ArchiveTooNew, QueryError
from yaluwatch.model import Article, DeliveryState, Evidence, Fetch, Mention, Outcome, SourceState, Span, Tag

HOUR = timedelta(hours=1)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "yalu.db") as opened:
        yield opened


def add(archive: Archive, *, relevant: bool = True, **changes: object) -> int:
    stored = archive.articles.add(article(**changes), None, publisher="Courier Press").id
    tag(archive, relevant=relevant)
    return stored


def tag(archive: Archive, *, relevant: bool = True) -> None:
    made = verdict() if relevant else verdict(is_relevant=False, tags=(), relevance=0.1)
    archive.verdicts.add([(untagged, made) for untagged in archive.verdicts.untagged(100)], NOW)


def titles(archive: Archive, text: str) -> list[str]:
    return [hit.title for hit in archive.search.find(parse_query(text), limit=20)]


def test_an_article_is_stored_once_and_read_back_whole(archive: Archive) -> None:
    first = archive.articles.add(article(), page(), publisher="Courier Press")
    again = archive.articles.add(article(fetched_at=NOW + HOUR), page(), publisher="Courier Press")
    assert (first.is_new, again.is_new, again.is_edited) == (True, False, False)
    stored = archive.articles.get(first.id)
    assert stored is not None
    assert stored.article == article()
    assert stored.verdict is None


def test_many_are_stored_together_or_not_at_all(archive: Archive) -> None:
    urls = [f"https://a.example/{number}" for number in range(3)]
    added = archive.articles.add_all((article(url=url), None, "p") for url in urls)
    assert [one.is_new for one in added] == [True] * 3
    again = archive.articles.add_all(
        (article(url=urls[0], body=body), None, "p") for body in ("Coal one.", "Coal two.")
    )
    assert [one.version for one in again] == [2, 3]
    naive = article(url="https://a.example/9", fetched_at=datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake
    with pytest.raises(ValueError, match="without a time zone"):
        archive.articles.add_all([(article(url="https://a.example/8"), None, "p"), (naive, None, "p")])
    assert titles(archive, "two relevant:any") == [article().title]
    assert archive.articles.unseen(["https://a.example/8"]) == {"https://a.example/8"}


def test_white_space_is_no_edit_but_a_changed_number_is(archive: Archive) -> None:
    archive.articles.add(article(), None, publisher="p")
    spaced = archive.articles.add(article(body=article().body.replace(" ", "  ")), None, publisher="p")
    edited = archive.articles.add(
        article(body=article().body.replace("Monday", "Tuesday")), None, publisher="p"
    )
    assert not spaced.is_edited
    assert edited.is_edited
    assert edited.version == 2


def test_an_edited_article_is_found_by_its_new_words_only(archive: Archive) -> None:
    add(archive)
    add(archive, body="Coal barges crossed instead.")
    assert titles(archive, "barges") == [article().title]
    assert titles(archive, "freight") == []


def test_a_url_is_seen_under_every_name_it_had(archive: Archive) -> None:
    archive.articles.add(article(), page(), publisher="p")
    archive.articles.dismiss("https://courier.example/gone", "courier", Outcome.SOFT_404, NOW)
    asked = [
        "https://courier.example/1",
        page().requested_url,
        "https://courier.example/gone",
        "https://new.example/",
    ]
    assert archive.articles.unseen(asked) == {"https://new.example/"}


def test_an_id_sorts_by_publication_time(archive: Archive) -> None:
    old = add(archive, url="https://a.example/old", published_at=NOW - timedelta(days=400))
    new = add(archive, url="https://a.example/new", published_at=NOW)
    undated = add(archive, url="https://a.example/undated", published_at=None, fetched_at=NOW - HOUR)
    assert sorted([new, old, undated]) == [old, undated, new]


def test_more_articles_than_a_second_has_ids_run_over_into_the_next(archive: Archive) -> None:
    second = timedelta(seconds=1)
    archive.articles.add(
        article(url="https://a.example/next", published_at=NOW + second), None, publisher="p"
    )
    many = [article(url=f"https://a.example/{number}", body="x") for number in range(1030)]
    ids = [added.id for added in archive.articles.add_all((one, None, "p") for one in many)]
    assert ids == sorted(set(ids))
    assert archive.search.count(parse_query("relevant:any")) == 1031


def test_a_wild_date_is_kept_as_said_but_does_not_lead_the_list(archive: Archive) -> None:
    wild = NOW + timedelta(days=3650)
    wild_id = add(archive, url="https://a.example/wild", published_at=wild)
    later = add(archive, url="https://a.example/later", published_at=NOW + HOUR)
    stored = archive.articles.get(wild_id)
    assert stored is not None
    assert stored.article.published_at == wild
    assert wild_id < later


@pytest.mark.parametrize(
    ("body", "query"),
    [
        ("북한이 국가밀수를 재개했다.", "밀수"),
        ("丹東海關查獲走私煤炭。", "走私"),
        ("丹東海關查獲走私煤炭。", "丹东"),
        ("Smuggling rose.", "smuggling"),
        ("鴨緑江の密輸が増えた。", "鸭绿江"),
    ],
)
def test_search_finds_short_words_in_every_script(archive: Archive, body: str, query: str) -> None:
    add(archive, body=body)
    assert titles(archive, query) == [article().title]


def test_search_combines_words_exclusions_and_filters(archive: Archive) -> None:
    add(archive, url="https://a.example/1", title="A", body="coal and trucks", published_at=NOW)
    add(
        archive,
        url="https://a.example/2",
        title="B",
        body="coal only",
        language="ko",
        published_at=NOW - HOUR,
    )
    add(
        archive,
        url="https://a.example/3",
        title="C",
        body="coal",
        relevant=False,
        published_at=NOW - 2 * HOUR,
    )
    assert titles(archive, "coal") == ["A", "B"]
    assert titles(archive, "coal -trucks") == ["B"]
    assert titles(archive, "-trucks") == ["B"]
    assert titles(archive, "coal relevant:any") == ["A", "B", "C"]
    assert titles(archive, "language:ko") == ["B"]
    assert titles(archive, "topic:border place:dandong") == ["A", "B"]
    assert titles(archive, "topic:tourism") == []
    assert titles(archive, "after:2026-11-24 before:2026-11-25") == ["A", "B"]
    assert titles(archive, "before:2026") == []
    assert titles(archive, "!!!") == []
    assert archive.search.count(parse_query("coal relevant:any")) == 3


def test_filters_find_alone_beside_words_and_in_alternatives(archive: Archive) -> None:
    add(archive, url="https://a.example/1", title="A", body="coal", published_at=NOW)
    add(
        archive, url="https://a.example/2", title="B", body="iron", published_at=NOW - HOUR, source_id="daily"
    )
    add(
        archive,
        url="https://a.example/3",
        title="C",
        body="iron",
        published_at=None,
        fetched_at=NOW - 2 * HOUR,
    )
    archive.articles.add(article(url="https://a.example/2", title="B", body="iron ore"), None, publisher="p")
    archive.articles.mark_missing("https://a.example/1", NOW, is_final=True)
    assert titles(archive, "place:dandong") == ["A", "B", "C"]
    assert titles(archive, "goods:dandong") == titles(archive, "actor:dandong coal") == []
    assert titles(archive, "(!!! OR source:daily)") == ["B"]
    assert titles(archive, "(coal OR source:daily)") == ["A", "B"]
    assert titles(archive, "(source:daily ore) OR (language:en coal)") == ["A", "B"]
    assert titles(archive, "-source:daily") == ["A", "C"]
    assert titles(archive, 'publisher:"courier press" -coal') == ["B", "C"]
    assert titles(archive, "status:edited") == ["B"]
    assert titles(archive, "status:removed status:undated") == ["A", "C"]
    assert titles(archive, "score:>0.9 iron") == ["B", "C"]
    assert titles(archive, "score:<0.9 OR coal") == ["A"]
    assert titles(archive, "score:=1") == []
    assert titles(archive, "after:2026-11-24 (before:2026-11-25 OR coal)") == ["A", "B", "C"]


@pytest.mark.parametrize(
    "text", ['"', "AND", "a:b".upper(), "-x", "C++", "(", "*", "NEAR(", "\x00", "'; DROP TABLE x"]
)
def test_odd_input_never_reaches_the_index_as_syntax(archive: Archive, text: str) -> None:
    add(archive)
    with suppress(QueryError):
        titles(archive, text)


def test_hits_carry_their_topics_most_probable_first(archive: Archive) -> None:
    add(archive)
    assert archive.search.find(parse_query("trucks"), limit=1)[0].topics == ("border", "trade")


def test_a_verdict_is_read_back_whole_and_given_once(archive: Archive) -> None:
    article_id = add(archive)
    stored = archive.articles.get(article_id)
    assert stored is not None
    assert stored.verdict == verdict()
    archive.verdicts.add([(stored, verdict(relevance=0.1))], NOW)
    again = archive.articles.get(article_id)
    assert again is not None
    assert again.verdict == verdict()


def test_an_edit_asks_for_a_new_verdict(archive: Archive) -> None:
    add(archive)
    assert archive.verdicts.untagged(10) == []
    archive.articles.add(article(body="Coal barges crossed."), None, publisher="p")
    assert [stored.version for stored in archive.verdicts.untagged(10)] == [2]


def test_young_articles_are_read_again_sooner_than_old_ones(archive: Archive) -> None:
    archive.articles.add(article(), None, publisher="p")
    url = article().url
    assert archive.articles.due_revisits("courier", NOW + timedelta(minutes=10), 5) == []
    assert archive.articles.due_revisits("courier", NOW + timedelta(minutes=40), 5) == [url]
    archive.articles.add(article(fetched_at=NOW + timedelta(days=5)), None, publisher="p")
    assert archive.articles.due_revisits("courier", NOW + timedelta(days=5, hours=6), 5) == []
    assert archive.articles.due_revisits("courier", NOW + timedelta(days=6, hours=8), 5) == [url]
    assert archive.articles.due_revisits("courier", NOW + timedelta(days=9), 5) == []


def test_a_vanished_page_is_dated_once_and_forgiven_when_it_returns(archive: Archive) -> None:
    def removed_at() -> datetime | None:
        stored = archive.articles.get(added.id)
        assert stored is not None
        return stored.removed_at

    added = archive.articles.add(article(), None, publisher="p")
    archive.articles.mark_missing(article().url, NOW + HOUR)
    archive.articles.mark_missing(article().url, NOW + timedelta(days=14))
    assert removed_at() is None
    archive.articles.mark_missing(article().url, NOW + timedelta(days=14, hours=1))
    assert removed_at() == NOW + HOUR
    archive.articles.add(article(fetched_at=NOW + timedelta(days=15)), None, publisher="p")
    assert removed_at() is None
    archive.articles.mark_missing(article().url, NOW + timedelta(days=16), is_final=True)
    assert removed_at() == NOW + timedelta(days=16)


def test_a_page_that_was_not_found_is_asked_for_daily_until_it_is_removed(archive: Archive) -> None:
    archive.articles.add(article(), None, publisher="p")
    url = article().url
    days = range(1, 30)
    asked = []
    for day in days:
        for again in archive.articles.due_revisits("courier", NOW + timedelta(days=day), 5):
            archive.articles.mark_missing(again, NOW + timedelta(days=day))
            asked.append((again, day))
    assert asked == [(url, day) for day in range(1, 16)]


def test_a_look_that_brought_nothing_counts_as_a_look(archive: Archive) -> None:
    archive.articles.add(article(), None, publisher="p")
    url = article().url
    later = NOW + timedelta(hours=1)
    assert archive.articles.due_revisits("courier", later, 5) == [url]
    archive.articles.note_visit(url, later)
    assert archive.articles.due_revisits("courier", later, 5) == []
    assert archive.articles.last_visits([url, "https://a.example/unknown"]) == {url: later}


def test_states_and_fetch_log_survive_the_round_trip(archive: Archive) -> None:
    state = SourceState(
        source_id="courier",
        validators={"https://courier.example/feed.xml": ('"abc"', "")},
        next_poll_at=NOW + HOUR,
        interval_minutes=30,
        failure_weight=0.75,
        last_outcome=Outcome.TIMEOUT,
        last_detail="no answer in 30 s",
    )
    archive.sources.save_state(state)
    archive.sources.record(Fetch(source_id="courier", url="u", kind="poll", outcome=Outcome.TIMEOUT, at=NOW))
    assert archive.sources.state("courier") == state
    assert archive.sources.state("never-polled") == SourceState(source_id="never-polled")


def test_pages_are_warc_records_that_read_back(archive: Archive, tmp_path: Path) -> None:
    archive.articles.add(article(), page(), publisher="p")
    other = "https://courier.example/2"
    archive.articles.add(article(url=other), page(url=other, requested_url=other), publisher="p")
    files = list((tmp_path / "pages").glob("*.warc.gz"))
    assert [file.name for file in files] == ["courier-20261124.warc.gz"]
    with files[0].open("rb") as stream:
        found = [
            (record.rec_headers["WARC-Target-URI"], record.content_stream().read())
            for record in ArchiveIterator(stream)
        ]
    assert found == [("https://courier.example/1", page().body), ("https://courier.example/2", page().body)]


def test_pages_are_compressed_as_told_and_read_back_the_same(tmp_path: Path) -> None:
    body = b" ".join(b"<p>%d trucks crossed on day %d</p>" % (n * n % 911, n) for n in range(3_000))
    sizes = []
    for level in (1, 6, 9):
        with open_archive(tmp_path / str(level) / "yalu.db", page_level=level) as archive:
            stored = archive.articles.add(article(), page(body=body), publisher="Courier Press").id
            assert archive.research.page(stored, 1) == body
            assert archive.maintenance.verify().problems == ()
        (file,) = (tmp_path / str(level) / "pages").iterdir()
        sizes.append(file.stat().st_size)
    assert sizes[0] > sizes[1] >= sizes[2]


def test_bytes_of_a_page_that_was_never_committed_are_overwritten(archive: Archive, tmp_path: Path) -> None:
    archive.articles.add(article(), page(), publisher="p")
    file = next((tmp_path / "pages").glob("*.warc.gz"))
    with file.open("ab") as stream:
        stream.write(b"half a rec")
    other = "https://courier.example/2"
    archive.articles.add(article(url=other), page(url=other, requested_url=other), publisher="p")
    with file.open("rb") as stream:
        assert len(list(ArchiveIterator(stream))) == 2


def story_of(archive: Archive, article_id: int, beside: int | None = None) -> int:
    return archive.stories.add(placement(article_id, beside), NOW)


def test_stories_list_their_articles_in_order_of_arrival(archive: Archive) -> None:
    first = add(archive, url="https://a.example/1", fetched_at=NOW)
    second = add(archive, url="https://a.example/2", fetched_at=NOW + HOUR)
    assert [stored.id for stored in archive.stories.ungrouped(10)] == [first, second]
    story = story_of(archive, first)
    assert story_of(archive, second, first) == story
    assert [stored.id for stored in archive.stories.get([story])[story].articles] == [first, second]
    assert archive.stories.ungrouped(10) == []
    assert [stored.story_id for stored in archive.stories.grouped_since(NOW)] == [story, story]


def digest(archive: Archive, key: str, told: list[tuple[int, int, int]]) -> DigestRecord:
    after, _ = archive.outbox.last_covered("everything")
    return DigestRecord(
        subscription_id="everything",
        period_key=key,
        period_start=NOW - HOUR,
        period_end=NOW,
        after_verdict=after,
        up_to_verdict=archive.verdicts.watermark(),
        subject="s",
        composed_at=NOW,
        articles=told,
    )


def due(archive: Archive) -> list[tuple[int, int, bool]]:
    after, _ = archive.outbox.last_covered("everything")
    new = archive.digest_inputs.candidates(
        after_verdict=after,
        up_to_verdict=archive.verdicts.watermark(),
        since=NOW - timedelta(days=1),
    )
    told = {
        item.story_id: item.versions
        for item in archive.digest_inputs.reported({item.story_id for item in new})
    }
    return [(item.id, item.reported_version, item.is_known_story) for item in due_of(new, told)]


def test_a_reader_is_told_of_an_article_once_and_again_when_it_is_edited(archive: Archive) -> None:
    article_id = add(archive)
    story = story_of(archive, article_id)
    assert due(archive) == [(article_id, 0, False)]
    archive.outbox.add(digest(archive, "2026-11-24", [(article_id, 1, story)]), [("", "<1@yalu>", b"mail")])
    assert due(archive) == []
    add(archive, body="Coal barges crossed.")
    assert due(archive) == [(article_id, 1, True)]


def test_a_digest_that_failed_for_good_tells_nothing(archive: Archive) -> None:
    article_id = add(archive)
    story = story_of(archive, article_id)
    archive.outbox.add(
        digest(archive, "2026-11-24", [(article_id, 1, story)]), [("a@b.example", "<1@yalu>", b"mail")]
    )
    claimed = archive.outbox.claim(NOW)
    assert claimed is not None
    archive.outbox.finish(claimed, DeliveryState.FAILED, at=NOW, detail="550 no such user")
    assert due(archive) == [(article_id, 0, False)]


def test_judging_again_with_a_newer_classifier_is_no_news(archive: Archive) -> None:
    article_id = add(archive)
    story_of(archive, article_id)
    archive.outbox.add(digest(archive, "2026-11-24", []), [("", "<1@yalu>", b"mail")])
    stored = archive.articles.get(article_id)
    assert stored is not None
    archive.verdicts.add([(stored, verdict(version="rules-2"))], NOW)
    assert due(archive) == []


def test_an_article_without_a_story_waits_for_the_next_digest(archive: Archive) -> None:
    story_of(archive, add(archive, url="https://a.example/1"))
    covered = archive.verdicts.watermark()
    late = add(archive, url="https://a.example/2")
    assert archive.verdicts.watermark() == covered
    story_of(archive, late)
    assert archive.verdicts.watermark() == covered + 1


def test_one_period_has_one_digest(archive: Archive) -> None:
    assert archive.outbox.add(digest(archive, "2026-11-24", []), [("", "<1@yalu>", b"mail")])
    assert not archive.outbox.add(digest(archive, "2026-11-24", []), [("", "<2@yalu>", b"mail")])
    assert [delivery.message_id for delivery in archive.outbox.newest(10)] == ["<1@yalu>"]
    assert archive.outbox.period_keys("everything") == {"2026-11-24"}


def test_a_message_is_claimed_by_one_and_tried_again_when_its_sender_died(archive: Archive) -> None:
    archive.outbox.add(digest(archive, "2026-11-24", []), [("a@b.example", "<1@yalu>", b"mail")])
    claimed = archive.outbox.claim(NOW)
    assert claimed is not None
    assert archive.outbox.claim(NOW) is None
    again = archive.outbox.claim(NOW + timedelta(minutes=11))
    assert again is not None
    assert (again.message_id, again.attempts) == (claimed.message_id, 2)


def test_an_answer_counts_once_when_another_sender_has_taken_the_message(archive: Archive) -> None:
    archive.outbox.add(digest(archive, "2026-11-24", []), [("a@b.example", "<1@yalu>", b"mail")])
    slow = archive.outbox.claim(NOW)
    other = archive.outbox.claim(NOW + timedelta(minutes=11))
    assert slow is not None
    assert other is not None
    failed, refused = DeliveryState.FAILED, Answer.REFUSED
    assert archive.outbox.finish(slow, failed, at=NOW + HOUR, answer=refused) is None
    counted = archive.outbox.finish(other, failed, at=NOW + HOUR, answer=refused)
    assert counted is not None
    assert counted.hard_bounces == 1


def test_a_deferred_message_waits_for_its_time(archive: Archive) -> None:
    archive.outbox.add(digest(archive, "2026-11-24", []), [("a@b.example", "<1@yalu>", b"mail")])
    claimed = archive.outbox.claim(NOW)
    assert claimed is not None
    archive.outbox.finish(
        claimed, DeliveryState.DEFERRED, at=NOW, detail="451 later", next_attempt_at=NOW + HOUR
    )
    assert archive.outbox.claim(NOW + HOUR / 2) is None
    retried = archive.outbox.claim(NOW + HOUR)
    assert retried is not None
    archive.outbox.finish(retried, DeliveryState.SENT, at=NOW + HOUR)
    sent = archive.outbox.get(retried.id)
    assert sent is not None
    assert (sent.state, sent.sent_at) == (DeliveryState.SENT, NOW + HOUR)


def test_subscriptions_are_saved_replaced_and_removed(archive: Archive) -> None:
    subscribe(archive, subscription())
    subscribe(archive, replace(subscription(), topics=("border",)))
    assert archive.subscriptions.all() == [subscription(topics=("border",))]
    assert archive.subscriptions.remove("everything")
    assert not archive.subscriptions.remove("everything")


def test_consent_ends_with_the_subscription(archive: Archive) -> None:
    subscribe(archive, subscription(addresses=("a@example.org",)))
    assert archive.subscriptions.recipient("everything", "a@example.org").is_served
    archive.subscriptions.remove("everything")
    assert archive.subscriptions.recipients() == []


def test_a_late_verdict_on_an_older_version_is_kept_but_not_in_force(archive: Archive) -> None:
    article_id = add(archive)
    first = archive.articles.get(article_id)
    add(archive, body="Coal barges crossed.")
    second = archive.articles.get(article_id)
    assert first is not None
    assert second is not None
    archive.verdicts.add([(second, verdict(relevance=0.9, version="rules-2"))], NOW)
    archive.verdicts.add([(first, verdict(relevance=0.2, version="rules-2"))], NOW)
    assert archive.verdicts.untagged(1) == []
    assert archive.search.count(parse_query("score:>0.8")) == 1


def test_of_several_verdicts_written_together_the_last_is_in_force(archive: Archive) -> None:
    one = archive.articles.get(add(archive, url="https://a.example/1"))
    other = archive.articles.get(add(archive, url="https://a.example/2"))
    assert one is not None
    assert other is not None
    tags = (Tag("labor", 0.7, (Evidence("body", 0, 4, one.article.body[:4]),)),)
    archive.verdicts.add(
        [
            (one, verdict(version="rules-2", relevance=0.6)),
            (other, verdict(version="rules-2")),
            # The same verdict again changes nothing, another one is in force.
            (one, verdict(version="rules-2", relevance=0.1)),
            (one, verdict(version="rules-3", relevance=0.9, tags=tags)),
        ],
        NOW,
    )
    assert archive.search.count(parse_query("score:>0.8 topic:labor")) == 1
    assert archive.search.count(parse_query("topic:trade")) == 1
    verified = archive.maintenance.verify()
    assert verified.is_sound
    assert verified.verdicts == 2 + 3


def test_ids_of_verdicts_go_on_in_a_file_without_sequences(archive: Archive) -> None:
    stored = archive.articles.get(add(archive))
    assert stored is not None
    with connection_of(archive).write("restoring a dump") as db:
        db.execute("DELETE FROM sqlite_sequence")
    archive.verdicts.add([(stored, verdict(version="rules-2"))], NOW)
    assert archive.verdicts.outdated("rules-2") == []
    # Nor is one given again.
    with connection_of(archive).write("removing the last") as db:
        db.execute("DELETE FROM verdicts WHERE id = 2")
    archive.verdicts.add([(stored, verdict(version="rules-3"))], NOW)
    with connection_of(archive).read("reading ids") as db:
        assert db.execute("SELECT id FROM verdicts ORDER BY id").fetchall() == [(1,), (3,)]


def test_verdicts_that_change_nothing_leave_the_rows_for_filters_alone(archive: Archive) -> None:
    stored = archive.articles.get(add(archive))
    assert stored is not None
    again = [(stored, verdict(version="rules-2"))]
    # The verdict, its entry in the ledger, and the row with its relevance.
    assert rows_written(archive, lambda: archive.verdicts.add(again, NOW)) == 3


def test_a_newer_file_is_refused_with_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "yalu.db"
    with open_archive(path) as archive:
        add_step_of_newer_program(archive)
    with pytest.raises(ArchiveTooNew, match=r"newer (yalu|version of this program)"):
        open_archive(path)


def test_a_file_that_is_no_archive_is_named(tmp_path: Path) -> None:
    path = tmp_path / "yalu.db"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(ArchiveCorrupt, match=r"yalu\.db"):
        open_archive(path)


def test_reading_where_nothing_is_says_how_to_start(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="yalu crawl"):
        open_archive(tmp_path / "none.db", read_only=True)


def test_a_writer_that_waits_too_long_is_told_so(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.opening.WAIT_SECONDS", 0.05)
    with (
        open_archive(archive.path) as other,
        statements_of(archive).write("holding"),
        pytest.raises(ArchiveLocked, match="try again"),
    ):
        subscribe(other, subscription())


def test_reading_goes_on_while_another_writes(archive: Archive) -> None:
    add(archive)
    with open_archive(archive.path, read_only=True) as reader, statements_of(archive).write("holding"):
        assert len(reader.search.find(parse_query("trucks"), limit=5)) == 1


def test_a_time_without_zone_is_refused(archive: Archive) -> None:
    naive: Article = article(fetched_at=datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake under test
    with pytest.raises(ValueError, match="without a time zone"):
        archive.articles.add(naive, None, publisher="p")


def test_new_articles_are_counted_by_source_and_day(archive: Archive) -> None:
    add(archive)
    assert archive.sources.daily_new("courier", datetime(2026, 11, 1, tzinfo=UTC)) == {"2026-11-24": 1}


def test_evidence_is_read_back_from_the_text_of_its_version(archive: Archive) -> None:
    added = archive.articles.add(article(), page(), publisher="p")
    captions = Mention("sinuiju", "place", Span("captions", 0, 7, "Sinuiju"), "Sinuiju")
    wrong = Mention("tumen", "place", Span("body", 0, 5, "Tumen"), "Tumen")
    made = verdict(mentions=(*verdict().mentions, captions, wrong))
    archive.verdicts.add([(stored, made) for stored in archive.verdicts.untagged(10)], NOW)
    archive.articles.add(article(body="Nothing of it is left."), page(), publisher="p")
    edited = verdict(tags=(), mentions=())
    archive.verdicts.add([(stored, edited) for stored in archive.verdicts.untagged(10)], NOW)
    earlier, newest = (archive.articles.get(added.id, version=number) for number in (1, 2))
    assert earlier is not None
    assert newest is not None
    assert (earlier.verdict, newest.verdict) == (made, edited)
    with statements_of(archive).read("looking") as db:
        rows = "".join(map(str, db.execute("SELECT tags, mentions FROM verdicts")))
    assert "Freight trucks crossed" not in rows
    assert "Sinuiju" in rows
    assert archive.maintenance.verify().problems == ()


def test_an_article_is_found_by_the_page_it_was_read_from(archive: Archive) -> None:
    first = article(title="Customs reopen")
    archive.articles.add(first, page(), publisher="Courier")
    assert archive.articles.read_from(first.url, page().body) == first
    assert archive.articles.read_from(first.url, page().body + b" ") is None
    assert archive.articles.read_from("https://courier.example/2", page().body) is None
    # The newest version counts.
    edited = replace(first, title="Customs reopen again")
    archive.articles.add(edited, replace(page(), body=b"<html>another</html>"), publisher="Courier")
    assert archive.articles.read_from(first.url, page().body) is None
    archive.articles.add(replace(first, title="A third headline"), None, publisher="Courier")
    assert archive.articles.read_from(first.url, b"<html>another</html>") is None


def test_an_article_that_is_back_unchanged_is_missing_no_longer(archive: Archive) -> None:
    stored_id = archive.articles.add(article(), page(), publisher="Courier").id
    url = article().url
    archive.articles.mark_missing(url, NOW, is_final=True)
    archive.articles.note_unchanged("https://courier.example/unknown", NOW)
    missing = archive.articles.get(stored_id)
    archive.articles.note_unchanged(url, NOW + HOUR)
    back = archive.articles.get(stored_id)
    assert missing is not None
    assert back is not None
    assert (missing.removed_at, back.removed_at) == (NOW, None)
    assert archive.articles.last_visits([url]) == {url: NOW + HOUR}
