"""Phrases of a digest that are put together from its values, in the language of its labels. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.digests import (
    BASELINE_DAYS,
    BlindSpots,
    Correction,
    Digest,
    DigestStory,
    News,
    Outlet,
    Spike,
    grouped,
)
from alerts.indicators import IndicatorLine, IndicatorSection, Wording
from alerts.rendering.labels import Labels
from yaluwatch.model import Subscription
from yaluwatch.text import clean_line

# Names listed before the rest is only counted.
_MAX_NAMES = 4
# Outlets linked on a card before the rest is only counted.
_MAX_OUTLETS = 5
# Topics and places per topic in the summary.
_MAX_TOPICS, _MAX_PLACES = 3, 2
# Publication is mentioned if it is further from being found, or from the digest, than this.
_TELLING = timedelta(hours=24)

# Length of a reason, characters.
_MAX_REASON = 120

_FILTERS = ("topics", "places", "languages", "sources")


class Phrases:
    """What templates call: phrases about a digest, in the reader's language, time zone and year."""

    def __init__(self, labels: Labels, digest: Digest) -> None:
        self._labels, self._digest = labels, digest
        self._zone = digest.subscription.timezone
        self._now = digest.period_end

    def day(self, time: datetime) -> str:
        """The date, with the year unless it is this one."""
        return self._labels.day(time, self._zone, self._now)

    def indicator(self, line: IndicatorLine) -> str:
        """What is new about an indicator, such as "Dandong–Sinuiju, rail: open (before: closed)"."""
        return indicator_text(self._labels, line)

    def section_title(self, section: IndicatorSection) -> str:
        """The title of a section, such as "Sanctions lists: 3 designations"."""
        title = self._labels.label(f"indicator_{section.id}")
        counts = [self._labels.count(number, key) for key, number in section.counts]
        if not counts:
            return title
        return self._labels.label("counted", what=title, counts=self._list(counts))

    def moment(self, time: datetime) -> str:
        """Date and time, with the year unless it is this one."""
        return self._labels.moment(time, self._zone, self._now)

    def summary(self) -> str:
        """Which topics and places the new stories are about, such as "smuggling 3 (Hyesan), trade 1"."""
        by_topic: dict[str, list[DigestStory]] = {}
        for story in (*self._digest.stories, *self._digest.more):
            if story.topics:
                by_topic.setdefault(story.topics[0], []).append(story)
        largest = sorted(by_topic.items(), key=lambda item: -len(item[1]))[:_MAX_TOPICS]
        parts = []
        for topic, stories in largest:
            places = list(dict.fromkeys(place for story in stories for place in story.places[:2]))
            shown = self._list(places[:_MAX_PLACES])
            name = f"{self._labels.topic(topic)} {len(stories)}"
            parts.append(self._labels.label("summary_places", what=name, places=shown) if shown else name)
        return " · ".join(parts)

    def coverage(self, story: DigestStory) -> str:
        """Who reports a story, beyond the outlets listed; such as "2 independent publishers, citing KCNA"."""
        separator = self._labels.label("clause_separator")
        is_cited = story.origins[0] not in story.publishers
        after = self._labels.label("after", name=story.origins[0]) if is_cited else ""
        if len(story.outlets) == 1:
            return after
        first = after or self._labels.label("first", name=story.outlets[0].name)
        return separator.join((self._labels.count(len(story.origins), "independent"), first))

    def sourcing(self, story: DigestStory) -> str:
        """What a story rests on: "1 unnamed source, by 1 publisher; since denied by …"; "" if unsaid."""
        found = self._digest.sourcings.get(story.id)
        if found is None:
            return ""
        labels = self._labels
        who = [
            labels.count(number, key)
            for number, key in ((found.unnamed, "unnamed_sources"), (found.named, "named_sources"))
            if number
        ]
        who += [labels.label("second_hand")] if found.is_second_hand else []
        who.append(labels.count(found.publishers, "heard_by"))
        text = labels.label("clause_separator").join(who)
        if found.denied_by:
            denied = labels.label("since_denied", name=clean_line(found.denied_by))
            text = labels.label("part_separator").join((text, denied))
        return text

    def outlets(self, story: DigestStory) -> tuple[Sequence[Outlet], str]:
        """The outlets to name, the lead's first, and how many more there are ("" for none)."""
        first = [one for one in story.outlets if one.url == story.lead.article.url]
        ordered = [*first, *(one for one in story.outlets if one.url != story.lead.article.url)]
        left = len(ordered) - _MAX_OUTLETS
        return ordered[:_MAX_OUTLETS], self._labels.count(left, "more_outlets") if left > 0 else ""

    def dates(self, story: DigestStory) -> str:
        """When a story was published, if that tells something; "" for one published just now."""
        published, seen = story.lead.article.published_at, story.lead.first_seen_at
        if published is None:
            return self._labels.label("undated", seen=self.moment(seen))
        if seen - published > _TELLING:
            return self._labels.label("found_later", at=self.day(published), seen=self.day(seen))
        is_recent = self._now - published <= _TELLING
        return "" if is_recent else self._labels.label("published", at=self.moment(published))

    def published(self, story: DigestStory) -> str:
        """The day a story was published, or that it is not known."""
        published = story.lead.article.published_at
        return self.day(published) if published else self._labels.label("no_date")

    def news(self, news: News) -> str:
        """What is new in a story."""
        return self._labels.label(f"news_{news.kind}", what=news.what)

    def correction(self, item: Correction) -> str:
        """What happened to an article."""
        return self._labels.label(f"news_{item.kind}", name=item.name, version=item.version)

    def spike(self, spike: Spike) -> str:
        """What is unusual, with the numbers."""
        return self._labels.label(
            "spike",
            what=self.subject(spike),
            n=spike.publishers,
            usual=f"{spike.usual:.1f}",
            days=BASELINE_DAYS,
            most=spike.most,
        )

    def subject(self, spike: Spike) -> str:
        """The place or topic of a spike."""
        return self._labels.topic(spike.name) if spike.kind == "topic" else spike.name

    def blind_spots(self) -> list[str]:
        """One line for each outage of ours that is over, and for the sources with the same problem."""
        zone = ZoneInfo(self._zone)
        outages = [
            self._labels.label("outage_ended", start=self.moment(one.began_at), end=self.moment(one.ended_at))
            for one in self._digest.ended_outages
            if one.ended_at
        ]
        return outages + [self._blind_spot(spots) for spots in grouped(self._digest.blind_spots, zone)]

    def _blind_spot(self, spots: BlindSpots) -> str:
        kind = f"blind_{spots.kind}"
        since = self._labels.label("since", at=self.day(spots.since)) if spots.since else ""
        number = len(spots.names)
        what = self._labels.count(number, kind, since=since).strip()
        names = self._names(spots.names)
        if spots.reason:
            names = self._labels.label("summary_places", what=names, places=short(spots.reason, _MAX_REASON))
        return self._labels.label("blind_names", what=what, names=names)

    def _names(self, names: Sequence[str]) -> str:
        left = len(names) - _MAX_NAMES
        shown = self._list(names[:_MAX_NAMES])
        return self._labels.label("and_more", names=shown, n=left) if left > 0 else shown

    def _list(self, parts: Iterable[str]) -> str:
        return self._labels.label("list_separator").join(parts)


