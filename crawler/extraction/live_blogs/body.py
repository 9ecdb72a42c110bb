"""The body of a live blog: its beginning, and each update with its time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from lxml import html

from crawler.extraction.body import Body, weight_of
from crawler.extraction.live_blogs.shown import CLOCK, is_called_live, shown_updates
from crawler.extraction.live_blogs.stated import Update
from crawler.extraction.markup import paragraphs
from crawler.text import parse_date, plausible
from yaluwatch.text import clean_line

# The least share that updates have of the text of a live blog.
_MIN_SHARE = 0.5
# The least weight of a paragraph before the updates.
_MIN_LEAD = 40
# Characters of an update by which it is found on the page.
_SAMPLE = 30


def updates_of(
    tree: html.HtmlElement, stated: Sequence[Update], title: str, url: str, body: Body
) -> tuple[Update, ...]:
    """The updates of a live blog in the order of its page: those stated, or those shown if they say more.

    Empty for any other page. `body` is what the generic rules found on it.
    """
    if not stated and not is_called_live(tree, title, url):
        return ()
    shown = shown_updates(tree)
    if _weight(shown) >= max(_weight(stated), _MIN_SHARE * _weight_once(body)):
        return shown
    return tuple(reversed(stated)) if _is_reversed(tree, stated) else tuple(stated)


def with_updates(body: Body, updates: Sequence[Update], zone: str, tree: html.HtmlElement) -> Body:
    """The body with every update, its time (in `zone`, IANA) above it, after the text before the updates."""
    if not updates:
        return body
    if _weight(updates) < _MIN_SHARE * _weight_once(body):
        known = "".join("".join(body.lines).split())
        updates = [update for update in updates if "".join("".join(update.lines).split()) not in known]
        beginning: tuple[str, ...] = body.lines
    else:
        first = _first_of(updates, body.lines)
        while first and CLOCK.fullmatch(body.lines[first - 1]):
            first -= 1
        beginning = body.lines[:first] or _lead(tree, updates[0])
    lines = [line for update in updates for line in _lines(update, zone)]
    return replace(body, lines=(*beginning, *lines), by=f"{body.by}, {len(updates)} updates")


def latest_time(updates: Sequence[Update], zone: str, now: datetime) -> datetime | None:
    """The time of the latest update, aware UTC; None if none has a plausible one (`zone`: IANA)."""
    moments = (plausible(parse_date(update.time, zone, now=now), now) for update in updates if update.time)
    return max((moment for moment in moments if moment is not None), default=None)


def _lines(update: Update, zone: str) -> list[str]:
    return [line for line in (_time_line(update.time, zone), update.headline, *update.lines) if line]


def _time_line(time: str, zone: str) -> str:
    """The time as local day and clock; as printed when it has no day ("14:05")."""
    moment = parse_date(time, zone) if time else None
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if moment else time


def _weight(updates: Sequence[Update]) -> float:
    return weight_of("".join(update.text for update in updates))


def _weight_once(body: Body) -> float:
    """The weight of a body's different lines; extractors repeat some lists."""
    return weight_of("".join(dict.fromkeys(body.lines)))


def _lead(tree: html.HtmlElement, first: Update) -> tuple[str, ...]:
    """The paragraphs between the headline and the first update; none when that is not found."""
    lines: list[str] = []
    for element in tree.iter("h1", "p"):
        text = clean_line("".join(map(str, element.itertext())))
        if element.tag == "h1":
            lines = []
        elif text and "".join(text.split()) in first.text:
            return tuple(lines)
        elif weight_of(text) >= _MIN_LEAD:
            lines.append(text)
    return ()


def _first_of(updates: Sequence[Update], lines: Sequence[str]) -> int:
    """The index of the first line that is one of an update, or part of one; the number of lines for none."""
    own = {"".join(line.split()) for update in updates for line in (update.headline, *update.lines)}
    told = "\n".join(update.text for update in updates)
    for at, line in enumerate(lines):
        squeezed = "".join(line.split())
        if squeezed in own or (len(squeezed) >= _SAMPLE and squeezed in told):
            return at
    return len(lines)


def _is_reversed(tree: html.HtmlElement, stated: Sequence[Update]) -> bool:
    """Whether the page shows the stated updates in the opposite order."""
    text = "".join("".join(paragraphs(tree)).split())
    samples = ("".join("".join(update.lines).split())[:_SAMPLE] or update.text for update in stated)
    places = [place for sample in samples if (place := text.find(sample)) >= 0]
    return len(places) >= 2 and places == sorted(places, reverse=True)
