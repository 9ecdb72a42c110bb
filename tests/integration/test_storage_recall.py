"""Full text against a plain scan: nothing missed, nothing invented."""

import random
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from storage import Archive, Order, open_archive, parse_query
from storage.query.spellings import other_first_syllables, other_words
from tests.samples import NOW, article
from yaluwatch.errors import QueryError
from yaluwatch.text import fold

SENTENCES = {
    "ko": (
        "북한이 대북제재를 피해 단둥 세관을 거쳐 석탄을 밀수했다고 로동신문이 전했다.",
        "량강도 혜산에서는 국가밀무역이 다시 시작됐다고 소식통이 말했다.",
        "중국 해관총서는 10월 북중 교역액이 2억1653만달러라고 밝혔다.",
        "룡천역을 지난 화물열차가 신의주로 들어갔다; 관리들이 세관이 열렸다고 했다.",
        "나선 경제무역지대의 여성 상인들은 쌀값이 올랐다고 이야기했다.",
        "조선노동당 간부들이 압록강 다리를 시찰하였다.",
    ),
    "zh": (
        "丹東海關公佈數據，走私鴨綠江對岸煤炭；新义州对朝贸易增加。",
        "中朝边境的口岸恢复通关，货车驶过鸭绿江大桥。",
        "朝鲜从中国进口大豆油、化肥和面粉，贸易额达到2.1亿美元。",
        "图们江畔的边民互市区重新开放，商人们说生意不错。",
        "珲春圈河口岸的旅客人数增加了三成。",
    ),
    "en": (
        "Freight trucks crossed from Dandong to Sinuiju on Monday.",
        "Smuggling of coal and seafood fell along the Tumen, traders said.",
        "Customs data showed exports of 2,180 million dollars.",
    ),
}


@pytest.fixture(scope="module")
def texts() -> list[tuple[str, str, str]]:
    """Language, title and body of each article."""
    rng = random.Random(11)
    made = []
    for number in range(240):
        language = rng.choice(["ko", "zh", "en"])
        sentences = rng.sample(SENTENCES[language], 3)
        if number % 3 == 0:
            sentences.append(rng.choice(SENTENCES["zh" if language == "ko" else "ko"]))
        made.append((language, sentences[0], "\n\n".join(sentences[1:])))
    return made


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str, str]]) -> Iterator[Archive]:
    with open_archive(tmp_path_factory.mktemp("recall") / "yalu.db") as opened:
        for number, (language, title, body) in enumerate(texts):
            made = article(
                url=f"https://a.example/{number}",
                title=title,
                body=body,
                language=language,
                published_at=NOW - timedelta(hours=number),
            )
            opened.articles.add(made, None, publisher="p")
        yield opened


def found(archive: Archive, typed: str) -> set[int]:
    query = parse_query(f'"{typed}" relevant:any')
    hits = archive.search.find(query, limit=1000)
    assert len(hits) == archive.search.count(query)
    return {int(hit.url.rpartition("/")[2]) for hit in hits}


def scanned(texts: list[tuple[str, str, str]], typed: str) -> set[int]:
    wanted = fold(typed)
    return {
        number
        for number, (_, title, body) in enumerate(texts)
        if wanted in fold(title) or wanted in fold(body)
    }


def test_500_random_stretches_are_all_found_and_nothing_else(
    archive: Archive, texts: list[tuple[str, str, str]]
) -> None:
    rng = random.Random(5)
    for turn in range(500):
        language = ("ko", "zh")[turn % 2]
        _, _, body = rng.choice([text for text in texts if text[0] == language])
        runs = re.findall(r"[\u4e00-\u9fff\uac00-\ud7a3]{2,}", body)
        run = rng.choice(runs)
        length = rng.randint(2, min(6, len(run)))
        start = rng.randint(0, len(run) - length)
        needle = run[start : start + length]
        expected = scanned(texts, needle)
        got = found(archive, needle)
        assert expected <= got, needle
        assert got <= expected.union(*(scanned(texts, other) for other in spellings(needle))), needle


