"""Stories as lines of a list: which article stands for each, what is new in it, in which order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, islice
from zoneinfo import ZoneInfo

from alerts.digests import Score, Weights, importance, score
from storage import StoryMarks, StoryMember, StorySummary, Visit
from web.headlines import Headline, Sense
from yaluwatch.model import Source

_WEIGHTS = Weights()
# Topics of a story that a list shows.
_MOST_TOPICS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """A story in a list, for one reader."""

    summary: StorySummary
    #: The article whose headline is shown: in the reader's language if there is one.
    lead: StoryMember
    #: Name of its source.
    source: str
    score: Score
    #: "new", "changed" or "" since the reader's last visit.
    state: str
    #: Whether they have read all its articles. Edits don't make it unread: some sites edit for no reason.
    is_read: bool
    marks: StoryMarks

    @property
    def id(self) -> int:
        """The story's."""
        return self.summary.id


@dataclass(frozen=True, slots=True, kw_only=True)
class LineText:
    """All that a list shows of a story: equal values look the same."""

    #: Of the story.
    id: int
    #: The shown headline, and its language, ISO 639-1.
    title: str
    language: str
    #: Stored translation of the headline; "" without one.
    translation: str
    #: What it means by our own lists; empty if nothing is known.
    gloss: tuple[str, ...]
    #: Name of the source.
    source: str
    #: When the last article was added or edited.
    changed_at: datetime
    #: Number of articles, and of publisher families that have more than copies.
    reports: int
    independent: int
    #: ISO 639-1 codes of all articles.
    languages: tuple[str, ...]
    #: Id and name of the most probable topics.
    topics: tuple[tuple[str, str], ...]
    #: "new", "changed" or "".
    state: str
    is_read: bool
    is_starred: bool
    is_followed: bool
    has_note: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading."""

    #: Local day; None for those that are new since the last visit.
    day: date | None
    lines: tuple[StoryLine, ...]


def line_of(
    summary: StorySummary,
    sources: Mapping[str, Source],
    language: str,
    visit: Visit,
    marks: StoryMarks | None = None,
) -> StoryLine:
    """The line of a story for a reader of `language`; `sources` by id."""
    lead = max(summary.members, key=lambda member: _lead_order(member, sources, language))
    source = sources.get(lead.source_id)
    marks = marks or StoryMarks(story_id=summary.id)
    return StoryLine(
        summary=summary,
        lead=lead,
        source=source.name if source else lead.publisher,
        score=_score(summary, sources),
        state=state_of(summary, visit.new_since),
        is_read=is_read(summary, marks),
        marks=marks,
    )


def text_of(line: StoryLine, sense: Sense | None, topic_name: Callable[[str], str]) -> LineText:
    """What a list shows of a line, with the sense of its headline, and topics in the reader's language."""
    summary, lead, marks = line.summary, line.lead, line.marks
    return LineText(
        id=summary.id,
        title=lead.title,
        language=lead.language,
        translation=sense.translation if sense else "",
        gloss=sense.gloss if sense else (),
        source=line.source,
        changed_at=summary.changed_at,
        reports=len(summary.members),
        independent=len(summary.independent),
        languages=summary.languages,
        topics=tuple((topic, topic_name(topic)) for topic in islice(summary.topics, _MOST_TOPICS)),
        state=line.state,
        is_read=line.is_read,
        is_starred=marks.starred_at is not None,
        is_followed=marks.followed_at is not None,
        has_note=bool(marks.note),
    )


def is_read(summary: StorySummary, marks: StoryMarks | None) -> bool:
    """Whether a reader with these marks has read all articles of a story."""
    return marks is not None and marks.read_at is not None and marks.read_at >= summary.reported_at


def state_of(summary: StorySummary, since: datetime | None) -> str:
    """Whether a story is "new" or "changed" since a time; "" if neither, or on a first visit (None)."""
    if since is None or summary.changed_at <= since:
        return ""
    return "new" if summary.first_seen_at > since else "changed"


def in_groups(lines: Sequence[StoryLine], zone: str) -> list[Group]:
    """New and changed stories first, then by local day, the latest first; by score in each group."""
    fresh = sorted((line for line in lines if line.state), key=_order)
    groups = [Group(None, tuple(fresh))] if fresh else []
    local = ZoneInfo(zone)

    def day_of(line: StoryLine) -> date:
        return line.summary.changed_at.astimezone(local).date()

    seen = sorted((line for line in lines if not line.state), key=day_of, reverse=True)
    groups += [Group(day, tuple(sorted(same, key=_order))) for day, same in groupby(seen, key=day_of)]
    return groups


def headlines_of(lines: Iterable[StoryLine]) -> list[Headline]:
    """The headlines of lines."""
    leads = [line.lead for line in lines]
    return [Headline(lead.id, lead.version, lead.language, lead.title) for lead in leads]


def _order(line: StoryLine) -> tuple[float, float]:
    return -line.score.total, -line.summary.changed_at.timestamp()


def _lead_order(
    member: StoryMember, sources: Mapping[str, Source], language: str
) -> tuple[bool, bool, float, float]:
    return (
        member.removed_at is None,
        member.language == language,
        member.relevance - 0.05 * _tier(member, sources),
        -member.first_seen_at.timestamp(),
    )


def _tier(member: StoryMember, sources: Mapping[str, Source]) -> int:
    source = sources.get(member.source_id)
    return source.tier if source else 3


def _score(summary: StorySummary, sources: Mapping[str, Source]) -> Score:
    return score(
        _importances(summary.members),
        relevance=max(member.relevance for member in summary.members),
        publishers=len(summary.independent),
        tier=min(_tier(member, sources) for member in summary.members),
        weights=_WEIGHTS,
    )


def _importances(members: Iterable[StoryMember]) -> Iterable[tuple[str, float]]:
    for member in members:
        for topic, probability in member.topics.items():
            yield importance(topic, probability, member.title, member.language, _WEIGHTS)
