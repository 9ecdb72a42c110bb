"""Captions are kept apart from the body, in the order of the page, and are the article's own."""

import pytest

from crawler.extraction import article_from_feed, extract
from crawler.extraction.captions import distinct_captions, split_captions
from tests.samples import NOW, page, source
from yaluwatch.model import Article, Candidate, Selectors

LEAD = (
    "Freight trains crossed the river on Monday for the first time in two years, traders on both banks said,"
    " and customs officers checked forty wagons of fertiliser and cement before noon."
)
MORE = (
    "Two brokers in the border city said that permits for private firms were expected before the end of the"
    " month, although quarantine still takes three days for every load."
)
KOREAN = (
    "압록강 하구의 세관이 이달 초부터 화물차 통관을 다시 시작했다고 현지 무역업자들이 전했다. 하루 스무"
    " 대가량이 다리를 건너 건축 자재와 비료를 싣고 간다고 이들은 설명했다. 검역에는 여전히 사흘이 걸린다."
)
CHINESE = (
    "记者从海关了解到，本月以来口岸货运量明显回升，每天约有二十辆货车通关，主要运送化肥、建材和日用品。当地一家贸易公司"
    "的负责人表示，检疫手续仍需三天时间，但客户已经开始签订明年的合同，预计春季以后运量还会增加。"
)


def read(inside: str, *, language: str = "en", head: str = "") -> Article:
    """The article on a page with this markup below the headline."""
    markup = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Trains return to the'
        f" bridge</title>{head}</head><body><header><nav><a href='/'>Home</a></nav></header><main><article>"
        f"<h1>Trains return to the bridge</h1>{inside}</article></main><footer>Imprint</footer></body></html>"
    )
    return extract(page(body=markup.encode()), source(language=language))


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def from_feed(content: str, title: str = "Trains return") -> Article:
    announced = Candidate(
        source_id="courier", url="https://courier.example/7", title=title, content=content, published_at=NOW
    )
    return article_from_feed(announced, source(full_text_feed=True), NOW)


PICTURES = {
    "figure": '<figure><img src="a.jpg"><figcaption>Wagons at Dandong.</figcaption></figure>',
    "wordpress": (
        '<div class="wp-caption aligncenter"><img src="a.jpg"><p class="wp-caption-text">Wagons at Dandong.'
        "</p></div>"
    ),
    "class in a figure": (
        '<figure class="intro"><img src="a.jpg"><div class="story__caption-text">Wagons at Dandong.</div>'
        "</figure>"
    ),
    "portal": (
        '<span class="end_photo"><img src="a.jpg"><em class="img_desc">Wagons at Dandong.</em></span>'
    ),
    "newspaper": '<div><img src="a.jpg"><div class="photo_caption">Wagons at Dandong.</div></div>',
    "centred": (
        '<p align="center"><img src="a.jpg"></p><p style="text-align: center">Wagons at Dandong.</p>'
    ),
    "lazy picture": '<figure><i data-src="a.jpg"></i><figcaption>Wagons at Dandong.</figcaption></figure>',
}


@pytest.mark.parametrize("markup", PICTURES.values(), ids=PICTURES.keys())
def test_a_caption_is_kept_and_is_not_part_of_the_body(markup: str) -> None:
    article = read(markup + paragraphs(LEAD, MORE))
    assert article.captions == ("Wagons at Dandong.",)
    assert article.body == f"{LEAD}\n\n{MORE}"


@pytest.mark.parametrize("markup", PICTURES.values(), ids=PICTURES.keys())
def test_a_caption_in_a_full_text_feed_is_kept_apart(markup: str) -> None:
    article = from_feed(markup + paragraphs(LEAD, MORE))
    assert article.captions == ("Wagons at Dandong.",)
    assert article.body == f"{LEAD}\n\n{MORE}"


def test_captions_follow_the_order_of_the_page() -> None:
    article = read(
        "<figure><img src=1><figcaption>First.</figcaption></figure>"
        + paragraphs(LEAD, "图为第二张照片里的货车。")
        + "<figure><img src=3><figcaption>Third.</figcaption></figure>"
        + paragraphs(MORE)
    )
    assert article.captions == ("First.", "图为第二张照片里的货车。", "Third.")


