import pytest

from crawler.extraction.bylines import organisation_in, origin_of, people_in
from crawler.extraction.extract import extract
from tests.unit.test_crawler_extract import KOREAN, html, json_ld, page
from tests.unit.test_crawler_feeds import source
from yaluwatch.model import Article

BYLINES = {
    "作者：周明": ["周明"],
    "本报记者 周明": ["周明"],
    "文/周明": ["周明"],
    "责任编辑：孙立": [],
    "编辑：王五": [],
    "记者 周明 通讯员 孙立": ["周明", "孙立"],
    "本报记者 周明 孙立": ["周明", "孙立"],
    "新华社记者周明、孙立": ["周明", "孙立"],
    "来源：新华社 作者：周明": ["周明"],
    "文/周明 图/孙立": ["周明"],
    "（记者 王小明）": ["王小明"],
    "周明 责编：孙立": ["周明"],
    "丹东日报记者 王强": ["王强"],
    "特派员 陈大文": ["陈大文"],
    "本报驻平壤特派记者 程维丹": ["程维丹"],
    "文｜欧阳小娜": ["欧阳小娜"],
    "新华社": [],
    "环球时报": [],
    "佚名": [],
    "网络": [],
    "编辑部": [],
    "박서준 기자": ["박서준"],
    "박서준 기자 seo@news.example": ["박서준"],
    "박서준·김민지 기자": ["박서준", "김민지"],
    "선양=박서준 특파원": ["박서준"],
    "박서준 선양 특파원": ["박서준"],
    "국경뉴스 박서준 기자": ["박서준"],
    "정치부 박서준 기자": ["박서준"],
    "글=박서준 사진=김민지": ["박서준"],
    "(서울=연합뉴스) 박서준 기자": ["박서준"],
    "박서준 북한전문기자": ["박서준"],
    "박서준, 김민지": ["박서준", "김민지"],
    "박서준 기자, 김민지 인턴기자": ["박서준", "김민지"],
    "이건국 기자": ["이건국"],
    "박 기자": ["박 기자"],
    "온라인뉴스팀": [],
    "편집국": [],
    "연합뉴스": [],
    "디지털뉴스부": [],
    "seo@news.example": [],
    "기자": [],
    "佐藤花子": ["佐藤花子"],
    "佐藤 花子": ["佐藤 花子"],
    "丹東=佐藤花子": ["佐藤花子"],
    "佐藤花子記者": ["佐藤花子"],
    "北京特派員 佐藤花子": ["佐藤花子"],
    "文・佐藤花子": ["佐藤花子"],
    "編集部": [],
    "共同通信": [],
    "By Ann Lee, Seoul correspondent": ["Ann Lee"],
    "By Ann Lee in Dandong": ["Ann Lee"],
    "Ann Lee and Bo Cho": ["Ann Lee", "Bo Cho"],
    "ANN LEE, BO CHO and ABBY BYRNE": ["ANN LEE", "BO CHO", "ABBY BYRNE"],
    "By Staff Writer Ann Lee": ["Ann Lee"],
    "Ann Lee | Reuters": ["Ann Lee"],
    "Ann Lee, Managing Editor": ["Ann Lee"],
    "Ann Lee for NK News": ["Ann Lee"],
    "Reporting by Ann Lee; Editing by Bo Cho": ["Ann Lee"],
    "Text by Ann Lee / Photos by Bo Cho": ["Ann Lee"],
    "Ann Lee 3 hours ago": ["Ann Lee"],
    "Mun Dong Hui": ["Mun Dong Hui"],
    "Byron York": ["Byron York"],
    "Reuters": [],
    "AFP": [],
    "Senior Reporter": [],
    "Staff Writer": [],
    "Special to NK News": [],
    "Editorial Board": [],
    "The Editors": [],
    "admin": [],
    "name, name@example.org": [],
    "Photo by Bo Cho": [],
}


@pytest.mark.parametrize(("byline", "people"), BYLINES.items(), ids=BYLINES)
def test_a_byline_names_people(byline: str, people: list[str]) -> None:
    assert list(people_in(byline)) == people


@pytest.mark.parametrize(
    "junk", ["", " ", "·", "=", "()", "@", "기자 기자 기자", "、、、", "a" * 5000, "记者" * 500, "by " * 2000]
)
def test_any_text_is_a_byline(junk: str) -> None:
    assert all(name.strip() for name in people_in(junk))


def test_an_organisation_in_one_place_does_not_hide_the_author_in_the_next() -> None:
    head = json_ld(headline="세관 재개", author={"@type": "Person", "name": "국경뉴스"})
    head += '<meta name="author" content="박서준 기자">'
    article = extract(page(html(KOREAN, head)), source())
    assert (article.authors, article.found_by["authors"]) == (("박서준",), "meta")


@pytest.mark.parametrize(
    ("byline", "organisation"),
    [
        ("Yonhap", "Yonhap"),
        ("By A. Kim, Reuters", "Reuters"),
        ("新华社记者 张三", "新华社"),
        ("人民日报记者李四", "人民日报"),
        ("本报讯", "本报讯"),
        ("디지털뉴스팀", "디지털뉴스팀"),
        ("(선양=연합뉴스) 홍길동 기자", "연합뉴스"),
        ("연합뉴스 홍길동 기자", "연합뉴스"),
        ("共同通信", "共同通信"),
        ("admin", ""),
        ("본보 홍길동 기자", ""),
        ("佚名", ""),
        ("Seoul correspondent", ""),
        ("来源：新华社", ""),
        ("", ""),
    ],
)
def test_a_byline_names_an_organisation_beside_or_instead_of_people(byline: str, organisation: str) -> None:
    assert organisation_in(byline) == organisation


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        ("(단둥=연합뉴스) 홍길동 특파원 = 화물차가", "연합뉴스"),
        ("新华社平壤11月24日电 据报道", "新华社"),
        ("【北京＝共同】中国税関は", "共同"),
        ("【ソウル＝山田太郎】韓国政府は", ""),
        ("DANDONG, Nov. 24 (Yonhap) -- Trucks", "Yonhap"),
        ("Trucks returned (Yonhap) -- on Monday", ""),
    ],
)
def test_a_dateline_names_the_agency_of_the_text(text: str, organisation: str) -> None:
    assert origin_of(text) == organisation


def test_the_organisation_is_a_field_of_the_article_unless_it_is_the_site_itself() -> None:
    def read(name: str) -> Article:
        markup = f"""<html><head><title>Trains return to the bridge</title>
            <meta property="og:site_name" content="The Yalu Courier"><script type="application/ld+json">
            {{"@type": "NewsArticle", "headline": "Trains return to the bridge", "author": [
            {{"@type": "Organization", "name": "{name}"}}, {{"@type": "Person", "name": "Kim A"}}]}}</script>
            </head><body><article><h1>Trains return to the bridge</h1>
            <p>{"Freight trains crossed the river. " * 12}</p></article></body></html>"""
        return extract(page(markup), source(language="en"))

    assert (read("Reuters").authors, read("Reuters").organisation) == (("Kim A",), "Reuters")
    assert read("The Yalu Courier").organisation == ""
