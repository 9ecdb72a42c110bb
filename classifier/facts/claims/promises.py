"""What is promised: that a crossing or the trade in goods will open, or close, and when. Pure.

A promise is a clause that announces an opening or closing that is still to come. A plan is never taken for
the thing done, and a plan of an earlier time never for a promise. Denials of such plans, plans put off and,
for goods, what has been done are outcomes: they decide what became of a promise.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from classifier.facts.claims.promised import PromiseSigns, signs_of
from classifier.facts.claims.spans import bounds, span_in
from classifier.facts.dates import DateMention, Inferred
from classifier.facts.scanning import positions
from classifier.facts.status import PLACES
from yaluwatch.patterns import lazy_regex

#: (start, end, id) of a name in the text.
Name = tuple[int, int, str]

# A date printed with a year that long before publication makes a plan history.
_NEWS: Final = timedelta(days=3)
# Words that report, before or after a date that is then no date of the promise.
_REPORTED_AFTER = lazy_regex(
    r"\s?(?:の発表|に発表|付|の会見|の時点)|\s(?:\S{2,10}(?:에|에게|이|가|은|는)\s)?(?:“|밝혔|전했"
    r"|보도했|발표했|말했)|\s?(?:[报報][道导導]|表示|[称稱說说]|宣布|透露|[发發]布|公布)|(?:、"
    r"|に)?(?:明らかに|述べ|語っ|伝え|報じ|発表)"
)
_REPORTED_BEFORE = lazy_regex(
    r"\b(?:said|told\s\w+|told\s\w+\s\w+|announced|reported|reports|confirmed|briefing"
    r"|statement)(?:\son)?\s$",
    re.IGNORECASE,
)
_SINCE = lazy_regex(r"\b(?:since|after)\s(?:\w+\s)?$|이후|以[来來]|以降は?止|から止|부터\s(?:중단|닫)")
_NOT_BEFORE = lazy_regex(r"\bnot\s(?:\w+\s){0,2}?before\b")
# Towns and lines say less than the bridge or port itself.
_FACILITY = lazy_regex(r"-(?:port|bridge|road|rail|water)$|^(?:new-yalu-bridge|quanhe|friendship-bridge)")


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise, or an outcome of one, in a sentence."""

    start: int
    end: int
    #: "promise"; "outcome": it has happened, is denied or put off.
    kind: str
    #: Place id of a crossing and kind of traffic; or good and direction.
    place: str
    mode: str
    good: str
    direction: str
    #: "open" or "closed": what is promised, denied or done; "postponed".
    state: str
    #: For when, ISO 8601 or an interval; "" if it is not said.
    date: str
    #: As in `Fact.inferred`; "span" for words such as next week or this summer.
    inferred: str
    is_denied: bool