def test_a_credit_in_its_own_element_does_not_stick_to_the_caption() -> None:
    article = read(
        '<figure><img src=1><figcaption>Wagons wait<i class="credit">Photo: A. Kim</i></figcaption></figure>'
        + paragraphs(LEAD, MORE)
    )
    assert article.captions == ("Wagons wait Photo: A. Kim",)


def test_a_caption_is_not_glued_to_a_lead_without_a_block_of_its_own() -> None:
    markup = (
        '<div id="text"><span class="photo"><img src="x.jpg"><em class="photo_desc">단둥 세관 앞 화물차'
        f" [자료사진]</em></span>{KOREAN}<br><br>{KOREAN[:60]} 추가로 전했다.</div>"
    )
    article = read(markup, language="ko")
    assert article.body.startswith(KOREAN[:20])
    assert article.captions == ("단둥 세관 앞 화물차 [자료사진]",)


LINES = {
    "korean": ("단둥 세관 앞에 늘어선 화물차. [사진=연합뉴스]", KOREAN),
    "korean slash": ("단둥 세관 앞에 늘어선 화물차 /사진=뉴시스", KOREAN),
    "korean agencies": ("열병식에 등장한 차량. AFP=연합뉴스", KOREAN),
    "chinese": ("图为丹东口岸等待通关的货车。", CHINESE),
    "chinese label": ("图片说明：丹东口岸的货车排起长队", CHINESE),
    "chinese photographer": ("丹东口岸的货车排起长队 新华社记者 王小明 摄", CHINESE),
    "japanese": (
        "写真：丹東の税関前に並ぶトラック",
        "税関の職員によると、今月に入り貨物の往来が増えている。" * 6,
    ),
    "english": ("Trucks queue at the customs yard. / Image: Border Weekly", LEAD),
    "english file": ("Trucks queue at the customs yard. (File photo)", LEAD),
}


@pytest.mark.parametrize(("caption", "text"), LINES.values(), ids=LINES.keys())
def test_a_line_that_says_it_is_a_caption_is_one(caption: str, text: str) -> None:
    assert split_captions([caption, text, "And more."], None) == ([text, "And more."], [caption])


@pytest.mark.parametrize(
    "line",
    [
        "SEOUL (Yonhap) -- Trade rose, customs data showed. (Yonhap)",
        "▲수출 3억 달러 ▲수입 5억 달러로 집계됐다.",
        "사진을 찍던 관광객이 단속됐다고 주민이 전했다.",
        "公司拍摄的照片显示，货车已经通过大桥。",
        "The photo shows how far the bridge has come, officials said on Monday.",
        "北京当局为图谋扩大贸易而开放口岸。",
        "“写真は撮らないでください”と職員は言った。",
    ],
)
def test_a_sentence_of_the_text_is_no_caption(line: str) -> None:
    assert split_captions([LEAD, line, MORE], None) == ([LEAD, line, MORE], [])


def test_a_triangle_marks_a_caption_only_below_a_picture() -> None:
    below = (
        '<div><img src="a.jpg"><br>▲ 단둥에서 본 신의주<br><br>' + KOREAN + "<br>▲ 수출 3억 달러<br></div>"
    )
    article = from_feed(below)
    assert article.captions == ("단둥에서 본 신의주",)
    assert "▲ 수출 3억 달러" in article.body


def test_lines_that_only_credit_somebody_are_neither_body_nor_caption() -> None:
    kept, found = split_captions(["AFP=연합", LEAD, "사진 제공=통일부", "ⓒ 연합뉴스"], None)
    assert kept == [LEAD]
    assert distinct_captions(found) == ()


@pytest.mark.parametrize(
    "text",
    [
        "AFP=연합",
        "IMG_2019.jpg",
        "Getty Images",
        "Photo: Reuters",
        "图片来源：新华社",
        "写真＝共同",
        "hide caption",
        "  ",
    ],
)
def test_credits_file_names_and_buttons_are_no_captions(text: str) -> None:
    assert distinct_captions([text, "Wagons wait."]) == ("Wagons wait.",)