def indicator_text(labels: Labels, line: IndicatorLine) -> str:
    """A line about an indicator, with its details in parentheses."""
    text = worded(labels, line)
    if not line.details:
        return text
    details = labels.label("part_separator").join(worded(labels, each) for each in line.details)
    return labels.label("with_details", text=text, details=details)


def worded(labels: Labels, wording: Wording) -> str:
    """A phrase with what stands in it."""
    values = dict(wording.names)
    values |= {name: labels.label(key) for name, key in wording.terms.items()}
    separator = labels.label("list_separator")
    for name, parts in wording.parts.items():
        values[name] = separator.join(worded(labels, part) for part in parts)
    if wording.value is not None:
        values["number"] = labels.large_number(wording.value)
    return labels.label(wording.phrase, **values)


def by_topic(stories: Sequence[DigestStory]) -> list[tuple[str, list[DigestStory]]]:
    """Stories grouped by most probable topic ("" for none), in order of each group's first story."""
    found: dict[str, list[DigestStory]] = {}
    for story in stories:
        found.setdefault(story.topics[0] if story.topics else "", []).append(story)
    return list(found.items())


def criteria_text(labels: Labels, subscription: Subscription) -> str:
    """What a subscription covers: topics by name; places, languages and sources by id."""
    parts = [_filter_text(labels, name, getattr(subscription, name)) for name in _FILTERS]
    if subscription.query:
        parts.append(labels.label("criteria_query", what=subscription.query))
    parts = [part for part in parts if part] or [labels.label("criteria_none")]
    parts.append(labels.label("criteria_score", n=f"{100 * subscription.minimum_score:.0f}"))
    if subscription.minimum_publishers > 1:
        parts.append(labels.label("criteria_publishers", n=subscription.minimum_publishers))
    return labels.label("part_separator").join(parts)


def short(text: str, length: int) -> str:
    """The text in one line of at most `length` characters."""
    line = clean_line(text)
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def translated(translations: Mapping[str, str], text: str) -> str:
    """The machine translation of a text, "" if there is none."""
    return translations.get(text, "")


def _filter_text(labels: Labels, name: str, values: Sequence[str]) -> str:
    """One filter of a subscription, such as "topics border, trade"; "" if it is empty."""
    if not values:
        return ""
    shown = [labels.topic(value) for value in values] if name == "topics" else values
    return labels.count(len(values), f"criteria_{name}", what=labels.label("list_separator").join(shown))