def spellings(word: str) -> list[str]:
    """What North and South write for a word."""
    return [other + word[1:] for other in other_first_syllables(word[0])] + list(other_words(word))


@pytest.mark.parametrize("typed", ["달리기", "走海", "江边境朝", "xyzzy", "reight"])
def test_what_no_text_holds_is_not_found(archive: Archive, typed: str) -> None:
    assert found(archive, typed) == set()


@pytest.mark.parametrize(
    ("one", "other"), [("노동신문", "로동신문"), ("양강도", "량강도"), ("丹东海关", "丹東海關")]
)
def test_two_spellings_find_the_same(archive: Archive, one: str, other: str) -> None:
    assert found(archive, one) == found(archive, other) != set()


def ask(archive: Archive, typed: str, order: Order = Order.NEWEST) -> list[str]:
    return [
        hit.title
        for hit in archive.search.find(parse_query(f"{typed} relevant:any"), limit=1000, order=order)
    ]


def test_alternatives_groups_prefixes_and_exclusions_are_sets(archive: Archive) -> None:
    def ids(typed: str) -> set[int]:
        return {hit.id for hit in archive.search.find(parse_query(f"({typed}) relevant:any"), limit=1000)}

    coal, trucks, everything = ids("coal"), ids("trucks"), ids("language:ko OR -language:ko")
    assert ids("coal OR trucks") == coal | trucks
    assert ids("coal trucks") == coal & trucks
    assert ids("coal -trucks") == coal - trucks
    assert ids("-trucks") == everything - trucks
    assert ids("coal OR -trucks") == coal | (everything - trucks)
    assert ids("-(coal trucks)") == everything - (coal & trucks)
    assert ids("-(coal -trucks)") == everything - (coal - trucks)
    assert ids("smuggl*") == ids("smuggling") != set()
    assert ids("coal OR language:zh") == coal | ids("language:zh")
    assert ids("(coal OR language:zh) -trucks") == (coal | ids("language:zh")) - trucks
    assert ids("language:zh (customs OR 口岸)") == ids("language:zh") & (ids("customs") | ids("口岸"))


def test_near_keeps_its_distance(archive: Archive) -> None:
    assert ask(archive, "trucks NEAR/3 dandong")
    assert not ask(archive, "trucks NEAR/1 sinuiju")
    assert ask(archive, "鸭绿江 NEAR/4 大桥") == ask(archive, "鸭绿江大桥")


def test_relevance_puts_the_title_first_and_newest_puts_the_newest(archive: Archive) -> None:
    by_relevance = ask(archive, "smuggling", Order.RELEVANCE)
    by_time = ask(archive, "smuggling")
    assert sorted(by_relevance) == sorted(by_time)
    in_title = ["Smuggling" in title for title in by_relevance]
    assert in_title == sorted(in_title, reverse=True)
    assert ask(archive, "language:ko", Order.RELEVANCE) == ask(archive, "language:ko")


PIECES = [
    '"',
    "(",
    ")",
    "-",
    " ",
    "OR",
    "AND ",
    "NOT ",
    "NEAR/3 ",
    "*",
    "topic:x",
    "score:>0.5",
    "밀수",
    "a",
    "鸭",
]


def test_random_input_gives_hits_or_a_sentence(archive: Archive) -> None:
    rng = random.Random(3)
    places = []
    for turn in range(1500):
        alphabet = PIECES if turn % 2 else [chr(rng.randrange(0x11000)) for _ in range(20)] + PIECES
        typed = "".join(rng.choice(alphabet) for _ in range(rng.randint(1, 12)))
        try:
            query = parse_query(typed)
        except QueryError as error:
            places.append((error.position, len(typed)))
            continue
        archive.search.find(query, limit=2)
        archive.search.count(query)
    assert all(0 <= position <= length for position, length in places)
