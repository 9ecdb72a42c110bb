"""No statement of a round, a poll, a delivery or a page reads a whole growing table."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from alerts import tokens
from alerts.delivery.links import FeedbackLink, carried_token, feedback_token, unsubscribe_token
from alerts.subscriptions import feed_token
from benchmarks.storage.corpus import LAST, Corpus
from crawler.sources.source_list import write_sources
from scheduler import JOBS, JobContext, context_of
from storage import (
    Alarm,
    Answer,
    ApiToken,
    Archive,
    BorderDecision,
    Change,
    ChangeState,
    ClaimQuery,
    ClockJump,
    DigestRecord,
    Facet,
    FactQuery,
    Feedback,
    Flow,
    Instance,
    JobResult,
    Judgement,
    ListFile,
    Mark,
    Order,
    PriceDecision,
    PriceQuery,
    Question,
    ReadFile,
    ReadRecord,
    Session,
    Step,
    TradeFigure,
    TradeImport,
    TradeSeries,
    User,
    Visit,
    open_archive,
    pack_page,
    parse_query,
)
from tests.lists.samples import entry
from tests.query_plans import Recorder, methods, recorded
from tests.samples import article, connection_of, page, placement, source, subscribe, subscription, verdict
from tests.web_server import served
from web import create_app
from yaluwatch.config import Settings
from yaluwatch.model import (
    Candidate,
    DeliveryState,
    FactSet,
    Fault,
    Fetch,
    Frequency,
    ListedMention,
    ListedSet,
    MarketPrice,
    Outcome,
    Recipient,
)

NOW = LAST + timedelta(hours=1)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SECRET = "s3cret"

#: Tables as long as a list that people write, however old the archive is.
SHORT = {
    "_sqlite_migrations",
    "archive_facts",
    "backfills",
    "claims",
    "job_plans",
    "list_changes",
    "list_entries",
    "list_imports",
    "lists",
    "recipients",
    "reference_events",
    "reference_identifiers",
    "reference_trade",
    "robots",
    "service_instance",
    "source_states",
    "sqlite_sequence",
    "subscriptions",
    "trade_series",
    "users",
    "user_visits",
}
#: Indexes over what waits, or lasts: empty most of the time.
WAITING = {
    "alarms_not_over",
    "article_facets_ungrouped",
    "article_facets_unjudged",
    "deliveries_held",
    "deliveries_waiting",
    "job_runs_open",
    "own_outages_open",
}

_NEWEST = "from the newest row on, as far as the limit"
_BY_HAND = "a command that people run"
_RARE = "a job that runs once a day or less"

#: (Method, table) → why it may read the whole table.
ALLOWED: dict[tuple[str, str], str] = {
    ("*", "ledger"): _NEWEST,
    ("articles.add", "pages"): _NEWEST,
    ("backfills.store", "pages"): _NEWEST,
    ("web_archives.store", "pages"): _NEWEST,
    ("web_archives.store", "verdicts"): "the highest id",
    ("web_archives.files", "web_archive_files"): _BY_HAND,
    ("web_archives.files", "web_archive_refusals"): _BY_HAND,
    ("outbox.listed", "deliveries"): _NEWEST,
    ("jobs.runs", "job_runs"): _NEWEST,
    ("jobs.clock_jumps", "clock_jumps"): _NEWEST,
    ("feedback.all", "feedback"): _NEWEST,
    ("stories.edits", "story_edits"): _NEWEST,
    ("alarms.newest", "alarms"): _NEWEST,
    ("accounts.changes", "changes"): _NEWEST,
    ("border.decisions", "border_decisions"): "decisions by people are few",
    ("sources.own_outages", "own_outages"): "outages of our own connection are few",
    ("jobs.states", "job_runs"): "the lowest name after another one, by the index",
    ("status.read", "deliveries"): "the highest id",
    ("prices.newest_day", "prices"): "the last day",
    ("status.read", "digests"): "the highest id",
    ("status.read", "fetches"): "the highest id",
    ("status.read", "job_runs"): "the highest id",
    ("status.read", "verdicts"): "the highest id",
    ("verdicts.add", "verdicts"): "the highest id",
    ("verdicts.watermark", "verdicts"): "the highest id",
    ("search.find", "article_facets"): _NEWEST,
    ("overview.recent", "article_facets"): _NEWEST,
    (
        "search.count",
        "article_facets",
    ): "filters without an index: status, score, a publisher typed freely",
    **{
        (f"research.{method}", "fetches"): "the newest poll, by the index"
        for method in ("series", "timeline")
    },
    ("research.pairs", "relevant_pairs"): "as long as there are pairs of names, not articles",
    **{
        (method, "story_articles"): "the highest number of a change"
        for method in (
            "articles.add",
            "stories.add",
            "stories.has_changed",
            "stories.known",
            "stories.mark",
            "stories.merge",
            "stories.split",
        )
    },
    ("stories.newest", "story_articles"): _BY_HAND,
    ("traces.article", "digests"): _BY_HAND,
    ("traces.fetches", "fetches"): _BY_HAND,
    ("traces.urls", "urls"): _BY_HAND,
}
#: Methods that nothing calls here, and why.
NOT_AUDITED = {
    "accounts.forget": _RARE,
    "alarms.forget": _RARE,
    "jobs.forget": _RARE,
    "maintenance.backup": _RARE,
    "maintenance.doctor": _RARE,
    "maintenance.optimize": _RARE,
    "maintenance.retain": _RARE,
    "maintenance.verify": _RARE,
    "listed.count_outdated": _BY_HAND,
    "listed.outdated": _BY_HAND,
    "facts.add": _BY_HAND,
    "facts.count_outdated": _BY_HAND,
    "facts.outdated": _BY_HAND,
    "feedback.labels": _BY_HAND,
    "maintenance.publish": _BY_HAND,
    "outbox.newest": _BY_HAND,
    "maintenance.reindex": _BY_HAND,
    "reextraction.add": _BY_HAND,
    "reextraction.pending": _BY_HAND,
    "verdicts.count_outdated": _BY_HAND,
    "verdicts.outdated": _BY_HAND,
    "articles.add_all": "does for each article what `add` does",
}
#: What every article reports.
PRICE = MarketPrice(
    good="rice", place="hyesan", day=NOW.date().isoformat(), is_day_printed=True, value=9000, unit="KPW",
    per="kg", quote="Rice in Hyesan cost 9,000 won.",
)  # fmt: skip


def _fill(path: Path) -> None:
    """Ten years of articles, grouped, and polls and mail of the last days."""
    with open_archive(path) as archive:
        texts = iter(Corpus().articles(600))
        while batch := list(islice(texts, 200)):
            archive.articles.add_all((one, None, "Press") for one, _ in batch)
            judged = {one.url: found for one, found in batch}
            untagged = archive.verdicts.untagged(200)
            archive.verdicts.add([(stored, judged[stored.article.url]) for stored in untagged], NOW - DAY)
            archive.facts.add((stored, FactSet(1, (), (PRICE,))) for stored in untagged)
        beside = None
        for number, stored in enumerate(archive.stories.ungrouped(1000)):
            archive.stories.add(placement(stored.id, beside if number % 3 else None), NOW - DAY)
            beside = stored.id
        for number in range(300):
            archive.sources.record(_fetch(at=NOW - number * HOUR))
            archive.outbox.add(
                _digest(f"{number}", NOW - number * DAY), [("desk@example.org", f"<{number}@y>", b"x" * 9000)]
            )
            run = archive.jobs.begin("tag", "x", NOW - number * MINUTE)
            archive.jobs.end(run, NOW, JobResult.OK, {"tagged": number})
        archive.subscriptions.save(subscription(id="gone", created_at=NOW - DAY))
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE deliveries SET state = 'sent', attempts = 1, sent_at = '2026-10-01T00:00:00Z'")


def _fetch(**changes: Any) -> Fetch:
    made = Fetch(
        source_id="courier", url="https://courier.example/f.xml", kind="poll", outcome=Outcome.OK, at=NOW
    )
    return replace(made, **changes)


def _digest(key: str, at: datetime) -> DigestRecord:
    return DigestRecord(
        subscription_id="everything",
        period_key=key,
        period_start=at - DAY,
        period_end=at,
        after_verdict=1,
        up_to_verdict=10,
        subject="x",
        composed_at=at,
    )


def _exaggerate(path: Path) -> None:
    """Statistics as if the growing tables were a thousand times as long."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("ANALYZE")
        for row, table, found in db.execute("SELECT rowid, tbl, stat FROM sqlite_stat1").fetchall():
            if table not in SHORT:
                rows, *rest = found.split()
                db.execute(
                    "UPDATE sqlite_stat1 SET stat = ? WHERE rowid = ?", [f"{rows}000 {' '.join(rest)}", row]
                )


