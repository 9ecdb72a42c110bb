"""Computes the named features of an article, the input of the linear model.

The names are stable, because weights refer to them. "The two sides" are China and North Korea; "exchange" is
any of border, smuggling, trade, logistics, markets, labor and tourism.

    title:both            both sides are mentioned in the title
    title:trade           a trade word is in the title
    lead:both+trade       a trade word and both sides in one of the first sentences
    sentence:both+trade   the same in any sentence, number of sentences scaled to 0–1
    near:both+trade       a trade word with both sides only in neighbouring sentences, scaled to 0–1
    share:trade           share of sentences with a trade word close to both sides, 0–1
    mention:trade         number of sentences on trade, however far from the two sides, scaled to 0–1
    words:trade           number of different trade words close to both sides, scaled to 0–1
    paragraph:exchange    number of sentences on exchange in the paragraph with most of them, scaled to 0–1
    paragraph:fact        number of sentences in one paragraph on exchange between the two sides alone that
                          mention a border place, crossing or commodity, scaled to 0–1
    negated:exchange      share of sentences on exchange that negate it ("no sign of reopening"), 0–1
    only:sanctions        there are sentences on sanctions close to both sides, and none on exchange
    crowded:exchange      share of sentences on exchange that mention another country and not the pair, 0–1
    sentence:alone+exchange  both sides, exchange and no other country or subject, scaled to 0–1
    brief:trade           the title mentions trade close to both sides, and hardly any body follows
    sentence:smuggled     smuggling is named explicitly, close to both sides; 0 or 2
    against:russia        share of sentences that mention Russia, 0–1
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from classifier.features.disambiguation import DisambiguatedText, Sentence
from classifier.features.sentence_signs import (
    EAST_ASIAN,
    OF_EPIDEMIC,
    PAST_CLOSURE,
    PAST_EPIDEMIC,
    PREVENTED_SMUGGLING,
)
from classifier.lexicon import AGAINST, BIT, BOTH, CHINA, DPRK, FRONTIER, PAIR, TOPICS

#: Number of sentences of the body that count as its lead.
LEAD: Final = 3
#: Counts are divided by this and capped at 1.
MAX_COUNT: Final = 4
# Value of a feature for something named explicitly.
_EXPLICIT: Final = 2.0

_KNOWN_BITS: Final = (1 << len(BIT)) - 1
_TOPIC_BITS: Final = sum(BIT[topic] for topic in TOPICS)
# Topics that are exchange between the two sides; sanctions, diplomacy and health are not.
_EXCHANGE: Final = sum(
    BIT[topic] for topic in ("border", "smuggling", "trade", "logistics", "markets", "labor", "tourism")
)
_FOR_BORDER: Final = BIT["border"] | BIT["crossing"] | BIT["edge"]
_OTHER_BORDERS: Final = BIT["russia"] | BIT["south"] | BIT["elsewhere"] | BIT["america"]
_OTHER_PARTIES: Final = BIT["south"] | BIT["elsewhere"] | BIT["america"] | BIT["russia"]
_SUPPLIED: Final = BIT["transfer"] | BIT["goods"]
# Prices of another country's markets are not North Korea's.
_OTHER_MARKETS: Final = BIT["south"] | BIT["russia"] | BIT["elsewhere"]
# Topics that are relevant only with exchange.
_DEPENDENT: Final = ("sanctions", "diplomacy", "health")
# What a closed border is about, unless it is only the background of other news.
_CLOSURE: Final = BIT["border"] | BIT["edge"] | BIT["gate"]
_HEALTH: Final = BIT["health"]
_SMUGGLING: Final = BIT["smuggling"]
_NAMED_SMUGGLING: Final = BIT["smuggling"] | BIT["smuggled"]
_FREIGHT: Final = BIT["logistics"]
_TRADE: Final = BIT["trade"]
_SANCTIONS: Final = BIT["sanctions"]
# Topics that are told of both sides without naming them again.
_TOLD_ON: Final = BIT["border"] | BIT["smuggled"]
_AT_BORDER: Final = BIT["gate"] | BIT["smuggling"] | BIT["trade"] | BIT["logistics"]
_MOVED: Final = BIT["goods"] | BIT["logistics"] | BIT["trade"]
_BORDER_EVENTS: Final = BIT["border"] | BIT["gate"]
_BORDER_SIGNS: Final = BIT["crossing"] | BIT["edge"] | BIT["gate"]
_BORDER_WORDS: Final = _FOR_BORDER | BIT["smuggling"]


class Weighed(NamedTuple):
    """A sentence with its topics and its closeness to the two sides."""

    sentence: Sentence
    #: 2 = both sides are in the sentence, 1 = only together with its neighbours, 0 = neither.
    closeness: int
    #: Bits of the topics it is about.
    topics: int
    #: Whether it is about exchange or activity at the border.
    is_about_exchange: bool
    #: Concept bits of the sentence and its neighbours.
    around: int
    #: Bits of the topics it is about, custom topics too.
    subjects: int

    def is_about(self, bit: int) -> bool:
        """Whether it is about the topic with this bit, which may be a custom topic."""
        return bool(self.subjects & bit)


def weigh(parsed: DisambiguatedText) -> tuple[Weighed, ...]:
    """Each sentence with its topics and its closeness to the two sides."""
    sentences = parsed.sentences
    bits = [0, *[sentence.bits for sentence in sentences], 0]
    title = bits[1] if parsed.has_title else 0
    focus = _sides(_with_derived(title)) == BOTH
    lead = title | bits[min(1 + parsed.has_title, len(sentences))]
    is_on_pair = _sides(_with_derived(lead)) == BOTH
    weighed = []
    for number, sentence in enumerate(sentences):
        around = bits[number] | bits[number + 1] | bits[number + 2]
        if not sentence.bits:
            weighed.append(Weighed(sentence, int(focus and around & BOTH == BOTH), 0, False, around, 0))
            continue
        derived = _with_derived(sentence.bits)
        derived &= ~_recalled(parsed, sentence, derived)
        sides = _sides(derived)
        if sides == BOTH:
            closeness = 2
        elif _is_northern_price(sentence.bits, around | title):
            closeness = 2 if sentence.bits & DPRK else 1
        else:
            is_near = around & BOTH == BOTH and bool(sides or focus)
            is_told_on = is_on_pair and _is_told_on(sentence, derived)
            closeness = int(is_near or is_told_on or _is_northern_border(derived))
        own = derived | (sentence.weak if closeness == 2 else 0)
        topics = _topics(own, closeness)
        subjects = topics | sentence.bits & ~_KNOWN_BITS
        weighed.append(Weighed(sentence, closeness, topics, bool(own & _EXCHANGE), around, subjects))
    return tuple(weighed)


def _recalled(parsed: DisambiguatedText, sentence: Sentence, bits: int) -> int:
    """Which of these concepts a sentence of the body only recalls.

    A border once closed, an epidemic of the past, smuggling that a fence is to prevent.
    """
    if sentence.part == "title" or not bits & (_CLOSURE | _HEALTH | _NAMED_SMUGGLING):
        return 0
    text = parsed.body[sentence.start : sentence.end]
    is_latin = not EAST_ASIAN.search(text)
    recalled = 0
    if bits & _CLOSURE and PAST_CLOSURE.are_in(text, is_latin=is_latin):
        recalled |= _CLOSURE
    if (
        bits & _HEALTH
        and PAST_EPIDEMIC.are_in(text, is_latin=is_latin)
        and not OF_EPIDEMIC.are_in(text, is_latin=is_latin)
    ):
        recalled |= _HEALTH
    if bits & _NAMED_SMUGGLING and PREVENTED_SMUGGLING.are_in(text, is_latin=is_latin):
        recalled |= _NAMED_SMUGGLING
    return recalled


def _is_told_on(sentence: Sentence, bits: int) -> bool:
    """Whether a sentence goes on about border or smuggling of the pair that headline or lead named."""
    return sentence.part == "body" and bool(bits & _TOLD_ON) and not bits & _OTHER_BORDERS


def _with_derived(bits: int) -> int:
    """Add the topics that follow from combinations of words, before closeness is known.

    Border, if a border is opened, closed, guarded or crossed, not only mentioned; trade, if one side supplies
    the other with goods.
    """
    if bits & BIT["edge"] and bits & _AT_BORDER:
        bits |= BIT["border"]
    if bits & _SUPPLIED == _SUPPLIED and bits & BOTH == BOTH:
        bits |= BIT["trade"]
    return bits


def _is_northern_price(bits: int, around: int) -> bool:
    """Whether a price or exchange rate of North Korea's markets is reported."""
    return bool(bits & BIT["price"] and around & DPRK and not bits & _OTHER_MARKETS)


