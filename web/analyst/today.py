"""The front page: what is new, story by story; the border; what could not be read."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi import Query as Argument

from alerts.rendering import labels_in
from indicators import shown_value
from storage import Archive, ChangeMark, Mark, StorySummary
from web.access import Known, Right, needs
from web.analyst.border_states import current_map
from web.analyst.conditions import conditions, current_spikes
from web.analyst.story_lines import headlines_of, in_groups, is_read, line_of, state_of, text_of
from web.analyst.visits import current_visit
from web.context import Opened, Shown, WebContext
from web.headlines import senses
from web.indicators import FLOWS, good_name, newest_figures, source_name
from web.names import language_name, name_of
from web.templating import TEMPLATES, language_of
from yaluwatch.model import Source

router = APIRouter(dependencies=[needs(Right.READ)])

#: How far back the list goes.
LOOK_BACK = timedelta(days=7)

# Stories looked at, and those shown.
_MOST_READ, _MOST_SHOWN = 200, 40
# How long a list of stories is kept that nothing has changed, seconds.
_RECENT_SECONDS = 60.0
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
    show: Show = "all",
    topic: Word = "",
    language: Word = "",
    source: Word = "",
) -> Response:
    """What is new, for one reader."""
    now, tongue = datetime.now(UTC), language_of(request)
    visit = current_visit(request, site, archive, visitor)
    sources = {one.id: one for one in site.read_sources()}
    found = _stories(site, archive, visitor.id, show, now)
    marks = archive.marks.of(visitor.id, [one.id for one in found])
    if show == "unread":
        found = [one for one in found if not is_read(one, marks.get(one.id))]
    chosen = {"topic": topic, "language": language, "source": source}
    matching = [one for one in found if _has(one, chosen)]
    lines = [line_of(one, sources, tongue, visit, marks.get(one.id)) for one in matching[:_MOST_SHOWN]]
    meanings, topic_name = senses(site, archive, headlines_of(lines), tongue), labels_in(tongue).topic
    words = {
        "page": "today",
        "show": show,
        "groups": in_groups(lines, visitor.timezone),
        "shown": len(lines),
        "matching": len(matching),
        "fresh": Counter(state_of(one, visit.new_since) for one in found),
        "text_of": lambda line: text_of(line, meanings.get(line.lead.id), topic_name),
        "new_since": visit.new_since,
        "today": now.date(),
        "filters": _filters(found, chosen, show, _names(sources, tongue)),
        "map": current_map(site, archive, tongue, now),
        "conditions": conditions(site, archive, visitor.timezone, now),
        "spikes": current_spikes(site, archive, now),
        "figures": newest_figures(site, archive, now),
        "flows": FLOWS,
        "good_name": lambda good: good_name(good, tongue),
        "source_name": lambda source: source_name(source, tongue),
        "price_value": shown_value,
        "name_of": lambda kind, id_: name_of(kind, id_, tongue),
        "topic_name": topic_name,
        "made": now.timestamp(),
        "back": f"/{_query(show, chosen)}",
    }
    return TEMPLATES.TemplateResponse(request, "analyst/today.html", words)


def _stories(
    site: WebContext, archive: Archive, user_id: int, show: Show, now: datetime
) -> Sequence[StorySummary]:
    """The stories to choose from: of the last days, or those that the reader marked, newest mark first."""
    if show == "starred":
        marked = archive.marks.listed(user_id, Mark.STARRED, _MOST_READ)
    elif show == "followed":
        marked = archive.marks.listed(user_id, Mark.FOLLOWED, _MOST_READ)
    elif show == "noted":
        marked = archive.marks.noted(user_id, _MOST_READ)
    else:
        return _recent(site, archive, now)
    return archive.overview.stories(one.story_id for one in marked)


def _recent(site: WebContext, archive: Archive, now: datetime) -> Sequence[StorySummary]:
    """The stories of the last days: the same for all readers, until something about a story changes."""

    def find() -> tuple[ChangeMark, Sequence[StorySummary]]:
        # The mark first: what changes meanwhile is seen next time.
        return archive.stories.mark(), archive.overview.recent(now - LOOK_BACK, _MOST_READ)

    # A page that a site removed changes no mark: that is known a minute later.
    _, found = site.recent.get(
        "recent stories", _RECENT_SECONDS, find, lambda kept: not archive.stories.has_changed(kept[0])
    )
    return found


def _values(story: StorySummary, kind: str) -> Iterable[str]:
    return {"topic": story.topics, "language": story.languages, "source": story.sources}[kind]


def _has(story: StorySummary, chosen: Mapping[str, str]) -> bool:
    return all(value in _values(story, kind) for kind, value in chosen.items() if value)


def _filters(
    stories: Sequence[StorySummary],
    chosen: dict[str, str],
    show: Show,
    name: Callable[[str, str], str],
) -> dict[str, list[Choice]]:
    """Filter → its most frequent values among the stories that the other filters leave.

    `name` gives the name of a value of a filter.
    """
    found = {}
    for kind, value in chosen.items():
        others = {**chosen, kind: ""}
        left = [one for one in stories if _has(one, others)] if any(others.values()) else stories
        counted = Counter(chain.from_iterable(_values(one, kind) for one in left))
        wanted = dict(counted.most_common(_MOST_VALUES))
        if value:
            wanted[value] = counted[value]
        found[kind] = [
            Choice(
                name(kind, one),
                stories_with,
                _query(show, {**others, kind: "" if one == value else one}),
                one == value,
            )
            for one, stories_with in wanted.items()
        ]
    return found


def _names(sources: Mapping[str, Source], language: str) -> Callable[[str, str], str]:
    """What a value of a filter is called, in the reader's language."""

    def name(kind: str, value: str) -> str:
        if kind == "language":
            return language_name(value, language)
        if kind == "topic":
            return name_of(kind, value, language)
        return sources[value].name if value in sources else value

    return name


def _query(show: Show, chosen: dict[str, str]) -> str:
    values = {"show": "" if show == "all" else show, **chosen}
    query = urlencode({name: value for name, value in values.items() if value})
    return f"?{query}" if query else ""