@pytest.fixture(scope="module", params=["without statistics", "with statistics"])
def recorder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Recorder:
    """What all of the work below has executed."""
    folder = tmp_path_factory.mktemp("plans")
    settings = Settings(data=folder)
    write_sources(settings.sources, [source(), source(id="source-07", urls=("https://b.example/f",))])
    _fill(settings.archive)
    if request.param == "with statistics":
        _exaggerate(settings.archive)
    with pytest.MonkeyPatch.context() as patch, recorded(patch) as found:
        with open_archive(settings.archive) as archive:
            _collect(archive)
            _backfill(archive)
        _mail(settings)
        _rounds(context_of(settings, lambda: NOW))
        _pages(settings)
        _accounts(context_of(settings, lambda: NOW))
        with open_archive(settings.archive) as archive:
            _stories_and_research(archive)
            _reading(archive)
            _indicators(archive)
            _operate(archive)
    return found


def _collect(archive: Archive) -> None:
    """What a poll, and a crawl of what it announced, do."""
    new = article(url="https://courier.example/new", fetched_at=NOW, published_at=NOW - HOUR)
    archive.articles.unseen([new.url, "https://source-07.example/67"])
    archive.articles.due_revisits("courier", NOW, 10)
    archive.articles.last_visits([new.url])
    archive.articles.texts([1, 2])
    archive.articles.several([1, 2])
    archive.articles.add(new, page(url=new.url), publisher="Courier Press", guid="one")
    edited = replace(new, body=new.body + " More.")
    archive.articles.add(edited, page(url=new.url), publisher="Courier Press")
    moved = replace(new, url="https://courier.example/moved")
    redirect = page(requested_url=new.url, url=moved.url)
    archive.articles.add(moved, redirect, publisher="Courier Press", guid="one")
    archive.articles.note_visit(new.url, NOW)
    archive.articles.note_unchanged(new.url, NOW)
    archive.articles.read_from(new.url, redirect.body)
    archive.articles.mark_missing(new.url, NOW, is_final=False)
    archive.articles.dismiss("https://courier.example/no", "courier", Outcome.SOFT_404, NOW)
    archive.sources.record(_fetch())
    archive.sources.save_state(archive.sources.state("courier"))
    archive.sources.begin_own_outage(NOW)
    archive.sources.end_own_outage(NOW)
    archive.sources.keep_robots("courier.example", NOW, 200, b"")
    archive.sources.robots("courier.example", NOW)
    archive.sources.newest_articles("source-07", limit=5)
    archive.sources.poll_soon("courier", NOW)
    archive.sources.daily_new("courier", NOW - DAY)
    archive.sources.newest_stored("courier", limit=5)
    archive.sources.page_of(archive.sources.newest_stored("courier", limit=1)[0].id)
    archive.sources.newest_pages("courier", limit=5)
    archive.sources.fetch_log("courier", "poll", limit=5)
    archive.claims.take(["host:courier.example"], "me", 1.0, lease=1.0)
    archive.claims.renew(["host:courier.example"], "me", 1.0, lease=1.0)
    archive.claims.held(["host:courier.example"], 2.0)
    with archive.fences.hold(["host:courier.example"]):
        archive.fences.are_held(["host:courier.example"])
    archive.claims.release_dead(lambda _: True, 2.0)