def _sides(bits: int) -> int:
    """The sides mentioned; North Korea with a border place and a border or smuggling word counts as both."""
    if bits & FRONTIER and bits & _BORDER_WORDS and bits & DPRK:
        return BOTH
    return bits & BOTH


def _is_northern_border(bits: int) -> bool:
    """Whether the North Korean border is mentioned without another country: then it is the Chinese one."""
    return bool(bits & DPRK and bits & BIT["border"] and not bits & _OTHER_BORDERS)


def _topics(bits: int, closeness: int) -> int:
    """The topics of these concepts, including two that follow from combinations, without two that don't.

    Smuggling at a border place is also border, freight there is not; goods, freight or trade in breach of a
    rule are also smuggling. The ships of smuggling are no freight, and the deals of what is named smuggling
    no trade.
    """
    if bits & _FOR_BORDER or (bits & FRONTIER and closeness == 2 and bits & BIT["smuggling"]):
        bits |= BIT["border"]
    if bits & BIT["breach"] and bits & _MOVED:
        bits |= _SMUGGLING
    if bits & _SMUGGLING:
        bits &= ~_FREIGHT
    if bits & BIT["smuggled"] or (bits & _SMUGGLING and bits & _SANCTIONS):
        bits &= ~_TRADE
    return bits & _TOPIC_BITS


