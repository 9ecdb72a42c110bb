"""Reads the sections of a digest, and the lines beside its stories, from the archive."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from alerts.indicators.beside import beside
from alerts.indicators.border import border_section
from alerts.indicators.lists import MAX_ARTICLES, MAX_LINES, list_section
from alerts.indicators.prices import price_section
from alerts.indicators.section import IndicatorLine, IndicatorSection
from alerts.indicators.trade import trade_section
from classifier import CROSSINGS
from classifier.lexicon import entry_names
from indicators import border_changes, price_series
from indicators.lists import net_changes
from indicators.trade import TRADE_KINDS, ClaimReader, ComparedClaim, read_book, releases
from storage import Archive, FoundFact, FoundListed, ImportMarks, PriceQuery

# Far enough for the price before the newest one.
_PRICES_LOOK_BACK = timedelta(days=90)


def import_marks(archive: Archive) -> ImportMarks:
    """The last imports of the archive."""
    return ImportMarks(archive.lists.state(), archive.trade_statistics.state())


def indicator_sections(
    archive: Archive,
    since: datetime,
    now: datetime,
    covered: ImportMarks | None = None,
    up_to: ImportMarks | None = None,
) -> tuple[IndicatorSection, ...]:
    """What became known about indicators after `since` and up to `now` (aware UTC); empty if nothing did.

    Of lists and statistics, what was imported after `covered` (None = after `since`) and up to `up_to`
    (None = all).
    """
    up_to = up_to or import_marks(archive)
    found = (
        _border(archive, since, now),
        _lists(archive, since, covered, up_to),
        _trade(archive, since, now, covered, up_to),
        _prices(archive, since, now),
    )
    return tuple(section for section in found if section)


def lines_beside(
    archive: Archive,
    stories: Mapping[int, Sequence[int]],
    reader: ClaimReader | None = None,
    facts: Iterable[FoundFact] | None = None,
) -> dict[int, tuple[IndicatorLine, ...]]:
    """Story (or any other number) → lines about what its articles name and claim; `stories` has article ids.

    Read with a few queries for all of them together. `reader`: for several calls, so that the figures
    are read once. `facts`: those of the articles, if they were read already.
    """
    ids = list(dict.fromkeys(article for articles in stories.values() for article in articles))
    listed: dict[int, list[FoundListed]] = {}
    for found in archive.listed.of(ids):
        listed.setdefault(found.article_id, []).append(found)
    reader = reader or ClaimReader(archive)
    compared: dict[int, list[ComparedClaim]] = {}
    for one in reader.compared(archive.facts.among(ids, TRADE_KINDS) if facts is None else facts):
        compared.setdefault(one.found.article_id, []).append(one)
    return {
        story: beside(
            (one for article in articles for one in listed.get(article, ())),
            (one for article in articles for one in compared.get(article, ())),
        )
        for story, articles in stories.items()
    }


def _border(archive: Archive, since: datetime, now: datetime) -> IndicatorSection | None:
    changes = border_changes(archive, since.date() - timedelta(days=1), now.date())
    cited = [
        statement
        for change in changes
        for statement in (change.now.statement, change.now.plan, *change.now.against)
        if statement
    ]
    quotations = archive.border.quotations(cited) if cited else {}
    names = {crossing.id: crossing.name for crossing in CROSSINGS}
    return border_section(changes, quotations, names, since)


def _lists(
    archive: Archive, since: datetime, covered: ImportMarks | None, up_to: ImportMarks
) -> IndicatorSection | None:
    if covered and covered.lists >= up_to.lists:
        return None
    changes = net_changes(
        archive.lists.changes(
            None if covered else since, after=covered.lists if covered else 0, up_to=up_to.lists
        )
    )
    shown = {entry for change in changes[:MAX_LINES] for entry in change.entries}
    return list_section(
        changes, {entry: archive.listed.by_entry(entry, limit=MAX_ARTICLES) for entry in shown}
    )


def _trade(
    archive: Archive, since: datetime, now: datetime, covered: ImportMarks | None, up_to: ImportMarks
) -> IndicatorSection | None:
    if covered and covered.figures >= up_to.figures:
        return None
    book = read_book(archive)
    after = covered.figures if covered else archive.trade_statistics.state(since)
    return trade_section(releases(book, after=after, up_to=up_to.figures, today=now.date()))


def _prices(archive: Archive, since: datetime, now: datetime) -> IndicatorSection | None:
    first = now.date() - _PRICES_LOOK_BACK
    series = price_series(archive.prices.find(PriceQuery(since=first)))
    return price_section([each for each in series if each.points], _place_names(), since)


@cache
def _place_names() -> Mapping[str, str]:
    """The English name of each place by id."""
    found: dict[str, str] = {}
    for name, places in entry_names("place").items():
        for place in places:
            # Its id is a name, too.
            if name != place:
                found.setdefault(place, name)
    return found