def _backfill(archive: Archive) -> None:
    begun = archive.backfills.begin("courier", NOW.date(), NOW.date(), "wordpress", NOW)
    old = article(url="https://courier.example/2010", fetched_at=NOW)
    listed = [Candidate(source_id="courier", url=f"https://courier.example/{number}") for number in range(3)]
    archive.backfills.advance(
        begun.id, {}, method="x", total=3, articles=[(old, "")], pages=listed, publisher="p", at=NOW
    )
    archive.backfills.waiting(begun.id, limit=5)
    archive.backfills.skip(begun.id, [listed[0].url], NOW)
    archive.backfills.refuse(begun.id, listed[1].url, Outcome.SOFT_404, NOW, is_final=True)
    read = article(url=listed[2].url, fetched_at=NOW)
    archive.backfills.store(
        begun.id, read, page(url=read.url), _fetch(url=read.url, kind="page"), publisher="p"
    )
    archive.backfills.note(begun.id, "", NOW)
    archive.backfills.known_urls("courier", limit=5)
    archive.backfills.unfinished("courier", NOW.date())
    archive.backfills.get(begun.id)
    archive.backfills.every()
    archive.backfills.months(begun.id)
    (file,) = archive.web_archives.enlist(["/a.warc.gz"], "files", NOW)
    captured = article(url="https://courier.example/2009", fetched_at=NOW)
    record = ReadRecord(
        article=captured,
        page=pack_page(page(url=captured.url), 6),
        publisher="p",
        verdict=verdict(),
        offset=0,
    )
    found = ReadFile(
        size=1, sha256="", records=2, passed=1, refused={"too_thin": 1}, articles=[record, record]
    )
    archive.web_archives.store(file.id, found, NOW)
    archive.web_archives.again(file.id)
    archive.web_archives.note(file.id, "")
    archive.web_archives.get(1)
    archive.web_archives.files()
    archive.web_archives.origin(1)