def features(parsed: DisambiguatedText, weighed: Sequence[Weighed]) -> dict[str, float]:
    """Feature name → value, only those that are not zero."""
    found: dict[str, float] = {}
    body = weighed[1:] if parsed.has_title else weighed
    if parsed.has_title:
        _title_features(found, weighed[0])
    else:
        found["title:none"] = 1.0
    counts = _Counts()
    for number, each in enumerate(body):
        counts.add(each, is_lead=number < LEAD)
    counts.write(found, len(body))
    if len(body) < LEAD and parsed.has_title and weighed[0].closeness:
        for name in _names(weighed[0].topics, weighed[0].is_about_exchange):
            found[f"brief:{name}"] = 1.0
    return found


def _title_features(found: dict[str, float], title: Weighed) -> None:
    bits = title.sentence.bits
    for name, wanted in (("both", BOTH), ("pair", PAIR), ("dprk", DPRK), ("china", CHINA)):
        if bits & wanted == wanted:
            found[f"title:{name}"] = 1.0
    topics = title.topics if title.closeness else bits & _TOPIC_BITS
    for topic in TOPICS:
        if topics & BIT[topic]:
            found[f"title:{topic}"] = 1.0
            if title.closeness == 2:
                found[f"title:both+{topic}"] = 1.0
    if title.closeness and title.is_about_exchange and not bits & _OTHERS:
        found["title:alone+exchange"] = 1.0
    if title.is_about_exchange:
        found["title:exchange"] = 1.0
        if title.closeness == 2:
            found["title:both+exchange"] = 1.0
    if bits & FRONTIER:
        found["title:frontier"] = 1.0
    for name in AGAINST:
        if _other_subjects(title) & BIT[name]:
            found[f"title:{name}"] = 1.0


def _other_subjects(each: Weighed) -> int:
    """Other subjects it mentions; with exchange, protocol is not one: a reception at a trade fair.

    Neither is the United States where it sanctions Chinese dealings with North Korea.
    """
    others = each.sentence.bits & _AGAINST_BITS
    if each.closeness == 2 and each.topics & BIT["sanctions"]:
        others &= ~BIT["america"]
    return others & ~BIT["protocol"] if each.is_about_exchange else others


