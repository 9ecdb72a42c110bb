from collections.abc import Iterable
from datetime import timedelta

from stories import place
from stories.details import Detail
from stories.encoder import encode
from stories.events import EventIndex
from stories.features import features
from stories.similarity import Features
from tests.samples import NOW, article, verdict
from yaluwatch.model import Mention, Span, StoredArticle

SPAN = Span("body", 0, 1, "F")

#: What other articles of the week name, so that rarity means something.
WEEK = [
    Features(frozenset({Detail("place", "dandong"), Detail("goods", f"good-{n}")}), frozenset(), "en", NOW)
    for n in range(60)
]


def stored(
    number: int,
    *,
    hours: float = 0,
    places: tuple[str, ...] = (),
    language: str = "en",
    title: str = "",
    body: str = "",
) -> StoredArticle:
    mentions = tuple(Mention(name, "place", SPAN, name) for name in (*places, "china", "north-korea"))
    return StoredArticle(
        id=number,
        article=article(
            url=f"https://a.example/{number}",
            title=title or f"T{number}",
            body=body or f"{number} " * 30,
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
    vectors = encode([one.article.title, other.article.title])
    first, second = features(one, said, vectors[0]), features(other, told, vectors[1])
    return index_of(first, second).find(second) is not None


def index_of(first: Features, *others: Features) -> EventIndex:
    """Finds the first; the others are only counted."""
    index = EventIndex([*WEEK, *others])
    index.count(1, first)
    index.add([(1, first, 1)])
    return index


CARS = figures("37 vehicles", "4600000 CNY")

# One seizure, told in two languages.
SEIZED = "Customs officers in Changbai seized used cars that were being smuggled to Hyesan."
SEIZED_KO = "창바이 세관이 혜산으로 밀수하려던 중고차를 압수했다."


def test_one_event_in_two_languages_is_known_by_its_places_and_figures() -> None:
    english = stored(1, places=("changbai", "hyesan"), body=SEIZED)
    korean = stored(2, places=("changbai", "hyesan"), language="ko", body=SEIZED_KO)
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
    titles = ("Used cars seized at Changbai", "창바이 세관서 중고차 압수")
    both = [
        features(stored(n, places=("dandong", "hyesan"), language=code, title=title, body=body), CARS, vector)
        for n, (code, title, body, vector) in enumerate(
            zip(("en", "ko"), titles, (SEIZED, SEIZED_KO), encode(titles), strict=True), start=1
        )
    ]
    event = index_of(*both).find(both[1])
    assert event is not None
    assert set(event.shared[:5]) >= {"37 vehicles", "4600000 CNY", "seizure", "cars"}
    assert event.shared[-1] == "dandong"
    assert event.similarity > 0.95


def test_placing_says_which_event_and_why() -> None:
    week = [stored(number, places=("dandong",)) for number in range(100, 160)]
    english = stored(1, places=("changbai", "hyesan"), body=SEIZED)
    korean = stored(2, places=("changbai", "hyesan"), language="ko", body=SEIZED_KO)
    stated = {1: CARS, 2: CARS}
    placements = place([english, korean], week, lambda item: stated.get(item.id, ()))
    assert placements[0].beside is None
    assert placements[1].beside == 1
    assert placements[1].reason.startswith("the same event: ")
    assert "4600000 CNY" in placements[1].reason


def test_what_is_told_brings_two_languages_together_without_a_figure() -> None:
    english = stored(
        1,
        places=("hunchun",),
        title="Bus overturns on icy road, workers killed",
        body="A bus overturned on an icy road. Nine workers died.",
    )
    korean = stored(
        2,
        places=("hunchun",),
        language="ko",
        title="빙판길 버스 전복, 노동자들 숨져",
        body="빙판길에 버스가 전복돼 노동자 9명이 숨졌다.",
    )
    assert found(english, (), korean, ())


def test_two_things_told_of_one_town_stay_apart() -> None:
    crash = stored(1, places=("hunchun",), body="A bus overturned on an icy road. Nine workers died.")
    fair = stored(2, places=("hunchun",), body="A trade fair was opened; forty companies signed contracts.")
    assert not found(crash, (), fair, ())


def test_statistics_that_name_no_place_are_known_by_their_figures() -> None:
    release = figures("214300000 USD", "171900000 USD", "42400000 USD")
    english = stored(1, body="Chinese customs data showed that exports to North Korea rose on the month.")
    korean = stored(2, language="ko", body="중국 해관총서 세관 자료에 따르면 대북 수출이 전달보다 늘었다.")
    assert found(english, release, korean, release)


def test_a_day_between_two_reports_makes_them_less_alike() -> None:
    one, soon, later = (
        features(stored(n, hours=h, places=("hyesan",)), CARS) for n, h in ((1, 0), (2, 1), (3, 60))
    )
    index = EventIndex([*WEEK, one, soon, later])
    assert index.similarity(one, soon) > index.similarity(one, later)
