"""The outside world of the long run: sites that publish invented articles in four languages, and go wrong."""

import hashlib
import random
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.unit.test_crawler_feeds import source
from yaluwatch.model import Source

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: Id, name and language of each publication; each has an address of its own on this machine.
SITES = (
    ("harbour", "Harbour Post", "en"),
    ("northern", "Northern Lens", "en"),
    ("ledger", "Frontier Ledger", "en"),
    ("duman", "Duman Tongsin", "ko"),
    ("apnok", "Apnok Sibo", "ko"),
    ("liaohai", "Liaohai Xinbao", "zh"),
    ("bianjing", "Bianjing Guancha", "zh"),
    ("oryokko", "Oryokko Watch", "ja"),
)
#: Events a day; each is told by one site to four.
EVENTS = 24
#: Items of a feed: more than a source misses while it fails.
ITEMS = 80
#: Places on the Chinese side and opposite, by language.
_PLACES = {
    "en": (("Dandong", "Sinuiju"), ("Hunchun", "Rason"), ("Tumen", "Namyang"), ("Changbai", "Hyesan")),
    "ko": (("단둥", "신의주"), ("훈춘", "라선"), ("투먼", "남양"), ("창바이", "혜산")),
    "zh": (("丹东", "新义州"), ("珲春", "罗先"), ("图们", "南阳"), ("长白", "惠山")),
    "ja": (("丹東", "新義州"), ("琿春", "羅先"), ("図們", "南陽"), ("長白", "恵山")),
}
_GOODS = {
    "en": ("fertiliser", "seafood", "coal", "wigs", "rice", "fuel oil", "textiles", "solar panels"),
    "ko": ("비료", "수산물", "석탄", "가발", "쌀", "연유", "섬유", "태양광판"),
    "zh": ("化肥", "海鲜", "煤炭", "假发", "大米", "燃油", "纺织品", "太阳能板"),
    "ja": ("肥料", "海産物", "石炭", "かつら", "米", "重油", "繊維", "太陽光パネル"),
}
#: Title and sentences by language and kind of event.
_TEXTS = {
    "en": (
        (
            "{n} trucks of {goods} cross from {a} to {b}",
            "{n} trucks of {goods} crossed from {a} to {b}, North Korea, on {day}, customs staff said.",
            "The convoy number {id} carried {tons} tons and waited {hours} hours at the bridge.",
        ),
        (
            "Customs in {a} seize {tons} tons of smuggled {goods}",
            "Customs officers in {a} seized {tons} tons of {goods} smuggled from {b}, North Korea, on {day}.",
            "In case {id}, {n} people were detained after a search that took {hours} hours.",
        ),
        (
            "{goods} price in {b} rises to {tons} yuan",
            "{goods} rose to {tons} yuan at the market of {b}, North Korea, on {day}, traders in {a} said.",
            "Trader number {id} sold {n} sacks within {hours} hours.",
        ),
    ),
    "ko": (
        (
            "{goods} 실은 트럭 {n}대 {a}에서 {b}로",
            "{goods}을 실은 화물차 {n}대가 {day} 중국 {a}에서 북한 {b}로 넘어갔다고 세관 관계자가 말했다.",
            "{id}호 차량 행렬은 {tons}톤을 싣고 다리에서 {hours}시간을 기다렸다.",
        ),
        (
            "{a} 세관, 밀수 {goods} {tons}톤 압수",
            "{a} 세관은 {day} 북한 {b}에서 밀수된 {goods} {tons}톤을 압수했다.",
            "사건 {id}에서 {hours}시간의 수색 끝에 {n}명이 구속됐다.",
        ),
        (
            "{b} 장마당 {goods} 가격 {tons}위안으로 올라",
            "북한 {b} 장마당에서 {goods} 가격이 {day} {tons}위안으로 올랐다고 {a}의 무역상이 전했다.",
            "무역상 {id}은 {hours}시간 동안 {n}자루를 팔았다.",
        ),
    ),
    "zh": (
        (
            "{n}辆{goods}卡车从{a}驶往{b}",
            "{day}，{n}辆装载{goods}的卡车从{a}口岸驶往朝鲜{b}，海关人员说。",
            "第{id}号车队装运{tons}吨，在大桥等候{hours}小时。",
        ),
        (
            "{a}海关查扣走私{goods}{tons}吨",
            "{day}，{a}海关查扣从朝鲜{b}走私的{goods}{tons}吨。",
            "在第{id}号案件中，经过{hours}小时搜查，{n}人被拘留。",
        ),
        (
            "朝鲜{b}市场{goods}涨到{tons}元",
            "{day}，朝鲜{b}市场的{goods}价格涨到{tons}元，{a}的贸易商说。",
            "第{id}号商户在{hours}小时内卖出{n}袋。",
        ),
    ),
    "ja": (
        (
            "{goods}のトラック{n}台、{a}から{b}へ",
            "{day}、{goods}を積んだトラック{n}台が中国の{a}から北朝鮮の{b}へ渡ったと税関の職員が話した。",
            "第{id}号の車列は{tons}トンを積み、橋で{hours}時間待った。",
        ),
        (
            "{a}の税関、密輸の{goods}{tons}トンを押収",
            "{day}、{a}の税関は北朝鮮の{b}から密輸された{goods}{tons}トンを押収した。",
            "事件{id}では、{hours}時間の捜索の後に{n}人が拘束された。",
        ),
        (
            "北朝鮮・{b}の市場で{goods}が{tons}元に値上がり",
            "{day}、北朝鮮の{b}の市場で{goods}の価格が{tons}元に上がったと{a}の貿易商が話した。",
            "貿易商{id}は{hours}時間に{n}袋を売った。",
        ),
    ),
}
#: What stands beside the facts, so that a text is long enough to be one.
_MORE = {
    "en": "Residents of both banks said they had watched the road near the river since the morning. "
    "Officials in the two countries did not answer questions about the border trade.",
    "ko": "양쪽 강변의 주민들은 아침부터 강 옆의 길을 지켜봤다고 말했다. "
    "두 나라 당국은 국경 무역에 관한 질문에 답하지 않았다.",
    "zh": "两岸居民说，他们从早上起就看着江边的道路。"
    "两国官员没有回答有关边境贸易的问题。当地商人表示，他们在等待进一步的消息。",
    "ja": "両岸の住民は、朝から川沿いの道を見ていたと話した。"
    "両国の当局は国境貿易についての質問に答えなかった。",
}