def _mail(settings: Settings) -> None:
    with open_archive(settings.archive) as archive:
        made = subscription(addresses=("desk@example.org",), created_at=NOW - DAY)
        for one in (
            made,
            replace(made, id="searching", query="밀수 OR topic:border", topics=("smuggling",)),
            replace(made, id="at-once", frequency=Frequency.IMMEDIATE),
        ):
            subscribe(archive, one)
        recipient = Recipient(subscription_id="everything", address="new@example.org")
        record = replace(_digest("ask", NOW), kind="notice")
        archive.subscriptions.ask(recipient, Question(record, recipient.address, "<ask@y>", b""))
        archive.subscriptions.set_paused("gone", is_paused=False)
        archive.subscriptions.clear_refusals("gone")
        archive.subscriptions.remove("gone")
        for number, (state, fault) in enumerate(
            [
                (DeliveryState.SENT, None),
                (DeliveryState.DEFERRED, Fault.SERVER),
                (DeliveryState.FAILED, None),
            ]
        ):
            archive.outbox.add(
                _digest(f"waits-{number}", NOW), [(f"{number}@example.org", f"<w{number}@y>", b"x")]
            )
            claimed = archive.outbox.claim(NOW)
            assert claimed is not None
            archive.outbox.finish(
                claimed,
                state,
                at=NOW,
                fault=fault,
                next_attempt_at=NOW + HOUR if fault else None,
                answer=None if fault else Answer.ACCEPTED if state is DeliveryState.SENT else Answer.REFUSED,
            )
        archive.outbox.problems()
        archive.outbox.by_message_id("<5@y>")
        archive.outbox.newest_to("desk@example.org")
        sent = archive.outbox.newest_to("desk@example.org", "everything")
        assert sent is not None
        archive.outbox.count_refusal(sent, "no such user", NOW, suspend_after=3)
        archive.outbox.set_state(sent.id, [DeliveryState.SENT], DeliveryState.QUEUED, "again")
        archive.outbox.earlier_messages("everything", "desk@example.org", [1], [2])
        archive.outbox.period_keys("everything")
        archive.translations.put({"a": "b"}, "ko", "en", "x")
        archive.translations.get(["a"], "ko", "en", "x")


