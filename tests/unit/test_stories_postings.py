"""The index finds what comparing with every article would find, also after articles have gone."""

import pickle
import random
from dataclasses import replace
from datetime import timedelta

import numpy
import pytest

from stories import features
from stories.copies import BANDS, MOST_CANDIDATES, PERMUTATIONS, CopyIndex, Signature, signature
from stories.details import Detail
from stories.encoder import WIDTH, likeness, packed, rounded, unpacked
from stories.events import EVENT_PROBABILITY, EventIndex
from stories.features import Profile, pack, profiles, unpack
from stories.similarity import GROUPS, Features, Rarity, compare, probability
from tests.samples import NOW, article
from yaluwatch.model import Alternate, StoredArticle

KINDS = sorted(kind for kinds in GROUPS.values() for kind in kinds)


def some(chance: random.Random) -> Features:
    """Features like those of an event of few details, so that many articles are alike."""

    def details(least: int, most: int) -> frozenset[Detail]:
        number = chance.randint(least, most)
        return frozenset(
            Detail(chance.choice(KINDS), str(int(chance.paretovariate(0.7)) % 12)) for _ in range(number)
        )

    numbers = numpy.random.default_rng(chance.randrange(10**6)).normal(0.2, 0.3, WIDTH)
    vector = rounded(numbers.astype(numpy.float32))
    return Features(
        details=details(0, 25),
        words=frozenset(str(chance.randrange(9)) for _ in range(chance.randrange(6))),
        language=chance.choice(["en", "ko", "zh"]),
        time=NOW + timedelta(days=chance.uniform(0, 20)),
        headline=details(0, 6),
        title=details(0, 4),
        vector=chance.choice([vector, vector, None]),
    )


def by_comparing(index: EventIndex, asked: Features, others: dict[int, Features]) -> set[int]:
    """Ids of the articles that are likely enough, found without the index."""

    def is_distinctive(detail: Detail) -> bool:
        # One is asked about beside those that are known.
        return detail.kind != "meaning" and sum(detail in each.details for each in others.values()) < 20

    return {
        number
        for number, other in others.items()
        if abs(other.time - asked.time) <= timedelta(days=10)
        and probability(compare(asked, other, index.rarity)) >= EVENT_PROBABILITY
        and any(is_distinctive(detail) for detail in asked.details & other.details)
    }


@pytest.mark.parametrize("seed", range(4))
def test_the_index_finds_the_best_that_comparing_all_finds(seed: int) -> None:
    chance = random.Random(seed)
    index, known = EventIndex(), dict[int, Features]()
    matches = 0
    for number in range(1, 120):
        made = known[number] = some(chance)
        index.count(number, made)
        index.add([(number, made, number)])
        if number > 10 and chance.random() < 0.7:
            gone = chance.choice(list(known))
            index.remove(gone)
            del known[gone]
        asked = some(chance)
        index.count(1000, asked)
        likely = by_comparing(index, asked, known)
        event = index.find(asked)
        index.remove(1000)
        assert (event is not None) == bool(likely)
        if event is not None:
            matches += 1
            assert event.article_id in likely
            assert {number: index.features(number) for number in likely} == {n: known[n] for n in likely}
    assert matches > 5


def test_what_an_emptied_index_is_asked_finds_nothing() -> None:
    chance = random.Random(1)
    made = [some(chance) for _ in range(5)]
    index = EventIndex()
    for number, known in enumerate(made):
        index.count(number, known)
    index.add([(number, known, number) for number, known in enumerate(made)])
    rarity = index.rarity(Detail("place", "never"))
    for number in range(5):
        index.remove(number)
    assert index.find(made[0]) is None
    assert index.rarity(Detail("place", "never")) < rarity


def test_what_has_gone_leaves_no_memory_behind() -> None:
    chance = random.Random(3)
    index, sizes = EventIndex(), []
    for generation in range(8):
        numbers = range(100 * generation, 100 * generation + 100)
        for number in numbers:
            made = some(chance)
            made = replace(made, details=made.details | {Detail("figure", f"only {number}")})
            index.count(number, made)
            index.add([(number, made, number)])
            if generation:
                index.remove(number - 100)
        sizes.append(len(pickle.dumps(index)))
    assert max(sizes[1:]) < 2.5 * sizes[0]
    assert sizes[-1] < 1.2 * sizes[1]


def stored(body: str) -> StoredArticle:
    made = article(body=body, alternates=(Alternate("ko", "https://a.example/ko"),), published_at=None)
    return StoredArticle(id=1, article=made, publisher="p", version=1, first_seen_at=NOW)


def test_a_profile_is_the_same_after_it_was_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    vector = rounded(numpy.random.default_rng(2).standard_normal(WIDTH).astype(numpy.float32))
    monkeypatch.setattr(features, "encode", lambda titles: [vector for _ in titles])
    (made,) = profiles([stored("On November 23 police in Dandong seized 37 cars worth 4.6 million yuan.")])
    read = unpack(pack(made))
    assert read.features == made.features
    assert read.alternates == ("https://a.example/ko",)
    assert read.signature is not None
    assert made.signature is not None
    for one, other in (
        (read.signature.bands, made.signature.bands),
        (read.signature.sample, made.signature.sample),
        (read.features.vector, made.features.vector),
    ):
        assert one is not None
        assert other is not None
        assert one.dtype == other.dtype
        assert numpy.array_equal(one, other)
    bare = Profile(Features(frozenset(), frozenset(), "en", NOW), None, ())
    assert unpack(pack(bare)) == bare