class _Counts:
    """Accumulates counts over the sentences of the body."""

    def __init__(self) -> None:
        self.lead: set[str] = set()
        self.full: dict[str, int] = {}
        self.near: dict[str, int] = {}
        self.against: dict[int, int] = {}
        self.mentioned: dict[int, int] = {}
        self.words: dict[int, set[str]] = {}
        self.both = self.alone = self.close = self.goods = self.frontier = self.exchange = self.negated = 0
        self.paragraph = self.best_paragraph = 0.0
        self.facts = self.most_facts = self.crowded = 0
        self.smuggled = False

    def add(self, each: Weighed, *, is_lead: bool) -> None:
        sentence = each.sentence
        bits = sentence.bits
        if sentence.opens_paragraph:
            self.paragraph = 0.0
            self.facts = 0
        if not bits and not each.closeness:
            return
        others = _other_subjects(each)
        self.against[others] = self.against.get(others, 0) + 1
        self.frontier += bool(bits & FRONTIER)
        self.mentioned[each.topics] = self.mentioned.get(each.topics, 0) + 1
        if not each.closeness:
            return
        self.close += 1
        self.smuggled = self.smuggled or bool(bits & BIT["smuggled"] and each.topics & _SMUGGLING)
        if each.is_about_exchange:
            self.exchange += 1
            self.negated += bool(bits & _NEGATION)
            self.crowded += bool(bits & _OTHER_PARTIES and not bits & PAIR)
            self.paragraph += each.closeness / 2
            self.best_paragraph = max(self.best_paragraph, self.paragraph)
        names = _names(each.topics, each.is_about_exchange)
        counts = self.full if each.closeness == 2 else self.near
        for name in names:
            counts[name] = counts.get(name, 0) + 1
        # That a town lies at the border counts only if the border is also crossed, guarded or closed.
        signs = _BORDER_SIGNS if bits & _BORDER_EVENTS else BIT["crossing"]
        for finding in sentence.findings:
            topics = finding.word.bits & _TOPIC_BITS
            if each.topics & BIT["border"] and finding.word.bits & signs:
                topics |= BIT["border"]
            if each.topics & BIT["smuggling"] and finding.word.bits & BIT["breach"]:
                topics |= BIT["smuggling"]
            if not each.topics & _SMUGGLING:
                topics &= ~_SMUGGLING
            if topics:
                self.words.setdefault(topics, set()).add(finding.word.spelling.text)
        if each.closeness == 2:
            self.both += 1
            if each.is_about_exchange and not bits & _OTHERS:
                self.alone += 1
                self.facts += bool(bits & _FACTS)
                self.most_facts = max(self.most_facts, self.facts)
            self.goods += bool(bits & BIT["goods"] and each.is_about_exchange)
            if is_lead:
                self.lead.update(names)
                self.lead.add("any")

    def write(self, found: dict[str, float], total: int) -> None:
        for name in self.lead:
            found[f"lead:both+{name}"] = 1.0
        for kind, counts in (("sentence", self.full), ("near", self.near)):
            for name, count in counts.items():
                found[f"{kind}:both+{name}"] = min(count, MAX_COUNT) / MAX_COUNT
        for name, count in (
            ("both", self.both),
            ("alone+exchange", self.alone),
            ("goods", self.goods),
            ("frontier", self.frontier),
        ):
            if count:
                found[f"sentence:{name}"] = min(count, MAX_COUNT) / MAX_COUNT
        if self.smuggled:
            found["sentence:smuggled"] = _EXPLICIT
        if not total:
            found["body:none"] = 1.0
            return
        for name in {*self.full, *self.near}:
            found[f"share:{name}"] = (self.full.get(name, 0) + self.near.get(name, 0)) / total
        self._write_words(found)
        for topic, count in _of_each(TOPICS, self.mentioned):
            found[f"mention:{topic}"] = min(count, MAX_COUNT) / MAX_COUNT
        if self.close:
            found["share:close"] = self.close / total
            if not self.exchange:
                for name in _DEPENDENT:
                    if name in self.full or name in self.near:
                        found[f"only:{name}"] = 1.0
        if self.exchange:
            found["paragraph:exchange"] = min(self.best_paragraph, MAX_COUNT) / MAX_COUNT
            if self.most_facts:
                found["paragraph:fact"] = min(self.most_facts, 2) / 2
            if self.crowded:
                found["crowded:exchange"] = self.crowded / self.exchange
            if self.negated:
                found["negated:exchange"] = self.negated / self.exchange
        for name, count in _of_each(AGAINST, self.against):
            found[f"against:{name}"] = count / total

    def _write_words(self, found: dict[str, float]) -> None:
        if not self.words:
            return
        for topic in TOPICS:
            bit = BIT[topic]
            words = [text for bits, texts in self.words.items() if bits & bit for text in texts]
            if words:
                found[f"words:{topic}"] = min(len(set(words)), MAX_COUNT) / MAX_COUNT


def _of_each(names: Iterable[str], counts: Mapping[int, int]) -> Iterator[tuple[str, int]]:
    """Concept → sum of the counts of bits with it, in the order of `names`, only those that are not zero."""
    for name in names:
        bit = BIT[name]
        count = sum([number for bits, number in counts.items() if bits & bit])
        if count:
            yield name, count


_FACTS: Final = FRONTIER | BIT["crossing"] | BIT["goods"]
_NEGATION: Final = BIT["negation"]
_AGAINST_BITS: Final = sum(BIT[name] for name in AGAINST)
# Other countries and subjects a sentence may be about; protocol also goes with trade fairs.
_OTHERS: Final = _AGAINST_BITS & ~BIT["protocol"]


@cache
def _names(topics: int, is_about_exchange: bool) -> tuple[str, ...]:
    """Names of these topics, and "exchange"; cached, because there are at most 2,048 combinations."""
    names = tuple(topic for topic in TOPICS if topics & BIT[topic])
    return (*names, "exchange") if is_about_exchange else names


def dot(weights: Mapping[str, float], found: Mapping[str, float]) -> float:
    """Weighted sum of the features; those without a weight are ignored."""
    return sum([weight * found[name] for name, weight in weights.items() if name in found])