def _accounts(context: JobContext) -> None:
    """Everything an account, a session or a token is asked."""
    change = Change(at=NOW, by="x", what="y", subject="z")
    token = ApiToken(user_id=1, name="t", key="k", scopes=("read",), created_at=NOW)
    with context.archive() as archive:
        accounts = archive.accounts
        number = accounts.add(User(name="kim", role="reader", created_at=NOW), change)
        user = accounts.get(number)
        assert user
        accounts.exist()
        accounts.all()
        accounts.named("kim")
        accounts.start_session("s", Session(user_id=number, started_at=NOW, seen_at=NOW, way="password"))
        accounts.session("s")
        accounts.sessions(number)
        accounts.mark_session_seen("s", NOW)
        made = accounts.add_token(replace(token, user_id=number), change)
        accounts.tokens(number)
        accounts.token("k")
        accounts.mark_token_used(made, NOW)
        accounts.revoke_token(number, made, change)
        accounts.end_session("s")
        accounts.add_failed_login(["a"], NOW)
        accounts.failed_logins(["a"], NOW)
        accounts.forget_failed_logins(["a"])
        accounts.record(change)
        accounts.finish(accounts.begin([change]), ChangeState.DONE)
        accounts.changes(limit=5)
        accounts.save(replace(user, disabled_at=NOW), change, log_out=True)


def _rounds(context: JobContext) -> None:
    """Every job that runs more than once a day, and what the service records of them."""
    often = {"tag", "compose", "deliver", "bounces", "alarms", "source-health"}
    for job in JOBS:
        if job.name in often:
            job.work(context)
            job.work(context)
    with context.archive() as archive:
        archive.jobs.end_lost(lambda _: True, NOW)
        archive.jobs.end(archive.jobs.begin("tag", "me", NOW), NOW, JobResult.OK)
        archive.jobs.plan({"tag": NOW})
        archive.jobs.ask("tag", NOW)
        archive.jobs.asked()
        archive.jobs.appear(Instance("me", "host", 1, "1", NOW, NOW))
        archive.jobs.add_clock_jump(ClockJump(NOW, 5.0))
        alarm = Alarm(kind="jobs", level="warn", proof="x", noticed_at=NOW)
        archive.alarms.save([alarm], _digest("alarm", NOW), [("desk@example.org", "<alarm@y>", b"")])
        archive.alarms.save([replace(one, told_at=NOW) for one in archive.alarms.open()])
        archive.alarms.cleared_since(NOW - DAY)


def _confirmation() -> str:
    return tokens.sign_with_time(SECRET, "confirm", ["everything", "desk@example.org"])


def _pages(settings: Settings) -> None:
    with open_archive(settings.archive) as archive:
        newest = archive.search.find(parse_query(""), limit=1)[0].id
        (edited,) = archive.search.find(parse_query("status:edited relevant:any"), limit=1)
    sources = [source(), source(id="source-07")]
    link = FeedbackLink("everything", "desk@example.org", newest, 1)
    paths = [
        "/",
        "/?show=starred",
        "/?show=noted",
        "/stories/1",
        "/stories/2",
        "/places/place-017",
        "/actors/wpk",
        "/subscriptions",
        "/subscriptions/searching",
        "/subscriptions/searching/preview",
        "/subscriptions/new?q=topic:border",
        "/search",
        "/search?q=topic:border",
        "/search?q=밀수",
        "/search?q=place:place-017 source:source-07",
        "/search?q=publisher:Press",
        f"/search?before={newest}",
        "/search?q=밀수&order=relevance&skip=25",
        "/search/facets?q=밀수&part=1",
        "/search/chart.svg?q=topic:border",
        "/search/timeline?q=after:2026",
        "/export/csv?q=status:edited",
        f"/articles/{edited.id}/compare",
        f"/articles/{edited.id}/citation.ris",
        f"/articles/{newest}",
        f"/articles/{edited.id}",
        f"/articles/{edited.id}?version=1",
        "/sources",
        "/digests",
        "/digests/5",
        f"/feeds/{feed_token(SECRET, 'searching')}/atom",
        f"/feeds/{feed_token(SECRET, 'everything')}/json",
        f"/unsubscribe/{unsubscribe_token(SECRET, 'everything', 'desk@example.org')}",
        f"/carried/{carried_token(SECRET, 'everything', '5')}",
        f"/feedback/{feedback_token(SECRET, link)}",
        *(
            f"/api/v1{path}"
            for path in (
                "/search?q=밀수&limit=2",
                "/search?q=topic:border&order=relevance",
                "/facets?by=place",
                "/series?q=topic:border",
                "/facts?kind=price",
                "/stories?limit=2",
                "/stories/1",
                "/subscriptions",
                f"/articles/{newest}",
                f"/articles/{edited.id}/versions",
                f"/articles/{edited.id}/changes?old=1&new=2",
                f"/articles/{newest}/facts",
            )
        ),
        "/readyz",
        "/health",
        "/healthz?verbose",
        "/metrics",
    ]
    app = create_app(settings.archive, lambda: sources, hosts=["127.0.0.1"], secret=SECRET)
    with served(app) as client:
        for path in paths:
            assert client.get(path).status_code in {200, 503}, path
        for path, form in {
            f"/feedback/{feedback_token(SECRET, link)}": {"what": Judgement.WRONG},
            f"/confirm/{_confirmation()}": {},
            f"/unsubscribe/{unsubscribe_token(SECRET, 'everything', 'desk@example.org')}": {},
        }.items():
            assert client.post(path, data=form).status_code == 200


