"""Finding the listed in texts: names in four scripts, and the guards against namesakes."""

import pytest

from indicators.lists import ListMatcher, evidence
from indicators.lists.names import firm_names, person_names, squash
from indicators.lists.words import body_key, translated_bodies
from storage import StoredEntry
from tests.lists.samples import entry
from tests.lists.score import score
from tests.shared_material import shared

ENTRIES = (
    entry(),
    entry(name="HAE BIT", imo="8712362", former_names=("Nam Chon",)),
    entry(kind="person", imo="", name="Kim Yong-Chol", births=("1960-06-18",), documents=("PS381420397",),
          reasons="Represents Example Trading in Syria and at the embassy. Officer of Office 39."),
    entry(kind="person", imo="", name="KIM Yong Chol", births=("1946",),
          reasons="Led the Reconnaissance General Bureau."),
    entry(kind="person", imo="", name="Pak Won Gil", authorities=("un",), reasons="Buys pumps.",
          aliases=("Syria",), weak_aliases=("Tong", "Big Gil")),
    entry(kind="person", imo="", name="Igor Nikolaevich EXAMPLOV", aliases=("Игорь Примеров",)),
    entry(kind="person", imo="", name="Chan Yung Wai", authorities=("un",)),
    entry(kind="firm", imo="", name="Korea Example Trading Corporation",
          aliases=("KOEXT", "KET", "Unsan", "조선본보기무역회사"),
          former_names=("Sample & Sons Shipping Co. Ltd",),
          weak_aliases=("Specimen Three",)),
    entry(kind="firm", imo="", name="Ministry of Example", aliases=("Office 77",)),
    entry(kind="firm", imo="", name="Tanchon Commercial Bank"),
    entry(kind="firm", imo="", name="Reconnaissance General Bureau"),
)  # fmt: skip


FIRM = "Korea Example Trading Corporation"


@pytest.fixture(scope="module")
def matcher() -> ListMatcher:
    return ListMatcher(
        7,
        [StoredEntry(id=number, list="eu", entry=one, gone_at=None) for number, one in enumerate(ENTRIES, 1)],
    )


def found(matcher: ListMatcher, text: str) -> list[tuple[str, str, str]]:
    whole = "\n\n" + text
    mentions = matcher.find("", text).mentions
    return [(ENTRIES[one.entry - 1].name, whole[one.start : one.end], one.how) for one in mentions]


@pytest.mark.parametrize(
    ("text", "name", "printed", "how"),
    [
        ("A ship with IMO number 9074729 left.", "CHOL SAN 2", "9074729", "imo"),
        ("선박(국제해사기구 번호 8712362)이 떠났다.", "HAE BIT", "8712362", "imo"),
        ("船舶IMO：9074729が出た。", "CHOL SAN 2", "9074729", "imo"),
        ("The tanker Cholsan-2 waits.", "CHOL SAN 2", "Cholsan-2", "name+type"),
        ("유조선 철산 2호가 입항했다.", "CHOL SAN 2", "철산 2호", "name+type"),
        ("朝鮮油輪Chol San 2到港。", "CHOL SAN 2", "Chol San 2", "name+type"),
        ("The vessel Hae Bit left.", "HAE BIT", "Hae Bit", "name+type"),
        ("The Nam Chon, a rusty freighter, sank.", "HAE BIT", "Nam Chon", "name+type"),
        ("Kim Young-chul (born 18 June 1960) flew.", "Kim Yong-Chol", "Kim Young-chul", "name+birth"),
        ("김영철(1946년생)이 나왔다.", "KIM Yong Chol", "김영철", "name+birth"),
        ("Kim Yong Chol with passport PS381420397 flew.", "Kim Yong-Chol", "Kim Yong Chol", "name+document"),
        ("Yŏng-ch'ŏl Kim of the embassy in Syria flew.", "Kim Yong-Chol", "Yŏng-ch'ŏl Kim", "name+role"),
        ("정찰총국장 김영철이 말했다.", "KIM Yong Chol", "김영철", "name+role"),
        ("The UN sanctioned Big Gil in 2016.", "Pak Won Gil", "Big Gil", "name+sanctions"),
        ("The UN sanctioned Park Won Gil.", "Pak Won Gil", "Park Won Gil", "name+sanctions"),
        ("Igor Examplov came.", "Igor Nikolaevich EXAMPLOV", "Igor Examplov", "name"),
        ("The UN met. Chan Yung Wai faces a travel ban.", "Chan Yung Wai", "Chan Yung Wai", "name+sanctions"),
        ("He left Example Trading Corp. in May.", FIRM, "Example Trading Corp", "name"),
        ("조선본보기무역회사가 샀다.", FIRM, "조선본보기무역회사", "name"),
        ("Sample and Sons Shipping paid.", FIRM, "Sample and Sons Shipping", "name"),
        ("A man from KOEXT paid.", FIRM, "KOEXT", "name"),
        ("The DPRK's Ministry of Example paid.", "Ministry of Example", "Ministry of Example", "name+north"),
        ("端川商业银行的代表", "Tanchon Commercial Bank", "端川商业银行", "name"),
        ("북한 정찰총국이 지시했다.", "Reconnaissance General Bureau", "정찰총국", "name+north"),
    ],
)  # fmt: skip
def test_the_listed_are_found(matcher: ListMatcher, text: str, name: str, printed: str, how: str) -> None:
    assert (name, printed, how) in found(matcher, text)


