"""Reading made-up articles before forking, so that no worker has to make what extraction needs.

Patterns and stop words are made when first needed, which takes a third of a second of CPU, as much as reading
seven pages. Workers forked afterwards share them.
"""

from datetime import UTC, datetime

from crawler.discovery import read_feed
from crawler.extraction import extract
from storage.query import tokens
from yaluwatch.model import Page, Source, SourceKind

_URL = "https://warm-up.example/news/2024/05/07/1001.html"
# Each is read by rules of its own language; the second article has no metadata, the third little text.
_SENTENCES = {
    "en": "Trucks crossed the bridge at the river town again on Tuesday morning, three traders said. ",
    "ko": "화요일 아침 트럭들이 다시 다리를 건넜다고 상인 세 명이 말했다. ",
    "zh": "三名商人说，星期二早上卡车再次驶过大桥，海关已经恢复办理手续。",
    "ja": "火曜日の朝、トラックが再び橋を渡ったと３人の商人が話した。",
}
_BYLINES = {
    "en": "By Jane Doe, River News",
    "ko": "강소식 홍길동 기자",
    "zh": "记者 王小明",
    "ja": "山田太郎記者",
}
_METADATA = """<meta property="og:title" content="Trucks cross again"><script type="application/ld+json">
{"@type": "NewsArticle", "headline": "Trucks cross again", "datePublished": "2024-05-07T09:00:00Z"}
</script>"""


def warm_up() -> None:
    """Read a feed and three articles in each language: whole, without metadata, short. Nothing is kept."""
    now = datetime.now(UTC)
    for language in _SENTENCES:
        source = _source(language)
        read_feed(_page("application/rss+xml", _feed(), now), source)
        for metadata, paragraphs in ((_METADATA, 3), ("", 3), (_METADATA, 0)):
            article = extract(_page("text/html", _article(language, metadata, paragraphs), now), source)
            tokens(article.body)


def _source(language: str) -> Source:
    return Source(
        id="warm-up",
        name="Warm-up",
        publisher="warm-up",
        homepage="https://warm-up.example/",
        language=language,
        country="KR",
        kind=SourceKind.FEED,
        urls=(_URL,),
    )


def _page(kind: str, text: str, now: datetime) -> Page:
    return Page(
        source_id="warm-up",
        requested_url=_URL,
        url=_URL,
        status=200,
        headers={"content-type": f"{kind}; charset=utf-8"},
        body=text.encode(),
        fetched_at=now,
    )


def _feed() -> str:
    date = "Tue, 07 May 2024 09:00:00 +0000"
    item = f"<item><title>Trucks cross again</title><link>{_URL}</link><pubDate>{date}</pubDate>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{item}</item></channel></rss>'


def _article(language: str, metadata: str, paragraphs: int) -> str:
    """A page; with no paragraphs, two sentences, so that the last resort of extraction reads it too."""
    text = f"<p>{_SENTENCES[language] * 6}</p>" * paragraphs or f"<p>{_SENTENCES[language] * 2}</p>"
    return (
        f"<html><head><title>Trucks cross again</title>{metadata}</head>"
        "<body><header><a href='/'>Home</a></header>"
        f"<article><h1>Trucks cross again</h1><p class='byline'>{_BYLINES[language]}</p>"
        f"<p>2024-05-07 09:00</p><figure><img src='/1.jpg'><figcaption>The bridge</figcaption></figure>"
        f"{text}</article><footer><a href='/about'>About</a></footer></body></html>"
    )
