"""The body is the article's: not the menu, comments, lists of other articles, consent boxes or the footer."""

import pytest

from crawler.extraction.boilerplate import without_boilerplate
from crawler.extraction.extract import extract
from tests.unit.test_crawler_extract import KOREAN, SENTENCES, html, json_ld, page, refusal
from tests.unit.test_crawler_feeds import source
from yaluwatch.model import Outcome

CHINESE = [
    "珲春口岸的货车清晨排起了长队，海关人员逐一检查封条，货主在雨中等待放行，司机说这是三周来的第一次。",
    "当地商人表示，过桥货物以海产品为主，运费比去年同期上涨两成，但检疫程序仍然需要三天，冷库已经排满。",
    "旅行社负责人说，前往罗先的团队尚未恢复，签证手续没有变化，公司正在等待有关部门的下一步通知。",
]
HOT = "<li><a href='/{0}'>热门新闻标题第{0}条关于边境贸易的报道</a></li>"
LICENCE = "互联网新闻信息服务许可证：2112006001"
COMMENT = "网友{0}：支持恢复通关，希望以后不要再关闭，我们做生意的人太难了，等了整整三个星期，货都坏了一半。"


def chinese(after: str = "", before: str = "", title: str = "口岸恢复通关") -> str:
    text = "".join(f"<p>{line}</p>" for line in CHINESE)
    return f"""<html lang="zh"><head><title>{title}</title></head><body>{before}
    <div class="article"><h1>{title}</h1>{text}</div>{after}</body></html>"""


@pytest.mark.parametrize(
    "after",
    [
        "<div class='comment-list'>" + "".join(f"<p>{COMMENT.format(n)}</p>" for n in range(6)) + "</div>",
        "<div id='hotlist'><h3>热点排行</h3><ul>" + "".join(HOT.format(n) for n in range(12)) + "</ul></div>",
        "<p>相关阅读：</p><p><a href='/1'>口岸关闭三周</a></p><p><a href='/2'>海关公布新规</a></p>",
        "<p>网友评论（12条）</p>" + "".join(f"<p>{COMMENT.format(n)}</p>" for n in range(2)),
        f"<div class='foot'><p>国境报社版权所有 辽ICP备05000000号</p><p>{LICENCE}</p></div>",
        "<p>【免责声明】本文仅代表作者本人观点，与本网站无关，请读者自行承担全部责任。</p>",
        "".join(f"<div><p>口岸{n}号通道明日开放国境观察</p><p>2026-09-2{n}</p></div>" for n in range(3)),
        "<p>口岸恢复通关</p>",
        "<p>更多消息，请扫描右侧二维码关注国境报官方微信（guojing）</p><p>【1】【2】【3】</p><p>返回国境报首页>></p>",
        "<p>关键词 >> 珲春,海关</p><p>相关推荐</p><p>评论(15)</p><p>我要跟帖</p><p>已输入0字</p>",
        "<ul><li>点赞 12</li><li>感动</li><li>思考</li></ul>",
    ],
    ids=[
        *("comments", "hot list", "related", "comment lines", "footer", "disclaimer", "dated headlines"),
        *("headline again", "where to follow", "empty boxes", "reactions"),
    ],
)
def test_what_follows_a_chinese_article_is_not_part_of_it(after: str) -> None:
    article = extract(page(chinese(after)), source(language="zh"))
    assert article.body.split("\n\n") == CHINESE


def test_the_language_of_a_page_is_not_that_of_its_scripts() -> None:
    script = "<script>" + "window.settings = {theme: 'light', columns: 3}; " * 1_000 + "</script>"
    hot = (
        "<div id='hotlist'><h3>热点排行</h3><ul>" + "".join(HOT.format(n) for n in range(12)) + "</ul></div>"
    )
    article = extract(page(chinese(hot, before=script)), source(language="zh"))
    assert article.body.split("\n\n") == CHINESE


def test_what_an_article_was_called_elsewhere_is_not_its_first_line() -> None:
    shown = chinese().replace(
        "</h1>", "</h1><p>（原标题：珲春口岸清晨排长队）</p><p>2026-09-27 09:12 来源：国境报</p><p>字号</p>"
    )
    assert extract(page(shown), source(language="zh")).body.split("\n\n") == CHINESE


def test_the_menu_and_the_line_of_date_and_source_are_not_part_of_a_chinese_article() -> None:
    before = "<div><a href='/'>首页</a></div><div>免注册 快速登录</div><div>消息</div>"
    shown = chinese(before=before).replace("</h1>", "</h1><p>发布时间：2026-09-27 09:12 来源：国境报</p>")
    assert extract(page(shown), source(language="zh")).body.split("\n\n") == CHINESE


