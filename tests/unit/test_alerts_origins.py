from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alerts.digests.origins import _names, credited, independent
from crawler.sources.source_list import read_sources
from tests.samples import NOW, article
from yaluwatch.model import StoredArticle

CREDITS = [
    ("Rice prices rose in Hyesan, according to Daily NK.", "Unification Media Group"),
    ("A tanker was boarded off Shidao, Northgate News Agency reported.", "Northgate News Agency"),
    ("An official told Northgate News Agency that the crew was held.", "Northgate News Agency"),
    ("Trains resumed, Reuters reported, citing a rail official.", "Thomson Reuters"),
    ("The story of the day comes from the Yonhap News Agency, in full.", "Yonhap News Agency"),
    ("데일리NK에 따르면 혜산 세관이 다시 문을 열었다.", "Unification Media Group"),
    ("일본 교도통신은 단둥발로 화물열차가 늘었다고 보도했다.", "Kyodo"),
    ("중국 측은 로이터통신을 인용해 이를 부인했다.", "Thomson Reuters"),
    ("据韩联社报道，新义州口岸恢复通关。", "Yonhap News Agency"),
    ("據韓聯社引述消息人士稱，丹東海關加班。", "Yonhap News Agency"),
    ("路透社星期一报道，货运列车恢复运行。", "Thomson Reuters"),
    ("共同通信によると、丹東の税関が再開した。", "Kyodo"),
    ("朝鮮日報が報じたところでは、列車が増えた。", "Chosun Media"),
]

NO_CREDITS = [
    "A trader told reporters in Dandong that trucks were queueing.",
    "Reuters is a news agency with an office in Seoul.",
    "According to customs data, coal exports rose.",
    "조선일보 사옥 앞에서 집회가 열렸다.",
    "新华社大楼位于北京。",
    "Sapporo said it would sell beer, according to the company.",
]


@pytest.mark.parametrize(("text", "family"), CREDITS)
def test_a_credit_is_recognised_in_every_script(text: str, family: str) -> None:
    assert credited(text, "Courier Press") == family


@pytest.mark.parametrize("text", NO_CREDITS)
def test_a_name_without_a_credit_is_no_origin(text: str) -> None:
    assert credited(text, "Courier Press") == ""


def test_an_outlet_that_credits_itself_is_its_own_source() -> None:
    assert credited("Sources told Daily NK that trade resumed.", "Unification Media Group") == ""


def test_the_first_other_outlet_counts() -> None:
    text = "Sources told Daily NK on Monday. Reuters reported the same."
    assert credited(text, "Unification Media Group") == "Thomson Reuters"


def test_outlets_that_pass_on_one_report_are_one_voice() -> None:
    def stored(number: int, publisher: str, body: str) -> StoredArticle:
        return StoredArticle(
            id=number, article=article(body=body), publisher=publisher, version=1, first_seen_at=NOW
        )

    story = [
        stored(1, "Herald Corp", "Prices rose, according to Daily NK."),
        stored(2, "Unification Media Group", "Prices rose, a source said."),
        stored(3, "Newsis", "데일리NK에 따르면 가격이 올랐다."),
        stored(4, "Kyodo", "Prices rose, a diplomat said."),
    ]
    assert independent(story) == ("Unification Media Group", "Kyodo")


def test_a_credit_far_down_is_background() -> None:
    body = "Trucks crossed. " * 80 + "Reuters reported in 2019 that trade had stopped."
    stored = StoredArticle(id=1, article=article(body=body), publisher="p", version=1, first_seen_at=NOW)
    assert independent([stored]) == ("p",)


def test_families_are_named_as_in_the_shipped_source_list() -> None:
    shipped = Path(__file__).resolve().parents[2] / "crawler" / "sources" / "sources.toml"
    families = {source.publisher for source in read_sources(shipped)}
    # Agencies that only others carry, and a paper without a feed.
    not_read_by_us = {"Agence France-Presse", "Kyodo", "Global Times"}
    assert set(_names().families.values()) - families <= not_read_by_us


WORDS = st.sampled_from(
    [
        *("according to", "citing", "told", "the", "The", "reported", "has learned", "据", "引述", "报道"),
        *("에 따르면", "은 보도", "によると", "Border Courier", "O’Neil", "News Agency", "Newswire"),
        *("Daily NK", "Yonhap News Agency", "Yonhap", "Xinhua", "연합뉴스", "韩联社", "共同通信"),
        *(", ", ". ", "\n", " ", "x"),
    ]
)


@given(st.lists(st.tuples(WORDS, st.sampled_from(["", " ", "  ", "\n"])), max_size=14))
@example([("the", " "), ("Yonhap", " "), ("reported", " "), ("Daily NK", " "), ("reported", "")])
def test_looking_only_where_a_credit_may_begin_misses_none(parts: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in parts)
    families = _names().families
    found = [next(filter(None, match.groups())) for match in _names().credits.finditer(text)]
    everywhere = [families.get(name, " ".join(name.split())) for name in found]
    assert credited(text, "Courier Press") == next(iter(everywhere), "")
    first = next((family for family in everywhere if family != "Yonhap News Agency"), "")
    assert credited(text, "Yonhap News Agency") == first