class PromiseReader:
    """Reads promises from the sentences of one article, in order."""

    def __init__(
        self,
        text: str,
        language: str,
        published: date | None,
        *,
        places: Sequence[Name],
        goods: Sequence[Name],
        dates: Sequence[DateMention],
    ) -> None:
        self._text = text
        self._signs = signs_of(language)
        self._language = language
        self._published = published
        self._places = [each for each in places if each[2] in PLACES or each[2] == "border"]
        self._goods = goods
        self._dates = dates
        # The crossing named in the few sentences before.
        self._last = ""

    def read(self, sentences: Sequence[tuple[int, int]]) -> Iterator[tuple[Promised, int, int]]:
        """What the sentences promise, or say of what was promised, at most one each; with the sentence."""
        signs = self._signs
        stems = positions(self._text, signs.stems) if signs else []
        if signs is None or not stems:
            return
        for number, (start, end) in enumerate(sentences):
            at = bisect_left(stems, start)
            if at == len(stems) or stems[at] >= end:
                continue
            earlier = sentences[max(0, number - _CARRIED)][0]
            self._last = _chosen_place(
                [each for each in self._places if earlier <= each[0] < start and each[2] != "border"][-1:]
            )
            if found := self._sentence(self._text[start:end], signs, start):
                yield found, start, end

    def _sentence(self, sentence: str, signs: PromiseSigns, start: int) -> Promised | None:
        for first, last in _clauses(sentence, signs):
            found = self._clause(sentence, first, last, signs, start)
            if found is not None:
                return None if signs.elsewhere.search(sentence) else found
        return None

    def _clause(
        self, sentence: str, first: int, last: int, signs: PromiseSigns, start: int
    ) -> Promised | None:
        clause = sentence[first:last]
        opening, closing = signs.opening.search(clause), signs.closing.search(clause)
        action = closing or opening
        if action is None:
            return None
        kind = self._kind(clause, sentence, signs)
        if not kind:
            return None
        subject = self._subject(clause, sentence, signs, start)
        if subject is None:
            return None
        place, mode, good, direction = subject
        if kind == "outcome" and not good and signs.done.search(clause) and not _is_refused(sentence, signs):
            # What has happened at a crossing is a fact of kind status.
            return None
        state = "closed" if closing else "open"
        if (
            kind == "promise"
            and closing
            and _AGREED.search(clause)
            and not self._has_coming_day(clause, first, start)
        ):
            # "Agreed to suspend rail freight": that is done with the agreement.
            return None
        if signs.put_off.search(sentence):
            state = "postponed"
        day, how = self._day(sentence, first, last, start, is_promise=kind == "promise")
        if kind == "promise" and (
            how == "past" or (_FROM_DAY.search(clause) and not (day and self._published))
        ):
            return None
        return Promised(
            start + first, start + last, kind, place, mode, good, direction, state,
            "" if how == "past" else day, "" if how == "past" else how,
            signs.denied.search(sentence) is not None,
        )  # fmt: skip

    def _has_coming_day(self, clause: str, first: int, start: int) -> bool:
        day, how = self._day(clause, 0, len(clause), start + first, is_promise=True)
        return bool(day) and how != "past"

    def _kind(self, clause: str, sentence: str, signs: PromiseSigns) -> str:
        """Which of "promise" and "outcome" a clause is; "" if neither."""
        if signs.put_off.search(sentence):
            return "outcome"
        is_planned = self._is_planned(clause, signs)
        is_done = signs.done.search(clause) is not None
        limit = _NOT_BEFORE.search(sentence)
        if signs.denied.search(sentence) and limit is None:
            return "outcome" if signs.plan.search(sentence) or is_done else ""
        if signs.nothing.search(sentence):
            return ""
        if signs.history.search(sentence):
            return ""
        if is_done and not (
            is_planned and self._language in {"ko", "zh", "en"} and _is_still_planned(clause, signs)
        ):
            return "outcome"
        return "promise" if is_planned else ""

    def _is_planned(self, clause: str, signs: PromiseSigns) -> bool:
        """Whether a sign of a plan governs the action; in English the two stand near each other."""
        if self._language != "en":
            return signs.plan.search(clause) is not None
        actions = [match for pattern in (signs.opening, signs.closing) for match in pattern.finditer(clause)]
        return any(
            0 <= action.start() - plan.end() <= _NEAR
            or (_NOUN.match(action.group()) and plan.start() > action.start())
            for plan in signs.plan.finditer(clause)
            for action in actions
        )

    def _subject(
        self, clause: str, sentence: str, signs: PromiseSigns, start: int
    ) -> tuple[str, str, str, str] | None:
        """Place and traffic, or good and direction, that a clause is about; None if neither."""
        end = start + len(sentence)
        if signs.trade.search(sentence):
            direction = (
                "to-north" if signs.to_north.search(sentence)
                else "from-north" if signs.from_north.search(sentence) else ""
            )  # fmt: skip
            goods = [each for each in self._goods if start <= each[0] < end]
            if goods and direction:
                return "", "", goods[0][2], direction
        if not signs.about.search(clause):
            return None
        place = _chosen_place([each for each in self._places if start <= each[0] < end])
        if place in {"", "border"} and _CAPITALS.search(sentence):
            place = "beijing-pyongyang-train"
        if place in {"", "border"}:
            is_border = place == "border" or signs.border.search(clause) is not None
            place = self._last if not is_border and self._last else "border" if is_border else ""
        if not place:
            return None
        if place in _AT_DANDONG and _NEW_BRIDGE.search(sentence):
            place = "new-yalu-bridge"
        mode = (
            "all"
            if place == "border" and not signs.modes[1][1].search(clause)
            else self._mode(clause, sentence, signs, place)
        )
        return place, mode, "", ""

    def _mode(self, clause: str, sentence: str, signs: PromiseSigns, place: str) -> str:
        if place in {"new-yalu-bridge", "guomenwan-port", "nam-sinuiju-port"}:
            return "road"
        for part in (clause, sentence):
            for mode, pattern in signs.modes:
                if pattern.search(part):
                    return mode
        return "all"

    def _day(self, sentence: str, first: int, last: int, start: int, *, is_promise: bool) -> tuple[str, str]:
        """The date of a clause and how it was inferred; "past" if it is long over."""
        near = [
            each
            for each in self._dates
            if start + first <= each.start
            and each.end <= start + last
            and not self._is_of_report(each, start)
        ]
        if self._published is None:
            return (near[-1].value, near[-1].how.value) if near and near[-1].year else ("", "")
        clause = sentence[first:last]
        span = span_in(clause, self._published)
        ahead = [ahead for each in near if (ahead := _ahead(each, self._published))]
        if span and not any(len(each.value) == 10 for each in ahead):
            return span, "span"
        if ahead:
            return ahead[0].value, ahead[0].how.value
        printed = [each for each in near if each.year and _is_over(each, self._published)]
        if is_promise and printed:
            return printed[-1].value, "past"
        return "", ""

    def _is_of_report(self, day: DateMention, start: int) -> bool:
        before = self._text[max(start, day.start - 30) : day.start]
        return (
            _REPORTED_BEFORE.search(before) is not None
            or _REPORTED_AFTER.match(self._text, day.end) is not None
            or _SINCE.search(before) is not None
        )


