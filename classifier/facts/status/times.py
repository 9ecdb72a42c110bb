"""From which day a statement on a crossing holds, and whether it is about now at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from classifier.facts.dates import DateMention, Inferred
from classifier.facts.status.reader import Statement, signs_of
from yaluwatch.patterns import lazy_regex

# What happened longer ago than this is history, not news; papers report a closure some weeks late.
_NEWS: Final = timedelta(days=45)
# "On the 12th" is not the last but the next one if that is this near.
_SOON: Final = timedelta(days=14)
# The same for "on April 12", if the last one is much longer ago.
_SOON_NAMED: Final = timedelta(days=60)
_CLAUSE_END = lazy_regex(r"[,.;]")
# "On September 3" names its month, 12日 does not.
# A headline ends without a verb, which would tell whether the day is to come.
_HEADLINE = lazy_regex(r"(?:재개|개통|개방|폐쇄|중단|봉쇄|再開|開通|開放|閉鎖|停止)$")
_MONTH = lazy_regex(r"[월月A-Za-z]")
# Until the 18th, when it comes back: not since when it is closed.
_RETURN = lazy_regex(
    r"[^.,，。、;；\n]{0,8}?(?:다시|재개|정상|恢[复復]|重新|再开|再開|戻)|[^.,;\n]{0,6}\b(?:re-?open|resum|again|back)"
)
# The first train since January 2020: not open since then.
_FIRST = lazy_regex(r"\bfirst\b|처음|首[次列批个個]|初めて|最初", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """The state that a statement tells, and its time."""

    state: str
    #: Since when, or for when it is planned; ISO 8601 as far as known, "" if not said.
    date: str
    #: As in `Fact.inferred`.
    inferred: str
    is_past: bool


def tell_time(
    said: Statement, days: Sequence[DateMention], text: str, language: str, published: date | None
) -> Told:
    """The time of a statement; `days` are the dates of its sentence.

    An opening dated after the publication is planned. One dated long before is history, unless the state
    lasts since then.
    """
    known = _dates(said, days, text, language)
    if said.state == "planned":
        return _planned(_inside(known, said), published)
    since = [] if said.is_past else [each for each in known if _is_since(text, each, language)]
    # "On March 12" and 12日 can be the next one; Korean and Japanese tell by the verb, but for 12日から.
    is_untold = language in {"en", "zh"} or _HEADLINE.search(text[said.start : said.end].rstrip())
    announced = known if is_untold and not said.is_past else since
    if published and (soon := _soon(announced, published)):
        return Told("planned", soon.isoformat(), Inferred.NEXT.value, False)
    if since:
        is_first = _FIRST.search(text, said.start, said.end) is not None
        start = since[-1]
        if published and start.value > published.isoformat():
            return Told("planned", start.value, start.how.value, False)
        if not is_first:
            return Told(said.state, start.value, start.how.value, False)
        known = [each for each in known if each not in since]
    return _dated_by(_inside(known, said), said, published)


def _dated_by(days: Sequence[DateMention], said: Statement, published: date | None) -> Told:
    """A statement that says nothing of since when, by the dates beside it."""
    if not days:
        is_event = not said.is_lasting and not said.is_past
        day = published.isoformat() if published and is_event else ""
        return Told(said.state, day, "published" if day else "", said.is_past)
    recent = [each for each in days if not _is_old(each.value, published)]
    chosen = days[-1] if said.is_past else (recent or days)[0]
    if published and chosen.value > published.isoformat():
        return Told("planned", chosen.value, chosen.how.value, False)
    is_old = _is_old(chosen.value, published) and (published is not None or not said.is_lasting)
    if is_old and said.is_still and not said.is_past:
        return Told(said.state, "", "", False)
    return Told(said.state, chosen.value, chosen.how.value, said.is_past or is_old)


def _dates(said: Statement, days: Sequence[DateMention], text: str, language: str) -> list[DateMention]:
    """The dates with a year that are not about another time."""
    beside = _beside(said, text, language) if days else []
    return [
        each
        for each in days
        if not each.value.startswith("-")
        and not any(a <= each.start < b for a, b in beside)
        and not (said.state == "closed" and _RETURN.match(text, each.end))
    ]


def _inside(days: Sequence[DateMention], said: Statement) -> Sequence[DateMention]:
    return [each for each in days if said.start <= each.start < said.end] or days


def _beside(said: Statement, text: str, language: str) -> list[tuple[int, int]]:
    """Where words about another time stand: "after the total shutdown of the border in late January"."""
    found = []
    part = text[said.start : said.end].lower()
    for match in signs_of(language).aside.finditer(part):
        if match.group().startswith("when "):
            # What happened when the border closed in 2020, happened in 2020.
            continue
        last = match.end()
        if language == "en":
            end = _CLAUSE_END.search(part, last)
            last = end.start() if end else len(part)
        found.append((said.start + match.start(), said.start + last))
    return found


def _soon(days: Sequence[DateMention], published: date) -> date | None:
    """The day to come that "on the 12th" means in a paper of the 10th; None if the last one is as near."""
    for day in days:
        if day.how is not Inferred.LAST or day.month is None:
            continue
        if day.day is None:
            # "From June" in a paper of May is no year ago.
            if (first := _dated(published.year + (day.month < published.month), day.month, 1)) and (
                timedelta(0) < first - published <= _SOON
            ):
                return first
            continue
        last = date.fromisoformat(day.value)
        months = [
            (published.year + n // 12, n % 12 + 1) for n in range(published.month - 1, published.month + 2)
        ]
        is_named = _MONTH.search(day.text) is not None
        limit = _SOON_NAMED if is_named else _SOON
        coming = [
            _dated(year, month, day.day) for year, month in months if not is_named or month == day.month
        ]
        near = [each for each in coming if each and timedelta(0) < each - published <= limit]
        if near and published - last > limit:
            return near[0]
    return None


def _dated(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _planned(days: Sequence[DateMention], published: date | None) -> Told:
    if published and (soon := _soon(days, published)):
        return Told("planned", soon.isoformat(), Inferred.NEXT.value, False)
    days = [_next_year(each, published) for each in days]
    ahead = [each for each in days if published is None or _is_ahead(each.value, published)]
    if ahead:
        return Told("planned", ahead[-1].value, ahead[-1].how.value, False)
    is_old = bool(days) and all(_is_old(each.value, published) for each in days)
    return Told("planned", days[-1].value if is_old else "", days[-1].how.value if is_old else "", is_old)


def _is_ahead(day: str, published: date) -> bool:
    """Whether a day is after publication, or a month or year can be."""
    told = published.isoformat()
    return day > told or (len(day) < len(told) and told.startswith(day))


def _next_year(day: DateMention, published: date | None) -> DateMention:
    """A date whose year was inferred is in the year to come if something is planned for it."""
    is_inferred = day.how is Inferred.LAST and day.year is not None and day.month is not None
    if not is_inferred or not _is_old(day.value, published):
        return day
    assert day.year is not None
    return replace(day, year=day.year + 1, how=Inferred.NEXT)


def _is_old(day: str, published: date | None) -> bool:
    if published is None:
        return day[0] != "-"
    earliest = (published - _NEWS).isoformat()
    return day < earliest and not earliest.startswith(day) and not published.isoformat().startswith(day)


def _is_since(text: str, day: DateMention, language: str) -> bool:
    since = signs_of(language).since
    if language == "en":
        return since.search(text[max(0, day.start - 24) : day.start]) is not None
    return since.search(text[day.end : day.end + 8]) is not None or (
        language == "zh" and text[max(0, day.start - 1) : day.start] == "自"
    )