@dataclass(frozen=True, slots=True)
class Item:
    """An article of a site."""

    path: str
    title: str
    paragraphs: tuple[str, ...]
    at: datetime
    #: Number of the event it tells, the same on every site.
    event: int


@dataclass
class Publication:
    """A site with a feed; `mode` says what it does wrong.

    Modes: "ok", "failing" (status 500), "html" (a page in place of the feed, and of articles), "captcha"
    (status 200), and "down" (nobody listens). `is_moved`: the feed is at another address for good.
    """

    id: str
    name: str
    language: str
    host: str
    mode: str = "ok"
    is_moved: bool = False
    port: int = 0
    items: list[Item] = field(default_factory=list)
    _server: ThreadingHTTPServer | None = None

    @property
    def address(self) -> str:
        """The root of the site."""
        return f"http://{self.host}:{self.port}"

    def listen(self) -> None:
        """Answer, from now on; at the port it had before."""
        if self._server is None:
            self._server = ThreadingHTTPServer((self.host, self.port), _handler_of(self))
            self._server.daemon_threads = True
            self.port = self._server.server_port
            threading.Thread(
                target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
            ).start()

    def hang_up(self) -> None:
        """Let nobody connect."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def source(self) -> Source:
        """Its entry in the source list."""
        return source(
            id=self.id,
            name=self.name,
            publisher=self.name,
            homepage=self.address,
            language=self.language,
            country="KR",
            urls=(f"{self.address}/feed",),
            allow_private=True,
            delay_seconds=0.0,
            poll_minutes_min=180,
            poll_minutes_max=360,
            timezone="UTC",
        )

    def answer(self, path: str) -> tuple[int, dict[str, str], str]:
        """Status, headers and body."""
        page = {"Content-Type": "text/html; charset=utf-8"}
        if path == "/robots.txt":
            return 404, page, "none"
        if self.mode == "failing":
            return 500, page, "<html><body><h1>Internal Server Error</h1></body></html>"
        if self.mode == "html":
            return 200, page, _HTML
        if self.mode == "captcha":
            return 200, page, _CAPTCHA
        if self.is_moved and path == "/feed":
            return 301, page | {"Location": f"{self.address}/new/feed"}, ""
        if path in {"/feed", "/new/feed"}:
            return 200, {"Content-Type": "application/rss+xml; charset=utf-8"}, self._feed()
        for item in self.items:
            if item.path == path:
                return 200, page, self._page(item)
        return 404, page, "<html><body>not found</body></html>"

    def _feed(self) -> str:
        items = "".join(
            f"<item><title>{escape(item.title)}</title><link>{self.address}{item.path}</link>"
            f"<guid>{self.address}{item.path}</guid><pubDate>{format_datetime(item.at)}</pubDate></item>"
            for item in reversed(self.items[-ITEMS:])
        )
        return (
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
            f"<title>{self.name}</title><link>{self.address}/</link>{items}</channel></rss>"
        )

    def _page(self, item: Item) -> str:
        text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in item.paragraphs)
        return (
            f'<html lang="{self.language}"><head><title>{escape(item.title)} | {self.name}</title>'
            f'<meta property="article:published_time" content="{item.at.isoformat()}">'
            f'<link rel="canonical" href="{self.address}{item.path}"></head><body>'
            f'<header><nav><a href="/">{self.name}</a></nav></header><main><article><h1>{escape(item.title)}'
            f'</h1><div class="text">{text}</div></article></main><footer>{self.name}</footer></body></html>'
        )


_HTML = (
    "<html><head><title>Our new site</title></head><body><h1>Welcome to our new site</h1>"
    "<p>Choose a section.</p><ul><li><a href='/s/1'>Sport</a></li><li><a href='/s/2'>Travel</a></li></ul>"
    "</body></html>"
)
_CAPTCHA = (
    "<html><head><title>Just a moment...</title></head><body><h1>Checking your browser before accessing</h1>"
    "<form id='challenge-form' action='/cdn-cgi/challenge' method='post'>"
    "<div class='g-recaptcha' data-sitekey='x'></div></form>"
    "<noscript>Enable JavaScript</noscript></body></html>"
)


def _handler_of(site: Publication) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, text = site.answer(self.path)
            body = text.encode()
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if status == 200 and self.headers.get("If-None-Match") == tag:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status in {200, 304}:
                self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):
                self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    return Handler


def publications() -> list[Publication]:
    """All sites, listening."""
    made = [
        Publication(id_, name, language, f"127.0.0.{number}")
        for number, (id_, name, language) in enumerate(SITES, 2)
    ]
    for site in made:
        site.listen()
    return made


def day_of_news(number: int, at: datetime, rng: random.Random) -> Iterator[tuple[str, Item]]:
    """(site, article) of all events of the day that begins at `at` (aware UTC)."""
    for count in range(EVENTS):
        event = number * EVENTS + count
        happened = at + timedelta(minutes=rng.randrange(0, 20 * 60))
        facts = {
            "n": rng.randrange(11, 99),
            "tons": rng.randrange(100, 9999),
            "hours": rng.randrange(3, 40),
            "id": 10_000 + event,
        }
        kind, place, goods = rng.randrange(3), rng.randrange(4), rng.randrange(8)
        tellers = rng.sample(SITES, rng.choice((1, 2, 2, 3, 3, 4)))
        for site, _, language in tellers:
            told = happened + timedelta(minutes=rng.randrange(0, 180))
            yield site, _item(event, language, (kind, place, goods), facts, told)


def _item(
    event: int, language: str, chosen: tuple[int, int, int], facts: dict[str, int], at: datetime
) -> Item:
    kind, place, goods = chosen
    a, b = _PLACES[language][place]
    day = {"en": f"{at:%B} {at.day}"}.get(language, f"{at.month}월 {at.day}일" if language == "ko" else "")
    words = {
        **facts,
        "a": a,
        "b": b,
        "goods": _GOODS[language][goods],
        "day": day or f"{at.month}月{at.day}日",
    }
    title, *sentences = (text.format_map(words) for text in _TEXTS[language][kind])
    paragraphs = (*(sentence[:1].upper() + sentence[1:] for sentence in sentences), _MORE[language])
    return Item(f"/news/{10_000 + event}", title[:1].upper() + title[1:], paragraphs, at, event)
