import pytest

from crawler.extraction.extractor_ensemble import agreement, most_agreed, second_opinions
from crawler.extraction.markup import parse_html

STORY = ["丹东口岸的货车在清晨排起了长队，海关人员逐一检查。", "当地商人说，过桥的货物比去年同期多了三成。"]
ADVERT = ["点击下载客户端，天天有优惠，快来参加我们的抽奖活动吧。"]


def test_the_reading_that_others_share_wins() -> None:
    assert most_agreed([STORY + ADVERT * 1, STORY, STORY]) == 1
    assert most_agreed([STORY, STORY]) == 0


def test_agreement_is_whole_or_nothing_at_its_ends() -> None:
    assert agreement(STORY, STORY) == 1
    assert agreement(STORY, ADVERT) == 0


def test_other_extractors_read_the_story_of_a_chinese_page() -> None:
    pytest.importorskip("readability")
    pytest.importorskip("resiliparse")
    story = "".join(f"<p>{line}</p>" for line in STORY * 4)
    menu = "".join(f"<li><a href='/{n}'>栏目{n}</a></li>" for n in range(20))
    tree = parse_html(f"<html><body><ul>{menu}</ul><div class='article'>{story}</div></body></html>")
    assert tree is not None
    readings = dict(second_opinions(tree))
    assert set(readings) == {"resiliparse", "readability"}
    assert readings["readability"] == STORY * 4
