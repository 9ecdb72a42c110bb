"""The front page: what is new, story by story; the border; what could not be read."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi import Query as Argument

from alerts.rendering import labels_in
from indicators import shown_value
from storage import Archive, Mark, StorySummary, Visit
from web.access import Known, Right, needs
from web.analyst.border_states import crossing_states
from web.analyst.conditions import border_mentions, conditions, current_spikes
from web.analyst.drawing import HEIGHT, WIDTH, border_map
from web.analyst.story_lines import StoryLine, headlines_of, in_groups, line_of
from web.analyst.visits import CurrentVisit
from web.context import Opened, Shown
from web.headlines import senses
from web.indicators import FLOWS, good_name, newest_figures, source_name
from web.names import name_of
from web.templating import TEMPLATES, language_of

router = APIRouter(dependencies=[needs(Right.READ)])

#: How far back the list goes.
LOOK_BACK = timedelta(days=7)

# Stories looked at, and those shown.
_MOST_READ, _MOST_SHOWN = 200, 40
# Values of a filter that are offered.
_MOST_VALUES = 12

Show = Literal["all", "unread", "starred", "followed", "noted"]
Word = Annotated[str, Argument(max_length=80)]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, as a link."""

    name: str
    stories: int
    #: Query of the page with it chosen, or without it if it is chosen: "?topic=border", or "".
    query: str
    is_chosen: bool


@router.get("/")
def today(
    request: Request,
    site: Shown,
    archive: Opened,
    visitor: Known,
    visit: Annotated[Visit, CurrentVisit],
    show: Show = "all",
    topic: Word = "",
    language: Word = "",
    source: Word = "",
) -> Response:
    """What is new, for one reader."""
    now, tongue = datetime.now(UTC), language_of(request)
    sources = {one.id: one for one in site.read_sources()}
    found = _stories(archive, visitor.id, show, now)
    marks = archive.marks.of(visitor.id, [one.id for one in found])
    lines = [line_of(one, sources, tongue, visit, marks.get(one.id)) for one in found]
    if show == "unread":
        lines = [line for line in lines if not line.is_read]
    chosen = {"topic": topic, "language": language, "source": source}
    matching = [line for line in lines if _has(line, chosen)]
    groups = in_groups(matching[:_MOST_SHOWN], visitor.timezone)
    words = {
        "page": "today",
        "show": show,
        "groups": groups,
        "shown": min(len(matching), _MOST_SHOWN),
        "matching": len(matching),
        "fresh": Counter(line.state for line in lines),
        "senses": senses(site, archive, headlines_of(matching[:_MOST_SHOWN]), tongue),
        "new_since": visit.new_since,
        "today": now.date(),
        "filters": _filters(lines, chosen, show, {one.id: one.name for one in sources.values()}),
        "map": border_map(border_mentions(site, archive, now), tongue, crossing_states(site, archive, now)),
        "map_size": (WIDTH, HEIGHT),
        "conditions": conditions(site, archive, visitor.timezone, now),
        "spikes": current_spikes(site, archive, now),
        "figures": newest_figures(site, archive, now),
        "flows": FLOWS,
        "good_name": lambda good: good_name(good, tongue),
        "source_name": lambda source: source_name(source, tongue),
        "price_value": shown_value,
        "name_of": lambda kind, id_: name_of(kind, id_, tongue),
        "topic_name": labels_in(tongue).topic,
        "made": now.timestamp(),
        "back": f"/{_query(show, chosen)}",
    }
    return TEMPLATES.TemplateResponse(request, "analyst/today.html", words)


def _stories(archive: Archive, user_id: int, show: Show, now: datetime) -> list[StorySummary]:
    """The stories to choose from: of the last days, or those that the reader marked, newest mark first."""
    if show == "starred":
        marked = archive.marks.listed(user_id, Mark.STARRED, _MOST_READ)
    elif show == "followed":
        marked = archive.marks.listed(user_id, Mark.FOLLOWED, _MOST_READ)
    elif show == "noted":
        marked = archive.marks.noted(user_id, _MOST_READ)
    else:
        return archive.overview.recent(now - LOOK_BACK, _MOST_READ)
    return archive.overview.stories(one.story_id for one in marked)


def _values(line: StoryLine, kind: str) -> Iterable[str]:
    if kind == "topic":
        return line.summary.topics
    if kind == "language":
        return line.summary.languages
    return dict.fromkeys(member.source_id for member in line.summary.members)


def _has(line: StoryLine, chosen: dict[str, str]) -> bool:
    return all(value in _values(line, kind) for kind, value in chosen.items() if value)


def _filters(
    lines: Sequence[StoryLine], chosen: dict[str, str], show: Show, source_names: dict[str, str]
) -> dict[str, list[Choice]]:
    """Filter → its most frequent values among the stories that the other filters leave."""
    found = {}
    for kind, value in chosen.items():
        others = {**chosen, kind: ""}
        counted = Counter(one for line in lines if _has(line, others) for one in _values(line, kind))
        wanted = dict(counted.most_common(_MOST_VALUES))
        if value:
            wanted[value] = counted[value]
        found[kind] = [
            Choice(
                source_names.get(one, one) if kind == "source" else one,
                stories,
                _query(show, {**others, kind: "" if one == value else one}),
                one == value,
            )
            for one, stories in wanted.items()
        ]
    return found


def _query(show: Show, chosen: dict[str, str]) -> str:
    values = {"show": "" if show == "all" else show, **chosen}
    query = urlencode({name: value for name, value in values.items() if value})
    return f"?{query}" if query else ""