def test_a_caption_is_kept_once_and_in_its_longest_form() -> None:
    found = distinct_captions(
        ["Wagons wait", "A bridge", "Wagons  wait at Dandong, 2017.", "a BRIDGE", "Title"], "Title"
    )
    assert found == ("Wagons wait at Dandong, 2017.", "A bridge")


@pytest.mark.parametrize(
    "text", ["Photo of the Dandong bridge", "写真：丹東の税関前に並ぶトラック", "사진: 단둥 세관 앞 화물차"]
)
def test_a_caption_that_begins_with_a_word_for_picture_is_no_credit(text: str) -> None:
    assert distinct_captions([text]) == (text,)


def test_captions_are_bounded_in_number_and_length() -> None:
    found = distinct_captions(["x" * 1001, *(f"Picture number {number}." for number in range(60))])
    assert len(found) == 40
    assert found[0] == "Picture number 0."


def test_captions_of_other_articles_on_the_page_are_left_out() -> None:
    card = (
        '<a href="/9"><figure><img src=9><figcaption>Rice prices rise in Hyesan</figcaption></figure></a>'
        '<figure><img src=8><figcaption><a href="/8">Coal barges seen near Nampo</a></figcaption></figure>'
    )
    article = read(
        paragraphs(LEAD, MORE)
        + f'<div class="related-stories">{card}<figure><figcaption>Third card</figcaption></figure></div>'
    )
    assert article.captions == ()


def test_a_picture_above_the_headline_belongs_to_the_article() -> None:
    markup = (
        "<html><body><article><figure><img src=1><figcaption>Wagons wait.</figcaption></figure>"
        f"<h1>Trains return to the bridge</h1>{paragraphs(LEAD, MORE)}</article></body></html>"
    )
    assert extract(page(body=markup.encode()), source()).captions == ("Wagons wait.",)


def test_the_legend_of_a_table_is_no_caption() -> None:
    table = (
        "<figure><table><tr><td>Coal</td><td>4</td></tr><tr><td>Rice</td><td>7</td></tr></table>"
        "<figcaption>Thousand tonnes</figcaption></figure>"
    )
    assert read(paragraphs(LEAD) + table + paragraphs(MORE)).captions == ()


def test_a_page_of_pictures_keeps_its_captions_as_its_text() -> None:
    long = "Wagons wait on the bridge while officers in grey coats check the seals of every container there."
    figures = "".join(
        f"<figure><img src={number}><figcaption>{number}: {long}</figcaption></figure>" for number in range(3)
    )
    assert "officers in grey coats" in from_feed(figures).body


def test_captions_in_json_ld_are_kept_also_when_the_picture_is_described_apart() -> None:
    head = """<script type="application/ld+json">{"@graph": [
        {"@type": "NewsArticle", "headline": "Trains return to the bridge", "image": [{"@id": "#lead"},
            {"@type": "ImageObject", "caption": "Trains return to the bridge"}, "https://a.example/b.jpg"]},
        {"@type": "ImageObject", "@id": "#lead", "caption": "Wagons at Dandong &amp; Sinuiju"},
        {"@type": "ImageObject", "@id": "#logo", "caption": "The Courier"}]}</script>"""
    assert read(paragraphs(LEAD, MORE), head=head).captions == ("Wagons at Dandong & Sinuiju",)


def test_a_sentence_of_the_text_that_json_ld_repeats_as_a_caption_stays_in_the_body() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Trains return",'
        f'"image": {{"@type": "ImageObject", "caption": "{LEAD}"}}}}</script>'
    )
    article = read(paragraphs(LEAD, MORE), head=head)
    assert LEAD in article.body
    assert article.captions == ()


def test_wordpress_shortcodes_in_a_feed_are_captions() -> None:
    typed = (
        '[caption id="picture_31" align="aligncenter"]<img src="a.jpg"> Wagons wait at Dandong[/caption]'
        f'<p>{LEAD}</p><p>[caption width="9" caption="Another picture"]<img src="b.jpg">[/caption] {MORE}</p>'
    )
    article = from_feed(typed)
    assert article.captions == ("Wagons wait at Dandong", "Another picture")
    assert article.body == f"{LEAD}\n\n{MORE}"


