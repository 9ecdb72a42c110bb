from stories import place
from stories.details import Detail
from tests.samples import NOW, article
from yaluwatch.model import Alternate, StoredArticle

WIRE = (
    "Chinese customs officers in Dandong have begun to inspect every truck bound for Sinuiju after a seizure "
    "of undeclared machine parts last week, two traders said. The inspections add about four hours to a "
    "crossing that took less than one. Drivers now queue from before dawn along the river road, and freight "
    "agents say that perishable goods are being sent back to the warehouses."
)


def stored(number: int, body: str, *, url: str = "", **changes: object) -> StoredArticle:
    made = article(url=url or f"https://a.example/{number}", title=f"Title {number}", body=body, **changes)
    return StoredArticle(id=number, article=made, publisher="p", version=1, first_seen_at=NOW)


def beside(*articles: StoredArticle, known: tuple[StoredArticle, ...] = ()) -> list[int | None]:
    return [placement.beside for placement in place(articles, known, lambda _: ())]


def test_a_copy_with_small_changes_joins_its_original() -> None:
    copy = WIRE.replace("last week", "a week ago") + " Reporting by our correspondent."
    assert beside(stored(1, WIRE), stored(2, copy)) == [None, 1]


def test_a_shortened_copy_joins_its_original() -> None:
    assert beside(stored(2, WIRE[: len(WIRE) * 6 // 10]), known=(stored(1, WIRE),)) == [1]


def test_korean_and_chinese_copies_are_found_too() -> None:
    korean = (
        "량강도 소식통은 혜산 세관 앞에 화물차가 줄지어 서 있으며 밤마다 압록강을 건너온다고 전했다. " * 2
    )
    chinese = (
        "丹东海关自本周起对开往新义州的货车逐辆查验，多名货运代理说排队时间延长到四小时。消息人士称旺季将至。"
    )
    assert beside(
        stored(1, korean),
        stored(2, korean.replace("밤마다", "새벽마다")),
        stored(3, chinese),
        stored(4, chinese.replace("四小时", "五小时")),
    ) == [None, 1, None, 3]


def test_another_event_at_the_same_place_stays_apart() -> None:
    other = (
        "A bus service between Dandong and Sinuiju will resume in spring, a tour operator in Shenyang said. "
        "Tickets are sold to holders of work permits only, and no date was given for leisure travel."
    )
    assert beside(stored(1, WIRE), stored(2, other)) == [None, None]


def test_a_declared_translation_joins_whichever_side_declares_it() -> None:
    english = stored(1, WIRE, url="https://a.example/en")
    korean = stored(2, "전혀 다른 글", alternates=(Alternate("en", "https://a.example/en"),))
    assert beside(english, korean) == [None, 1]
    declaring = stored(
        3, WIRE + " x" * 900, url="https://a.example/en", alternates=(Alternate("ko", "https://a.example/4"),)
    )
    assert beside(stored(4, "전혀 다른 글"), known=(declaring,)) == [3]


def test_texts_too_short_to_compare_stay_apart() -> None:
    assert beside(stored(1, ""), stored(2, "")) == [None, None]


def test_the_reason_is_said() -> None:
    reasons = [placement.reason for placement in place([stored(1, WIRE), stored(2, WIRE)], [])]
    assert reasons[0] == "nothing like it before"
    assert reasons[1].endswith("% of the wording in common")


def test_the_next_release_in_the_same_words_is_no_copy() -> None:
    september = f"China shipped goods worth $171.9 million and bought goods worth $42.4 million. {WIRE}"
    october = september.replace("171.9", "186.0").replace("42.4", "43.8")
    printed = {
        1: [Detail("number", "171900000"), Detail("number", "42400000")],
        2: [Detail("number", "186000000"), Detail("number", "43800000")],
    }
    releases = [stored(1, september), stored(2, october)]
    assert [p.beside for p in place(releases, [], lambda item: printed[item.id])] == [None, None]
    assert [p.beside for p in place(releases, [], lambda _: ())] == [None, 1]
