"""What holds for the source list that ships with the program."""

from collections import Counter

from crawler.sources.source_list import SHIPPED, read_sources

SOURCES = read_sources(SHIPPED)


def test_the_shipped_list_is_valid_and_large() -> None:
    assert len(SOURCES) >= 120
    assert sum(not source.paused for source in SOURCES) >= 80


def test_the_four_languages_are_covered() -> None:
    languages = Counter(source.language for source in SOURCES if not source.paused)
    assert all(languages[language] >= 8 for language in ("en", "ko", "zh", "ja"))


def test_every_publisher_has_its_time_zone() -> None:
    zones = {source.country: source.timezone for source in SOURCES if "google.com" not in source.urls[0]}
    assert zones["KR"] == "Asia/Seoul"
    assert zones["CN"] == "Asia/Shanghai"
    assert zones["KP"] == "Asia/Pyongyang"


def test_a_paused_source_says_why() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    blocks = text.split("\n\n")
    for block in blocks:
        if "paused = true" in block:
            assert "# Paused: " in block, block


def test_editions_of_one_publisher_are_one_family() -> None:
    families = {source.id: source.publisher for source in SOURCES}
    assert families["dailynk-en"] == families["dailynk-ko"] == families["dailynk-zh"]
    assert families["yonhap-en"] == families["yonhap-ko"]
    assert families["38-north"] == families["stimson-center"]


def test_state_media_are_marked() -> None:
    marked = {source.id for source in SOURCES if source.state_media}
    assert {"kcna", "rodong-sinmun", "xinhua-en", "peoples-daily-zh", "tass", "cgtn"} <= marked
    assert not {"dailynk-en", "nk-news", "38-north"} & marked


def test_nothing_shipped_may_reach_into_a_private_network() -> None:
    assert not any(source.allow_private for source in SOURCES)