def _stories_and_research(archive: Archive) -> None:
    lines = archive.stories.newest(5)
    archive.stories.reasons(lines[0].id)
    archive.stories.merge(lines[0].id, [lines[1].id], at=NOW)
    story = archive.stories.get([lines[0].id])[lines[0].id]
    archive.stories.split(story.id, [story.articles[0].id], at=NOW)
    archive.stories.edits(5)
    archive.stories.opened(limit=5, before=100)
    archive.search.find(parse_query("topic:border"), limit=5, before=lines[0].id << 40)
    archive.stories.edits_of(story.id)
    archive.stories.has_changed(archive.stories.mark())
    archive.stories.grouped_since(NOW - 14 * DAY)
    for text in ("", "topic:border", "밀수"):
        query = parse_query(text)
        for facet in Facet:
            archive.research.facet(query, facet)
        archive.research.facets(query, limit=5, newest=2)
        archive.research.pairs(query)
        archive.research.timeline(query)
        archive.research.series(query, Step.MONTH)
        archive.search.count(query)
        archive.search.find(query, limit=5, order=Order.RELEVANCE)
        archive.search.find(query, limit=5, order=Order.RELEVANCE, ranked=2)
    archive.search.find(parse_query("밀수 asof:2026-10-30"), limit=5)
    next(archive.research.records(parse_query("밀수")))
    archive.research.cells(story.articles[0].id, 1)
    archive.facts.of(story.articles[0].id)
    archive.facts.among([story.articles[0].id], ["trade"])
    list(archive.facts.find(FactQuery(kinds=("price",), places=("dandong",)), limit=10))
    archive.research.page(story.articles[0].id, 1)
    archive.research.trade()
    archive.trade_statistics.add(_statistics(), NOW)
    archive.trade_statistics.state()
    archive.trade_statistics.state(NOW)
    archive.trade_statistics.series()
    archive.trade_statistics.vintages(["TOTAL", "2701"])
    archive.research.events()
    archive.research.identifiers()


def _reading(archive: Archive) -> None:
    """What the pages of analysts ask."""
    story = archive.stories.newest(1)[0]
    archive.overview.recent(NOW + 30 * DAY, 5)
    archive.overview.stories([story.id])
    archive.overview.naming("place-017", 5)
    archive.overview.mentions({"bridge": ("place-017",)}, NOW - 7 * DAY)
    archive.overview.days("place-017", NOW.date() - 365 * DAY)
    archive.overview.beside("place-017", "place", 5)
    archive.marks.set(0, [story.id], Mark.STARRED, NOW)
    archive.marks.note(0, story.id, "x", NOW)
    archive.marks.of(0, [story.id])
    archive.marks.listed(0, Mark.STARRED, 5)
    archive.marks.noted(0, 5)
    archive.marks.keep_visit(0, Visit(None, NOW))
    archive.marks.visit(0)


