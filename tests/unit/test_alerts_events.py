from collections.abc import Iterable
from datetime import timedelta

from alerts import Detail, place
from alerts.events import EventIndex, details
from tests.samples import NOW, article, verdict
from yaluwatch.model import Mention, Span, StoredArticle

SPAN = Span("body", 0, 1, "F")

#: What other articles of the week name, so that rarity means something.
WEEK = [frozenset({Detail("place", "dandong"), Detail("good", f"good-{number}")}) for number in range(60)]


def stored(
    number: int, *, hours: float = 0, places: tuple[str, ...] = (), language: str = "en"
) -> StoredArticle:
    mentions = tuple(Mention(name, "place", SPAN, name) for name in (*places, "china", "north-korea"))
    body = f"{number} " * 30
    return StoredArticle(
        id=number,
        article=article(
            url=f"https://a.example/{number}",
            title=f"T{number}",
            body=body,
            language=language,
            published_at=NOW + timedelta(hours=hours),
        ),
        publisher="p",
        version=1,
        first_seen_at=NOW,
        verdict=verdict(mentions=mentions),
    )


def figures(*values: str) -> list[Detail]:
    return [Detail("figure", value) for value in values]


def found(one: StoredArticle, said: Iterable[Detail], other: StoredArticle, told: Iterable[Detail]) -> bool:
    first, second = details(one, said), details(other, told)
    index = EventIndex([*WEEK, first, second])
    index.add(one, first)
    return index.find(other, second) is not None


CARS = figures("37 vehicles", "4600000 CNY")


def test_one_event_in_two_languages_is_known_by_its_places_and_figures() -> None:
    english = stored(1, places=("changbai", "hyesan"))
    korean = stored(2, places=("changbai", "hyesan"), language="ko")
    assert found(english, CARS, korean, CARS)


def test_two_seizures_at_one_place_in_one_week_stay_apart() -> None:
    coal = stored(1, places=("dandong", "nampo"))
    again = stored(2, hours=30, places=("dandong", "nampo"))
    assert not found(coal, figures("120 tonne", "900000 CNY"), again, figures("45 tonne", "310000 CNY"))


def test_the_same_event_a_week_later_is_another_story() -> None:
    first = stored(1, places=("changbai", "hyesan"))
    assert not found(first, CARS, stored(2, hours=24 * 7, places=("changbai", "hyesan")), CARS)


def test_a_town_everybody_names_makes_no_event() -> None:
    assert not found(stored(1, places=("dandong",)), (), stored(2, places=("dandong",)), ())


def test_figures_without_a_place_in_common_make_no_event() -> None:
    assert not found(stored(1, places=("changbai",)), CARS, stored(2, places=("nampo",)), CARS)


def test_the_most_telling_of_what_is_shared_is_named_first() -> None:
    first, second = stored(1, places=("dandong", "hyesan")), stored(2, places=("dandong", "hyesan"))
    index = EventIndex([*WEEK, details(first, CARS), details(second, CARS)])
    index.add(first, details(first, CARS))
    event = index.find(second, details(second, CARS))
    assert event is not None
    assert event.shared == ("37 vehicles", "4600000 CNY", "hyesan", "dandong")
    assert event.similarity > 0.99


def test_placing_says_which_event_and_why() -> None:
    week = [stored(number, places=("dandong",)) for number in range(100, 160)]
    english, korean = stored(1, places=("changbai", "hyesan")), stored(2, places=("changbai", "hyesan"))
    stated = {1: CARS, 2: CARS}
    placements = place([english, korean], week, lambda item: stated.get(item.id, ()))
    assert placements[0].beside is None
    assert placements[1].beside == 1
    assert placements[1].reason.startswith("the same event: 37 vehicles, 4600000 CNY")
