import pytest

from crawler.extraction.boilerplate import without_boilerplate


@pytest.mark.parametrize(
    "line",
    [
        "Translated by Alek Sigley",
        "*Edited by Robert Lauler.",
        "Read in Korean",
        "Please direct any comments or questions about this article to dailynk@example.org",
        "저작권자 ⓒ 통일뉴스 무단전재 및 재배포 금지",
        "ⓒ 뉴스1 무단 전재 및 재배포 금지",
        "责任编辑：王某",
        "【责任编辑:张三】",
        "hong@news.example",
        "홍길동 기자 hong@news.example",
        "(서울=뉴스) 김철수 기자 = kim@news.example",
        "無断転載を禁じます",
    ],
)
def test_boilerplate_lines_are_dropped(line: str) -> None:
    kept = without_boilerplate(["본문이다. 통관이 재개됐다.", line])
    assert kept[0] == "본문이다. 통관이 재개됐다."
    assert all("@" not in text for text in kept)
    assert len(kept) == 1


@pytest.mark.parametrize(
    "line",
    [
        "The report was translated by two students, who asked not to be named. It runs to 40 pages.",
        "책임편집을 맡은 기자는 단둥에서 세관원들을 만났다.",
        "Editor Kim said the border would open soon.",
        "编辑部收到丹东读者来信，反映口岸情况。",
        "Write to border@customs.example for the forms, the notice says, before the 1st.",
        "share prices of traders in Dandong rose",
        "旅客须扫描二维码进入口岸大厅，再排队等候检查。",
        "货主在网上填报，每小时（1）批（2）次放行。",
        "司机说：“原题是什么，我不知道。”",
    ],
)
def test_sentences_are_kept(line: str) -> None:
    assert without_boilerplate([line]) == [line]


def test_days_of_events_are_no_list_of_other_articles() -> None:
    closing = "朝鲜关闭边境，货运列车停运，丹东口岸的货车全部返回，商人们说不知道要等多久。"
    chronicle = ["大事记：", 3 * closing, "2020-01-22", 3 * closing, "2022-01-16"]
    for lines in (["口岸大事记", "口岸关闭", "2020-01-22"], chronicle):
        assert without_boilerplate(lines) == lines


def test_boilerplate_attached_to_the_last_word_is_cut_off() -> None:
    assert without_boilerplate(["Trade is closed.Read in Korean"]) == ["Trade is closed."]
    assert without_boilerplate(["통관이 재개됐다. 이철수 기자 lee@news.example"]) == ["통관이 재개됐다."]
    assert without_boilerplate(["통관이 재개됐다.", "김영희 기자"]) == ["통관이 재개됐다."]


@pytest.mark.parametrize(
    "tail",
    [
        "서울 = 홍길동 기자 hong@news.example",
        "서울 = 홍길동 기자",
        "서울=홍길동 기자 = hong@news.example",
        "단둥 =",
    ],
)
def test_a_dateline_is_removed_with_the_reporter_at_the_end(tail: str) -> None:
    assert without_boilerplate(["통관이 재개됐다.", tail]) == ["통관이 재개됐다."]


def test_a_dateline_at_the_start_of_a_sentence_is_kept() -> None:
    line = "(서울=뉴스) 김철수 기자 = 통관이 재개됐다."
    assert without_boilerplate(["머리말이다.", line]) == ["머리말이다.", line]


def test_a_dateline_after_the_last_sentence_is_cut_off() -> None:
    line = "통관이 재개됐다. 서울 = 홍길동 기자 hong@news.example"
    assert without_boilerplate([line]) == ["통관이 재개됐다."]