def _indicators(archive: Archive) -> None:
    """Lists, the border, prices."""
    line = archive.stories.newest(1)[0]
    story = archive.stories.get([line.id])[line.id]
    found = ListFile(name="eu", format="x", version="", entries=(entry(),))
    for file in (found, replace(found, entries=(entry(name="x"),))):
        archive.lists.add(file, origin="x", sha256="", at=NOW)
    archive.lists.all()
    state, entries = archive.lists.in_force()
    archive.lists.state()
    archive.lists.get(entries[0].id)
    archive.lists.named("x")
    archive.lists.changes(NOW - DAY)
    archive.lists.changes(after=1, up_to=2)
    archive.lists.history(entries[0].id)
    listed = ListedSet(state, 1, (ListedMention(entries[0].id, 0, 5, "imo"),))
    archive.listed.add([(stored, listed) for stored in story.articles])
    archive.listed.of([story.articles[0].id])
    archive.listed.by_entry(entries[0].id)
    archive.search.find(parse_query("listed:un"), limit=5)
    archive.search.find(parse_query("smuggling listed:any"), limit=5)
    archive.search.count(parse_query("listed:un listed:eu"))
    said = archive.border.statements(["dandong", "border"], first=date(2021, 1, 1), last=NOW.date(), each=12)
    archive.border.quotations(said)
    decision = BorderDecision(
        crossing="dandong-sinuiju", mode="rail", state="open", kind="pin", reason="seen", by="Kim", at=NOW
    )
    number = archive.border.decide(decision)
    archive.border.decisions()
    archive.border.withdraw(number, by="Kim", reason="a mistake", at=NOW)
    asked = ClaimQuery(kinds=("promise",), roles=("source",), is_anonymous=True, known_by=NOW.date())
    list(archive.reported_claims.find(asked, limit=10))
    archive.reported_claims.page(ClaimQuery(subjects=("dandong",), speaker="source"), limit=5)
    archive.reported_claims.about(
        ["dandong", "coal:from-north"], first=date(2021, 1, 1), last=NOW.date(), each=5
    )
    archive.reported_claims.of_articles([story.articles[0].id])
    archive.prices.newest_day()
    priced = archive.prices.find(PriceQuery(goods=("rice",), places=("hyesan",), since=NOW.date()))
    archive.prices.find(PriceQuery(since=NOW.date() - 90 * DAY))
    price = archive.prices.get(priced[0].article_id, 1)
    archive.prices.decide(price, PriceDecision(is_accepted=True, reason="checked", at=NOW))


def _statistics() -> TradeImport:
    series = TradeSeries("gacc", "CHN", "PRK", Flow.TOTAL, "TOTAL", "USD")
    return TradeImport("a.csv", "0" * 64, "plain", [TradeFigure(series, "2024-12", "2024-12", 1.0, 1, None)])


def _operate(archive: Archive) -> None:
    """Commands that people run while they look into something."""
    stored = archive.sources.newest_articles("source-07", limit=1)[0]
    archive.traces.article_at(stored.url)
    archive.traces.urls(stored.url, 5)
    archive.traces.fetches([stored.url])
    archive.traces.waiting(stored.url)
    (hit,) = archive.search.find(parse_query(""), limit=1)
    archive.traces.article(hit.id)
    archive.feedback.add(
        Feedback(article_id=hit.id, version=1, judgement=Judgement.RIGHT, topics=(), by="me", note="", at=NOW)
    )
    archive.feedback.all(5)
    archive.jobs.runs("tag")
    archive.jobs.clock_jumps()
    archive.alarms.newest(5)


def _tables(folder: Path) -> set[str]:
    with open_archive(folder / "yalu.db") as archive, connection_of(archive).read("x") as db:
        return set(db.table_names())


def test_nothing_reads_a_whole_growing_table(recorder: Recorder, tmp_path: Path) -> None:
    growing = _tables(tmp_path) - SHORT
    found = {
        scan
        for scan in recorder.scans
        if scan.table in growing
        and scan.index not in WAITING
        and not {(scan.method, scan.table), ("*", scan.table)} & set(ALLOWED)
    }
    assert sorted(map(str, found)) == []


def test_every_method_of_the_archive_is_audited(recorder: Recorder) -> None:
    assert methods() - recorder.methods == set(NOT_AUDITED)