def test_a_caption_within_a_line_is_cut_out_where_nothing_separates_it() -> None:
    line = f"{LEAD} A queue of wagons in the cold{MORE}"
    assert split_captions([line], None, ["A queue of wagons in the cold"]) == ([f"{LEAD} {MORE}"], [])
    unglued = f"{LEAD} A queue of wagons in the cold was seen from the other bank."
    assert split_captions([unglued], None, ["A queue of wagons in the cold"]) == ([unglued], [])


def test_words_of_a_slide_show_are_no_part_of_a_caption() -> None:
    markup = (
        "<figure><img src=1><figcaption><span class=date>March 18</span><span class=text>Wagons wait</span>"
        "<a href='#'>Buy Photo</a><div>Wait 1 second to continue.</div></figcaption></figure>"
    )
    assert read(markup + paragraphs(LEAD, MORE)).captions == ("March 18 Wagons wait",)


def test_a_credit_at_the_head_of_a_feed_item_is_not_its_lead() -> None:
    assert from_feed("<p>Photo by A. Kim</p>" + paragraphs(LEAD, MORE)).body.startswith(LEAD)


def test_the_name_and_size_of_an_attached_file_are_no_caption() -> None:
    markup = (
        "<figure><img src=1><figcaption class='attachment__caption'><span class='attachment__name'>queue at"
        " dawn.jpg</span> <span class='attachment__size'>81.2 KB</span></figcaption></figure>"
    )
    assert from_feed(markup + paragraphs(LEAD, MORE)).captions == ()


def test_captions_in_removed_elements_are_left_out_and_others_kept_apart() -> None:
    markup = (
        "<html><body><article><h1>Trains return to the bridge</h1>"
        '<div class="promo-box"><figure><img src=1><figcaption>Our weekly review</figcaption></figure></div>'
        "<figure><img src=2><figcaption>Wagons wait</figcaption></figure>"
        f"{paragraphs(LEAD, MORE)}</article></body></html>"
    )
    rules = Selectors(remove=".promo-box")
    article = extract(page(body=markup.encode()), source(selectors=rules))
    assert (article.captions, article.body) == (("Wagons wait",), f"{LEAD}\n\n{MORE}")


@pytest.mark.parametrize("selector", ["article", "#text"])
def test_captions_are_kept_apart_from_a_body_that_a_selector_finds(selector: str) -> None:
    figure = "<figure><img src=2><figcaption>Wagons wait</figcaption></figure>"
    markup = f"<div id=text>{figure}{paragraphs(LEAD, MORE)}</div>"
    announced = f"<html><body><article><h1>Trains return</h1>{markup}</article></body></html>"
    article = extract(page(body=announced.encode()), source(selectors=Selectors(body=selector)))
    assert article.captions == ("Wagons wait",)
    assert "Wagons wait" not in article.body


def test_line_breaks_and_buttons_in_a_caption_become_blanks() -> None:
    markup = (
        "<figure><img src=1><figcaption>Wagons wait<br>at Dandong<button>Enlarge this image</button>"
        " <b class='toggle'>hide caption</b></figcaption></figure>"
    )
    assert read(markup + paragraphs(LEAD, MORE)).captions == ("Wagons wait at Dandong",)


def test_a_name_that_is_a_caption_and_begins_a_sentence_stays_in_the_sentence() -> None:
    line = "Alexandra Kim-Lopez: we have never seen such a queue. " + LEAD
    assert split_captions([line], None, ["Alexandra Kim-Lopez"]) == ([line], [])


def test_a_caption_repeated_before_the_lead_in_the_same_line_is_cut_off() -> None:
    lines = [f"Wagons wait at Dandong, 2017.{LEAD}", MORE]
    assert split_captions(lines, None, ["Wagons wait at Dandong, 2017."]) == ([LEAD, MORE], [])


def test_the_free_part_of_a_paywalled_page_is_marked_as_partial() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Trains return",'
        '"isAccessibleForFree": false}</script>'
    )
    assert read(paragraphs(LEAD), head=head).is_partial
    assert not read(paragraphs(LEAD, MORE)).is_partial
