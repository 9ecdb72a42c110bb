"""`Archive`: one SQLite file, one connection, every statement behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlite_utils import Database

from storage import (
    articles,
    digests,
    outbox,
    pages,
    past,
    search,
    search_index,
    sources,
    stories,
    subscriptions,
    verdicts,
    versions,
)
from storage.articles import Added
from storage.care import Care
from storage.claims import Claims
from storage.connection import Connection
from storage.curation import Curation
from storage.desk import Desk
from storage.digests import DigestRecord
from storage.judging import Judging
from storage.query import Query
from storage.readings import Readings
from storage.recipients import Answer, Recipients, note_answer
from storage.research import Research
from storage.search import Hit, Order
from storage.watch import Watch
from yaluwatch.model import (
    Article,
    Delivery,
    DeliveryState,
    Fetch,
    Outcome,
    Page,
    Placement,
    Recipient,
    SourceState,
    StoredArticle,
    Story,
    Subscription,
    Verdict,
)


class Archive:
    """The archive. Open one per thread; any number may read, writers take turns.

    >>> with Archive.open(Path("var/yalu.db")) as archive:
    ...     hits = archive.search(parse_query("밀수"), limit=20)
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        #: The file; pages are kept in the folder `pages` beside it.
        self.path = connection.path
        #: Counts, series, exports, versions, reference data. Apart, because only reading people need it.
        self.research = Research(connection)
        #: Proof, backup, repair, retention. Apart, because only operators need it.
        self.care = Care(connection)
        #: Verdicts of other classifiers, and feedback. Apart, because only who improves them needs it.
        self.judging = Judging(connection)
        #: Stored pages read again. Apart, because only a newer extractor needs it.
        self.readings = Readings(connection)
        #: The past of each source. Apart, because only those who keep sources running need it.
        self.watch = Watch(connection)
        #: What a round of digests needs, for all readers at once.
        self.desk = Desk(connection)
        #: Stories joined and parted by hand.
        self.curation = Curation(connection)
        #: Who works on what.
        self.claims = Claims(connection)
        #: Recipients, and messages an operator takes in hand.
        self.recipients = Recipients(connection)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Open the file, creating or upgrading it unless `read_only`.

        Raises ArchiveTooNew, ArchiveCorrupt, ArchiveLocked, or ArchiveError when it can't be opened.
        """
        return cls(Connection.open(path, read_only=read_only))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Collecting

    def unseen(self, urls: Iterable[str]) -> set[str]:
        """Those of the URLs that are neither stored nor settled as refused."""
        with self._connection.read("looking up URLs") as db:
            return articles.unseen(db, urls)

    def due_rereads(self, source_id: str, now: datetime, limit: int) -> list[str]:
        """URLs of a source's young articles worth another look, longest overdue first."""
        with self._connection.read(f"looking up {source_id}") as db:
            return articles.due_rereads(db, source_id, now, limit)

    def add(self, article: Article, page: Page | None, *, publisher: str) -> Added:
        """Store an article with the page it was read from, as new, edited or read again unchanged."""
        with self._connection.write(f"adding {article.url}") as db:
            return self._add(db, [(article, page, publisher)])[0]

    def add_all(self, read: Iterable[tuple[Article, Page | None, str]]) -> list[Added]:
        """`add` for many (article, page, publisher) at once: all are stored or none."""
        with self._connection.write("adding articles") as db:
            return self._add(db, read)

    def settle(self, url: str, source_id: str, outcome: Outcome, at: datetime) -> None:
        """Remember that a URL was refused for good; `unseen` won't return it again."""
        with self._connection.write(f"settling {url}") as db:
            articles.settle(db, url, source_id, outcome, at)

    def mark_missing(self, url: str, at: datetime, *, is_final: bool = False) -> None:
        """Note that a stored article's page answers "not found", or that it is gone for good (410)."""
        with self._connection.write(f"marking {url}") as db:
            articles.mark_missing(db, url, at, is_final=is_final)

    def record(self, fetch: Fetch) -> None:
        """Add a row to the ledger of fetches."""
        with self._connection.write(f"recording {fetch.url}") as db:
            sources.record(db, fetch)

    def state(self, source_id: str) -> SourceState:
        """What is remembered of a source; the empty state when it was never polled."""
        return self.states().get(source_id, SourceState(source_id=source_id))

    def states(self) -> dict[str, SourceState]:
        """What is remembered of every source polled so far, by id."""
        with self._connection.read("reading source states") as db:
            return sources.states(db)

    def save_state(self, state: SourceState) -> None:
        """Replace what is remembered of a source."""
        with self._connection.write(f"saving the state of {state.source_id}") as db:
            sources.save_state(db, state)

    def daily_new(self, since: datetime) -> Mapping[str, Mapping[str, int]]:
        """New articles per source and UTC day ("2026-11-24") since a time."""
        with self._connection.read("counting articles") as db:
            return sources.daily_new(db, since)

    # Tagging

    def untagged(self, limit: int) -> list[StoredArticle]:
        """Articles whose newest version no classifier has judged, oldest arrival first."""
        with self._connection.read("looking for untagged articles") as db:
            return verdicts.untagged(db, limit)

    def add_verdicts(self, judged: Iterable[tuple[StoredArticle, Verdict]], at: datetime) -> None:
        """Store verdicts, all or none; judging the same version twice changes nothing."""
        with self._connection.write("adding verdicts") as db:
            for article, verdict in judged:
                verdicts.add(db, article, verdict, at)

    # Grouping

    def ungrouped(self, limit: int) -> list[StoredArticle]:
        """Relevant articles without a story, oldest arrival first."""
        with self._connection.read("looking for ungrouped articles") as db:
            wanted = stories.ungrouped(db, limit)
            found = {stored.id: stored for stored in self._stored(db, wanted)}
            return [found[article_id] for article_id in wanted]

    def grouped_since(self, since: datetime) -> list[StoredArticle]:
        """Articles in stories, first seen since a time, oldest arrival first."""
        with self._connection.read("looking for grouped articles") as db:
            pairs = stories.grouped_since(db, since)
            found = {stored.id: stored for stored in self._stored(db, [article for article, _ in pairs])}
            return [found[article_id] for article_id, _ in pairs]

    def add_to_story(self, placement: Placement, at: datetime) -> int:
        """Put an article beside another, or into a story of its own; the story it is in now.

        An article stays where it was put first, whoever puts it where.
        """
        with self._connection.write(f"grouping article {placement.article_id}") as db:
            return stories.add(db, placement, at)

    def stories(self, ids: Iterable[int]) -> dict[int, Story]:
        """The stories with these ids, their articles first seen first."""
        with self._connection.read("reading stories") as db:
            members = stories.members(db, ids)
            wanted = [article for story in members.values() for article in story]
            found = {stored.id: stored for stored in self._stored(db, wanted)}
        return {
            story_id: Story(id=story_id, articles=tuple(found[article] for article in member_ids))
            for story_id, member_ids in members.items()
        }

    # Reading

    def article(self, article_id: int, *, version: int | None = None) -> StoredArticle | None:
        """One article in its newest or an earlier version, with verdict and story; None if unknown."""
        with self._connection.read(f"reading article {article_id}") as db:
            found = list(self._stored(db, [article_id]))
            if not found or version in {None, found[0].version}:
                return found[0] if found else None
            earlier = versions.read_one(db, article_id, version)
            judged = verdicts.of_version(db, article_id, version)
        return replace(earlier, verdict=judged, story_id=found[0].story_id) if earlier else None

    def search(self, query: Query, *, limit: int, offset: int = 0, order: Order = Order.NEWEST) -> list[Hit]:
        """Matching articles, newest first unless asked otherwise."""
        with past.at(self._connection, query, "searching") as db:
            return search.search(db, query, limit=limit, offset=offset, order=order)

    def count(self, query: Query) -> int:
        """How many articles match."""
        with past.at(self._connection, query, "counting") as db:
            return search.count(db, query)

    # Delivering

    def remove_subscription(self, subscription_id: str) -> bool:
        """Delete a subscription; False when there is none."""
        with self._connection.write(f"removing subscription {subscription_id}") as db:
            return subscriptions.remove(db, subscription_id)

    def subscriptions(self) -> list[Subscription]:
        """All subscriptions by id."""
        with self._connection.read("reading subscriptions") as db:
            return subscriptions.read(db)

    def last_grouped_verdict(self) -> int:
        """The verdict id up to which every relevant article has its story: what a digest covers up to."""
        with self._connection.read("reading verdicts") as db:
            return verdicts.last_grouped(db)

    def last_covered(self, subscription_id: str) -> tuple[int, datetime | None]:
        """Last verdict a reader was told of and the end of that period; (0, None) before the first digest."""
        with self._connection.read(f"reading digests of {subscription_id}") as db:
            return digests.last_covered(db, subscription_id)

    def period_keys(self, subscription_id: str) -> set[str]:
        """Periods for which a digest is on record."""
        with self._connection.read(f"reading digests of {subscription_id}") as db:
            return digests.period_keys(db, subscription_id)

    def add_digest(self, digest: DigestRecord, messages: Iterable[tuple[str, str, bytes]]) -> bool:
        """Put a digest and its messages (address, message id, content) on record, durably and together.

        False, and nothing written, when its period has a digest already.
        """
        with self._connection.write(f"queueing the digest for {digest.subscription_id}", durable=True) as db:
            digest_id = digests.add(db, digest)
            if digest_id is None:
                return False
            outbox.add(db, digest_id, messages)
            return True

    def claim_delivery(self, now: datetime) -> Delivery | None:
        """Take the next message that is due, so that nobody else does; None when there is none."""
        with self._connection.write("claiming a message", durable=True) as db:
            return outbox.claim(db, now)

    def finish_delivery(
        self,
        delivery: Delivery,
        state: DeliveryState,
        *,
        at: datetime,
        detail: str = "",
        next_attempt_at: datetime | None = None,
        is_doubt: bool = False,
        answer: Answer | None = None,
        suspend_after: int = 3,
    ) -> Recipient | None:
        """Record how an attempt ended and what it says of the address, together; what is known of it then.

        `is_doubt`: the message may have arrived all the same. After `suspend_after` refusals in a row an
        address gets no more mail. None when the attempt says nothing new of the address.
        """
        with self._connection.write(f"recording delivery {delivery.id}", durable=True) as db:
            outbox.finish(
                db,
                delivery,
                state,
                at=at,
                detail=detail,
                next_attempt_at=next_attempt_at,
                is_doubt=is_doubt,
            )
            if answer is None:
                return None
            return note_answer(db, delivery, answer, detail, at, suspend_after=suspend_after)

    def deliveries(self, limit: int) -> list[Delivery]:
        """Messages, newest first."""
        with self._connection.read("reading the outbox") as db:
            return outbox.read(db, limit)

    def delivery(self, delivery_id: int) -> Delivery | None:
        """One message; None when there is none with this id."""
        with self._connection.read(f"reading message {delivery_id}") as db:
            return outbox.read_one(db, delivery_id)

    # How

    def _add(self, db: Database, read: Iterable[tuple[Article, Page | None, str]]) -> list[Added]:
        index = search_index.Changes()
        added = []
        for article, page, publisher in read:
            page_id = pages.add(db, self._connection.pages_folder, page) if page else None
            aliases = [page.requested_url, page.url] if page else []
            added.append(articles.add(db, article, index, publisher=publisher, page=page_id, aliases=aliases))
        index.write(db)
        return added

    def _stored(self, db: Database, ids: Iterable[int]) -> list[StoredArticle]:
        wanted = list(ids)
        judged = verdicts.newest(db, wanted)
        grouped = stories.of_articles(db, wanted)
        return [
            replace(stored, verdict=judged.get(stored.id), story_id=grouped.get(stored.id))
            for stored in articles.read(db, wanted)
        ]