# Characters between "will" and "open", at most; a noun of opening may stand before "is expected".
_NEAR: Final = 48
_NOUN = lazy_regex(r"(?:re-?)?opening|resumption|closure|suspension|starting|ban\b|halt\b", re.IGNORECASE)
# Trains between the capitals pass Dandong.
_CAPITALS = lazy_regex(
    r"(?=.*\b[Tt]rains?\b)(?=.*\bBeijing)(?=.*\bPyongyang)|(?=.*열차)(?=.*베이징)(?=.*평양)"
    r"|(?=.*列[车車])(?=.*北京)(?=.*平壤)|(?=.*列車)(?=.*北京)(?=.*平壌)",
    re.DOTALL,
)
# The new bridge at Dandong goes by many names.
_AT_DANDONG: Final = frozenset(("dandong", "sinuiju", "dandong-port", "sinuiju-port", "friendship-bridge"))
_NEW_BRIDGE = lazy_regex(
    r"\b[Nn]ew\s(?:\S+\s){0,3}?bridge|\b[Ss]econd\sbridge"
    r"|Yalu\s(?:River\s)?[Bb]ridge\b[^.]{0,30}\bopen|신압록강|새\s?(?:로\s놓인\s|압록강\s)?다리"
    r"|신(?:조중|북중)?\s?대교|新(?:建的?)?(?:鸭|鴨|界河)?[^，。]{0,6}大?[桥橋]"
)
# A crossing named this many sentences before still counts.
_CARRIED: Final = 2


def _is_refused(sentence: str, signs: PromiseSigns) -> bool:
    return bool(signs.denied.search(sentence) or signs.put_off.search(sentence))


def _is_still_planned(clause: str, signs: PromiseSigns) -> bool:
    """Whether the last sign in a clause is that of a plan: 合意した has happened, the opening has not."""
    done = max(match.end() for match in signs.done.finditer(clause))
    plan = max(match.end() for match in signs.plan.finditer(clause))
    return plan > done


# 4月10日起全面暂停: a plan only if the day is still to come.
_FROM_DAY = lazy_regex(r"(?:\d日|\d月)起")
_AGREED = lazy_regex(
    r"商定|同意|[决決]定|\b(?:agreed|decided)\sto\b|하기로\s(?:했|합의)|(?:こと|と)で合意|ことを決"
)
_WEEKDAY = lazy_regex(r"day$|[周週星]|曜|요일")


def _clauses(sentence: str, signs: PromiseSigns) -> Iterator[tuple[int, int]]:
    first = 0
    for match in signs.split.finditer(sentence):
        yield first, match.start()
        first = match.end()
    yield first, len(sentence)


def _chosen_place(names: Sequence[Name]) -> str:
    """The bridge or port if one is named, else the first town, else the border."""
    places = [each[2] for each in names if each[2] != "border"]
    facility = next((place for place in places if _FACILITY.search(place)), "")
    return facility or next(iter(places), "") or ("border" if names else "")


def _ahead(day: DateMention, published: date) -> DateMention | None:
    """A date as one that is to come; None if it is over."""
    span = bounds(day.value)
    if span is None:
        return None
    if span[1] >= published:
        return day
    if day.how is Inferred.RELATIVE and _WEEKDAY.search(day.text) and published - span[1] < timedelta(days=7):
        # On Thursday, of something to come: the next one.
        coming = span[1] + timedelta(days=7)
        return replace(day, year=coming.year, month=coming.month, day=coming.day)
    if day.how is not Inferred.LAST or day.year is None or day.month is None:
        return None
    if day.day and _is_day_alone(day):
        return _next_month(day, published)
    coming_year = replace(day, year=day.year + 1, how=Inferred.NEXT)
    later = bounds(coming_year.value)
    return coming_year if later and later[1] >= published else None


def _is_day_alone(day: DateMention) -> bool:
    """Whether only a day is printed, so that the next one is in this month or the one to come."""
    return (
        not any(sign in day.text for sign in ("월", "月"))
        and not day.text[:1].isalpha()
        and " " not in day.text
    )


def _next_month(day: DateMention, published: date) -> DateMention | None:
    number = published.year * 12 + published.month - 1 + (1 if (day.day or 0) < published.day else 0)
    return replace(day, year=number // 12, month=number % 12 + 1, how=Inferred.NEXT)


def _is_over(day: DateMention, published: date) -> bool:
    span = bounds(day.value)
    return span is not None and span[1] < published - _NEWS