def test_wechat_articles_are_read_although_their_text_is_hidden() -> None:
    text = "".join(f"<section><span>{line}</span></section>" for line in CHINESE)
    shown = f"""<html><head><title></title><meta property="og:title" content="口岸恢复通关"></head><body>
    <h1 id="activity-name">口岸恢复通关</h1>
    <div id="js_content" style="visibility: hidden; opacity: 0;">{text}</div>
    <div id="js_pc_qr_code"><p>微信扫一扫关注该公众号，{"".join(CHINESE)}</p></div></body></html>"""
    article = extract(page(shown), source(language="zh"))
    assert article.body.split("\n\n") == CHINESE
    assert article.found_by["body"] == "#js_content"


@pytest.mark.parametrize(
    "footer",
    [
        "<p>国境报社版权所有 辽ICP备05000000号</p><p>违法和不良信息举报电话：0415-1234567</p>",
        "<p>등록번호 : 서울 아00001 | 발행인 : 홍길동 | 청소년보호책임자 : 박영희</p>",
        "<p>국경일보의 모든 콘텐츠는 저작권법의 보호를 받은바, 무단 전재와 복사, 배포를 금합니다.</p>",
        "<p>Copyright 2026 Border Daily. All rights reserved.</p>",
    ],
)
def test_a_footer_is_never_the_article(footer: str) -> None:
    shown = (
        f"<html><head><title>Border</title></head><body><div id=app></div><div>{footer}</div></body></html>"
    )
    assert refusal(page(shown)) is Outcome.TOO_THIN


@pytest.mark.parametrize(
    "line",
    [
        "발행인 교체를 요구한 기자들은 단둥에서 성명을 냈다. 회사는 답하지 않았다.",
        "时间过去三年，口岸终于恢复，来源不明的货物仍在仓库里。",
        "消息人士说，公告将于周一公布。",
        "来源：海关说，这批货物来自罗先。司机没有看到文件。",
        "입력 오류로 세관 전산망이 2026년 9월에 멈췄다고 관계자가 말했다.",
    ],
)
def test_sentences_that_begin_like_a_footer_are_kept(line: str) -> None:
    assert without_boilerplate([line]) == [line]


def test_a_long_consent_box_does_not_hide_a_short_article() -> None:
    # github.com/wallabag/wallabag, issue 2428; github.com/adbar/trafilatura, issue 569
    ask = (
        "We use cookies to give you an optimal experience, and third parties may place cookies to show you "
        "advertisements. By continuing to use this website you agree to this. "
    )
    text = f"<h1>Trade</h1><p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p>"
    for name in ("cookie-notice", "onetrust-banner-sdk", "gdpr", "privacy-banner"):
        before = f"<div class='{name}'>" + f"<p>{ask * 3}</p>" * 3 + "<button>Agree</button></div>"
        shown = f"<html><head><title>Trade</title></head><body>{before}<div>{text}</div></body></html>"
        article = extract(page(shown), source(language="en"))
        assert article.body.split("\n\n") == SENTENCES[:2]


def test_a_class_of_the_whole_page_is_no_consent_box() -> None:
    shown = (
        html(SENTENCES)
        .replace("<main>", "<div class='has-cookie-bar'><main>")
        .replace("</main>", "</main></div>")
    )
    assert extract(page(shown), source(language="en")).body.split("\n\n") == SENTENCES


def test_the_pages_headline_is_no_paragraph_where_the_metadata_has_another() -> None:
    shown = html(SENTENCES[:2], json_ld(headline="Seven facts on lorries"))
    assert extract(page(shown), source(language="en")).body.split("\n\n") == SENTENCES[:2]


LONG = (
    "Forty lorries with fertiliser and cooking oil cross the bridge between Dandong and Sinuiju "
    "after three weeks of silence"
)


@pytest.mark.parametrize(
    ("stated", "name", "shared", "heading", "title"),
    [
        (LONG[:60] + "...", "", LONG, LONG, LONG),
        (LONG[:60] + "…", "", LONG + " | News Example", LONG, LONG),
        (LONG[:110], "", LONG, LONG, LONG),
        (LONG[:60] + "…", "", LONG, "News", LONG),
        ("How trade works", LONG, "", LONG, LONG),
        # A headline that is only shorter than the one on the page was not cut.
        (
            "Forty lorries cross the bridge",
            "",
            "Forty lorries cross the bridge: what we know",
            "Forty lorries cross the bridge: what we know",
            "Forty lorries cross the bridge",
        ),
    ],
)
def test_a_cut_headline_loses_to_the_whole_one(
    stated: str, name: str, shared: str, heading: str, title: str
) -> None:
    fields = {"headline": stated} | ({"name": name} if name else {})
    head = json_ld(**fields) + (f'<meta property="og:title" content="{shared}">' if shared else "")
    shown = html(SENTENCES, head).replace("<h1>Trade resumes at Dandong", f"<h1>{heading}")
    assert extract(page(shown), source(language="en")).title == title


def test_korean_lines_above_an_article_are_dropped() -> None:
    shown = html(["기사입력 2026.09.27 19:00 | 수정 2026.09.27 20:00", *KOREAN])
    assert extract(page(shown), source()).body.split("\n\n") == KOREAN
