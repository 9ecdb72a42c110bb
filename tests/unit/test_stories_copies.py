"""The index of wordings: what it finds is what looking at every article finds."""

import random

import numpy
import pytest

from stories.copies import BANDS, PERMUTATIONS, CopyIndex, Signature


def some(chance: random.Random) -> Signature:
    """A signature whose bands and bytes are often those of others."""
    numbers = numpy.random.default_rng(chance.randrange(10**9))
    bands = numbers.integers(0, 60, BANDS).astype(numpy.uint32)
    return Signature(bands, numbers.integers(0, 5, PERMUTATIONS).astype(numpy.uint8))


def by_comparing(asked: Signature, known: dict[int, Signature]) -> list[int]:
    """Ids of the articles with a band in common and at least 23 bytes, the most alike first."""
    common = {
        number: int((each.sample == asked.sample).sum())
        for number, each in known.items()
        if (each.bands == asked.bands).any()
    }
    found = [number for number, count in common.items() if count >= 23]
    return sorted(found, key=lambda number: (-common[number], number))


@pytest.mark.parametrize("seed", range(3))
def test_articles_are_found_while_others_come_and_go(seed: int) -> None:
    chance = random.Random(seed)
    index, known = CopyIndex(), dict[int, Signature]()
    matches = 0
    # More than are looked through one by one before they are sorted in, twice over.
    for number in range(1, 700):
        known[number] = some(chance)
        index.add(number, known[number])
        if chance.random() < 0.3:
            gone = chance.choice(list(known))
            index.remove(gone)
            del known[gone]
        if number % 10 == 0:
            asked = some(chance)
            found = index.find(asked)
            assert found == by_comparing(asked, known)[:24]
            matches += len(found)
    assert matches > 100


def test_one_without_a_wording_is_never_found() -> None:
    index, made = CopyIndex(), some(random.Random(1))
    index.add(1, None)
    index.add(2, made)
    index.remove(1)
    assert index.find(None) == []
    assert index.find(made) == [2]
