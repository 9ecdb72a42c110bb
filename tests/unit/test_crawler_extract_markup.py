"""What a browser shows and an extractor must know: line breaks, readings, blocks of their own, attributes."""

import time

import pytest

from crawler.extraction.extract import article_from_feed, extract
from crawler.extraction.markup import paragraphs, parse_html
from crawler.extraction.markup.attributes import MAX_ATTRIBUTES, with_bounded_attributes
from tests.unit.test_crawler_extract import KOREAN, NOW, SENTENCES, URL, html, page
from tests.unit.test_crawler_feeds import source
from yaluwatch.model import Candidate, Selectors


def lines(markup: str) -> list[str]:
    tree = parse_html(f"<html><body>{markup}</body></html>")
    assert tree is not None
    return paragraphs(tree)


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<p>口岸今天上\n午恢复，\n货车通过。\n  司机说</p>", ["口岸今天上午恢复，货车通过。司机说"]),
        ("<p>口<b>岸</b>\n今<i>\n天</i></p>", ["口岸今天"]),
        ("<p>税関が\n再開した「\n今日」</p>", ["税関が再開した「今日」"]),
        ("<p>他说“\n今天”\n恢复</p>", ["他说“今天”恢复"]),
        ("<p>세관이\n다시\n열렸다 新\n義州</p>", ["세관이 다시 열렸다 新義州"]),
        ("<p>customs\nopen 口岸\nopen</p>", ["customs open 口岸 open"]),
        ("<p>28日\n5车</p>", ["28日 5车"]),
        ("<pre>口\n岸</pre>", ["口 岸"]),
        ("<p>口</p>\n<p>岸<br>\n今</p>", ["口", "岸", "今"]),
    ],
)
def test_a_line_break_between_ideographs_is_no_blank(markup: str, shown: list[str]) -> None:
    assert lines(markup) == shown


@pytest.mark.parametrize(
    "ruby",
    [
        "<ruby>税関<rp>(</rp><rt>ぜいかん</rt><rp>)</rp></ruby>",
        "<ruby>税<rt>ぜい</rt>関<rt>かん</rt></ruby>",
        "<ruby>税<rt>ぜい関<rt>かん</ruby>".replace("ぜい関", "ぜい</rt>関"),
        "<ruby><rb aria-hidden=true>税<rt>ぜい<rb>関<rt>かん</ruby>",
        "<ruby><rbc><rb>税</rb><rb>関</rb></rbc><rtc><rt><b>ぜい</b></rt><rt>かん</rt></rtc></ruby>",
        "<RUBY>税関<RT>ぜいかん</RUBY>",
    ],
)
def test_readings_are_dropped_everywhere(ruby: str) -> None:
    line = f"丹東の{ruby}で貨物車の通行が再開し、業者は運賃が下がると話している。"
    plain = "丹東の税関で貨物車の通行が再開し、業者は運賃が下がると話している。"
    assert lines(f"<p>{line}</p>") == [plain]
    shown = html([line] * 3, title="税関").replace("<h1>税関</h1>", f"<h1>{ruby}が再開</h1>")
    shown = shown.replace("<title>税関 | News Example</title>", "")
    for rules in (Selectors(), Selectors(title="h1", body=".text")):
        article = extract(page(shown), source(language="ja", selectors=rules))
        assert (article.title.replace(" ", ""), article.body.split("\n\n")[0]) == ("税関が再開", plain)
    item = Candidate(source_id="s", url=URL, title="税関", content=f"<p>{line}</p>" * 3)
    assert article_from_feed(item, source(), NOW).body.startswith(plain)


@pytest.mark.parametrize(
    "before",
    [
        '<strong class="summary">두 차례 운행</strong>',
        '<em class="img_desc">다리를 지나는 화물차</em>',
        '<span class="photo"><img src="a.jpg"><span class="caption">다리를 지나는 화물차</span></span>',
        '<b class="sub_title">검역은 그대로</b>',
        '<font id="image-caption">다리를 지나는 화물차</font>',
    ],
)
def test_summaries_and_captions_are_not_glued_to_the_lead(before: str) -> None:
    body = "<br><br>".join(KOREAN * 2)
    shown = f"<html><body><nav>x</nav><article><h1>재개</h1><div>{before}{body}</div></article></body></html>"
    article = extract(page(shown), source())
    assert KOREAN[0] in article.body.split("\n\n")


@pytest.mark.parametrize(
    "element",
    [
        "<p {many}>x</p>",
        "<script {many}>1</script>",
        "<p {quoted}>x</p>",
        '<p " {many}>x</p>',
        "<p <{many}>x</p>",
    ],
)
def test_a_page_with_very_many_attributes_is_read_at_once(element: str) -> None:
    many = " ".join(f"a{number}=1" for number in range(60_000))
    start = time.process_time()
    shown = html(SENTENCES, before=element.format(many=many, quoted=many.replace("=1", "='>'")))
    article = extract(page(shown), source(selectors=Selectors(title="h1")))
    assert article.body.split("\n\n")[-1] == SENTENCES[-1]
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "junk", ["<a ", '<a "', "<a ='\"", "<rt", "<p a=1 ", "<script ", "中\n", "<b>中</b>\n", "<p/", "<a =\"'"]
)
def test_preparing_any_markup_takes_linear_time(junk: str) -> None:
    start = time.process_time()
    parse_html("<html><body><p>" + junk * (200_000 // len(junk)))
    assert time.process_time() - start < 5


def test_ordinary_attributes_are_kept() -> None:
    few = "<p " + " ".join(f"data-a{number}='{number}'" for number in range(MAX_ATTRIBUTES)) + ">"
    script = f"<script>if (a<b && c) {'x ' * 9000}</script>"
    long = f'<img src="data:image/png;base64,{"A" * 50_000}" alt="x > y">{script}'
    for text in (few, long, SENTENCES[0]):
        assert with_bounded_attributes(text) == text