@pytest.mark.parametrize(
    "text",
    [
        "The tanker Chol San 2 (IMO 9319466) is another.",
        "The tankers Wise Sea (IMO 9319466), and Hae Bit (IMO 9319466) sail.",
        "IMO 9074728 has a wrong check digit.",
        "The invoice 9074729 was paid.",
        "Chol San 2 Street is closed.",
        "Hae Bit sells shoes on a boat.",
        "The UN sanctioned Kim Yong Chol.",
        "Kim Yong Chol, born in 1990, sings of Syria.",
        "김영철 씨는 신발을 판다.",
        "Park Won Gil of the UN office in Seoul is not sanctioned.",
        "an example trading corporation",
        "Rason Example Trading Corporation is another firm.",
        "Korea Example Trading Corporation Bank is a lender.",
        "The UN sanctioned Tong.",
        "The UN sanctioned firms in Syria.",
        "Big Gil bought rice.",
        "He wore a KET jacket in Unsan.",
        "Lower-case koext is no firm.",
        "Specimen Three was shown.",
        "South Korea's Ministry of Example paid.",
        "Japan's Office 77 paid. North Korea did not.",
        "They met at Tanchon. Commercial Bank of Japan paid.",
    ],
)
def test_namesakes_places_and_words_are_not(matcher: ListMatcher, text: str) -> None:
    assert found(matcher, text) == []


def test_an_office_only_north_korea_has_needs_no_word_beside_it(matcher: ListMatcher) -> None:
    names = [name for name, _, _ in found(matcher, "Pyongyang pays.\n\nThe rest goes to Office 77.")]
    assert names == ["Ministry of Example"]


def test_ships_in_an_enumeration_share_the_word_for_ships(matcher: ListMatcher) -> None:
    text = "The banned vessels are the Chol San 2 and Hae Bit."
    assert [name for name, _, _ in found(matcher, text)] == ["CHOL SAN 2", "HAE BIT"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Katakana, with a number or a word for ships beside it.
        ("北朝鮮籍の「チョルサン2」が積み替えをした。", ["CHOL SAN 2"]),
        ("食堂チョルサン2号店が開いた。", []),
        ("チョルサン25の船が来た。", []),
        # An article, and a word for ships in the sentence.
        ("The Hae Bit had painted over its name when it met a tanker.", ["HAE BIT"]),
        ("Hae Bit had painted a tanker.", []),
        ("The Hae Bit hotel bought a tanker's bell.", []),
        ("The Hae Bit has been barred from ports.", ["HAE BIT"]),
        ("The Panama-flagged Hae Bit left Nampo.", ["HAE BIT"]),
        ("정부는 북한 항구에 정제유를 넘긴 해빛호를 지목했다.", ["HAE BIT"]),
    ],
)
def test_ships_are_named_in_more_ways(matcher: ListMatcher, text: str, expected: list[str]) -> None:
    assert [name for name, _, _ in found(matcher, text)] == expected


def test_bodies_have_their_translations_whatever_their_legal_form() -> None:
    assert body_key("Ocean Maritime Management Company, Limited") in translated_bodies()
    assert body_key("Korean People’s Army") in translated_bodies()


def test_each_entry_is_found_once_with_the_state_of_the_lists(matcher: ListMatcher) -> None:
    result = matcher.find("The tanker Chol San 2", "IMO 9074729, the tanker Chol San 2.")
    assert (len(result.mentions), result.state) == (1, 7)


def test_letters_that_grow_in_small_letters_do_not_move_positions(matcher: ListMatcher) -> None:
    assert found(matcher, "İzmir saw the tanker Chol San 2.") == [("CHOL SAN 2", "Chol San 2", "name+type")]


def test_names_are_spelt_in_many_ways() -> None:
    spelt = set(person_names("Ri Kyong-su"))
    assert {"rikyongsu", "leekyungsoo", "kyongsuri", "리경수", "이경수"} <= spelt
    assert {"리동호", "이동호"} == set(person_names("리동호"))
    assert {"examplebank", "koreaexamplebankltd"} <= set(firm_names("Korea Example Bank Co. Ltd"))
    assert squash("Kum’gang-san Ŏ") == b"kumgangsano"


@pytest.mark.parametrize(
    "half",
    ["odd", "even", "fresh", "last", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"],
)
def test_labelled_sentences_reach_the_bars(half: str) -> None:
    result = score(shared("domain/eu-prk-list.csv").read_bytes(), half)
    assert result.precision >= 0.98, result.wrong
    assert result.recall >= 0.90, result.missed


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("The freighter Hua Fu Tai carried grain.", True),
        ("The trawler Hua Fu 33 was fined.", True),
        ("The freighter Hua Fu carried coal.", False),
        ("The tanker Hua Fu 25 miles off the coast", False),
        ("Freighter Hua Fu Seized Near Dalian", False),
    ],
)
def test_a_name_that_goes_on_is_another(text: str, goes_on: bool) -> None:
    start = text.index("Hua Fu")
    assert evidence.goes_on(text, start, start + len("Hua Fu")) is goes_on