def test_a_rounded_vector_loses_nothing_when_it_is_packed() -> None:
    vector = rounded(numpy.random.default_rng(1).standard_normal(WIDTH).astype(numpy.float32))
    assert (unpacked(packed(vector)) == vector).all()
    assert float(vector @ vector) == pytest.approx(1)
    nothing = rounded(numpy.zeros(WIDTH, dtype=numpy.float32))
    assert not nothing.any()
    assert likeness(nothing, vector) == 0.0


def by_chance(chance: numpy.random.Generator) -> Signature:
    """The signature of an article that is like no other."""
    bands = chance.integers(0, 2**32, BANDS, dtype=numpy.uint32)
    return Signature(bands, chance.integers(0, 256, PERMUTATIONS, dtype=numpy.uint8))


def test_copies_are_found_until_they_are_removed() -> None:
    chance = numpy.random.default_rng(1)
    kinds = [by_chance(chance) for _ in range(5)]
    index, known = CopyIndex(), dict[int, int]()
    index.add(-1, None)
    assert index.find(None) == index.find(kinds[0]) == []
    for number in range(3000):
        kind = int(chance.integers(5))
        # A copy shares one band, in the same place.
        made = by_chance(chance)
        made.bands[kind] = kinds[kind].bands[kind]
        index.add(number, made._replace(sample=kinds[kind].sample))
        known[number] = kind
        if number % 3:
            gone = int(chance.choice(list(known)))
            index.remove(gone)
            del known[gone]
        if number % 100 == 0:
            for kind, made in enumerate(kinds):
                assert sorted(index.find(made, most=3000)) == [n for n, of in known.items() if of == kind]
                assert index.find(made._replace(bands=numpy.roll(made.bands, 1))) == []


def test_of_many_copies_those_are_compared_that_share_most() -> None:
    chance = numpy.random.default_rng(2)
    original = by_chance(chance)
    index = CopyIndex()
    # Enough for some to be sorted in, and some not.
    for number in range(1, 400):
        made = by_chance(chance)
        shared = 90 if number in {7, 350} else 44
        made.bands[:2], made.sample[:shared] = original.bands[:2], original.sample[:shared]
        index.add(number, made)
    assert index.find(original, most=2) == [7, 350]
    assert len(index.find(original)) == MOST_CANDIDATES


def test_what_shares_a_band_by_chance_is_not_compared() -> None:
    chance = numpy.random.default_rng(3)
    original, index = by_chance(chance), CopyIndex()
    for number in range(600):
        made = by_chance(chance)
        made.bands[5] = original.bands[5]
        index.add(number, made)
    assert index.find(original) == []


def test_hardly_any_near_duplicate_is_taken_for_chance() -> None:
    chance = random.Random(4)
    found = alike = 0
    for number in range(300):
        words = [f"w{chance.randrange(10**6)}" for _ in range(160)]
        # With 83 of 160 words in common, about 0.35 of the shingles are.
        other = words[:83] + [f"v{chance.randrange(10**6)}" for _ in range(77)]
        one, two = (signature(stored(" ".join(text))) for text in (words, other))
        assert one is not None
        assert two is not None
        if not (one.bands == two.bands).any():
            continue
        alike += 1
        index = CopyIndex()
        index.add(number, two)
        found += index.find(one) == [number]
    # Most of them share a band.
    assert alike > 200
    assert found == alike


def test_a_shared_beginning_makes_two_articles_candidates() -> None:
    one, other = (signature(stored(f"{'Trucks wait at the bridge. ' * 9} {name}")) for name in ("Li", "Kim"))
    assert one is not None
    index = CopyIndex()
    index.add(1, one)
    assert index.find(other) == [1]
    assert signature(replace(stored(""), article=article(title="T", body=""))) is None


@pytest.mark.parametrize("stories", [1, 40])
def test_reports_from_one_template_are_not_all_compared(
    stories: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[Features] = []

    def counted(one: Features, other: Features, rarity: Rarity) -> dict[str, float]:
        compared.append(other)
        return compare(one, other, rarity)

    monkeypatch.setattr("stories.events.compare", counted)
    index = EventIndex()
    notices = {number: notice(number) for number in range(1, 1001)}
    for number, made in notices.items():
        index.count(number, made)
    index.add([(number, made, number % stories) for number, made in notices.items()])
    event = index.find(notices[1000])
    assert event is not None
    assert event.shared[0] == "00 truck"
    # A hundred have its figures.
    assert 48 <= len(compared) <= 48 + 6 * 12


def notice(number: int) -> Features:
    """A daily notice of a customs office; every tenth has the same figures."""
    figures = frozenset(Detail("figure", f"{number % 10}{each} truck") for each in range(3))
    types = frozenset([Detail("event_type", "customs"), Detail("place", "dandong")])
    return Features(
        details=figures | types | {Detail("date", "2026-11-24")},
        words=frozenset(["customs", "notice", str(number)]),
        language="en",
        time=NOW + timedelta(minutes=number),
        headline=types,
        title=types,
        vector=rounded(numpy.ones(WIDTH, dtype=numpy.float32)),
    )


def test_features_that_are_asked_for_again_are_those_of_the_article(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stories.events._MOST_FEATURES", 3)
    index, notices = EventIndex(), {number: notice(number) for number in range(1, 9)}
    for number, made in notices.items():
        index.count(number, made)
    index.add([(number, made, number) for number, made in notices.items()])
    for number in (1, 2, 3, 1, 4, 5, 1, 8, 8):
        assert index.features(number) == notices[number]
    index.remove(8)
    index.count(8, notices[7])
    index.add([(8, notices[7], 8)])
    assert index.features(8) == notices[7]
