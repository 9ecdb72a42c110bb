"""The updates that a live blog's page shows: a list of blocks that each begin with a time."""

import re
from collections import defaultdict
from collections.abc import Iterator

from lxml import etree, html

from crawler.extraction.body import weight_of
from crawler.extraction.live_blogs.stated import Update
from crawler.extraction.markup import paragraphs
from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean_line

#: This many timed blocks are a live blog; a page may show two dates beside two related articles.
MIN_UPDATES = 3
# Live blogs say what they are, in headline or URL …
_LIVE = lazy_regex(
    r"\blive\b|live-?blog|liveticker|\bticker\b|as it happened|minute by minute|rolling (?:coverage|updates)"
    r"|en direct|라이브|실시간|생중계|현장 ?중계|시시각각|直播|实时|實時|滚动|滾動"
    r"|ライブ|実況|リアルタイム|随時更新|タイムライン",
    re.IGNORECASE,
)
# … or in the names of their boxes.
_LIVE_NAMES = ["liveblog", "live-blog", "live_blog", "liveBlog", "live-update", "liveupdate", "live-list"]
_LIVE_NAMES += ["live_list", "live-post", "live-feed", "timeline", "Timeline", "LiveBlogPosting"]
_NAMES = etree.XPath("//@class | //@id | //@itemtype | //@itemprop", smart_strings=False)
_OTHER_BOX = lazy_regex(
    r"comment|repl(?:y|ies)|pinglun|liuyan|relat(?:ed|ion)|recommend|latest|rank|popular|most-?read|sidebar",
    re.IGNORECASE,
)
#: A printed time of day, with or without its day.
CLOCK = lazy_regex(
    r"(?:(?:\d{4}[-./年]\s?)?\d{1,2}[-./月]\s?\d{1,2}日?\s+)?(?:오전|오후|上午|下午|午前|午後)?\s?"
    r"\d{1,2}(?::|：|시 ?|时|時)\d{2}(?:분|分)?(?::\d{2})?"
    r"(?:\s?[ap]\.?m\.?)?(?:\s?(?-i:GMT|UTC|[A-Z]{1,3}T)\b)?",
    re.IGNORECASE,
)
_TIME = lazy_regex(r"\d[:：시时時]")
_HEADINGS = ("h2", "h3", "h4", "h5", "strong")
# Characters before the time of a block: a label such as "Key event" or a name.
_BEFORE = 60
_MIN_WEIGHT, _MAX_LINKED = 25, 0.5


def is_called_live(tree: html.HtmlElement, title: str, url: str) -> bool:
    """Whether headline, URL or the names of boxes say that a page is a live blog."""
    if _LIVE.search(f"{title} {url.replace('_', '-')}"):
        return True
    # One string is searched much faster than the attributes one by one.
    names = _NAMES(tree)
    named = "\n".join(map(str, names)) if isinstance(names, list) else ""
    return any(name in named for name in _LIVE_NAMES)


def shown_updates(tree: html.HtmlElement) -> tuple[Update, ...]:
    """The updates on a page, in its order: the longest group of similar blocks with a time each."""
    groups = (group for group in _groups(tree) if len(group) >= MIN_UPDATES)
    return max(groups, key=lambda group: sum(weight_of(each.text) for each in group), default=())


def _groups(tree: html.HtmlElement) -> Iterator[tuple[Update, ...]]:
    for box in tree.iter("div", "section", "ul", "ol", "dl", "article", "main"):
        if len(box) < MIN_UPDATES or _is_other(box):
            continue
        blocks: defaultdict[str, list[Update]] = defaultdict(list)
        for child in box:
            if isinstance(child.tag, str) and not _is_other(child) and (update := _update(child)):
                blocks[child.tag].append(update)
        yield from map(tuple, blocks.values())


def _is_other(box: html.HtmlElement) -> bool:
    return _OTHER_BOX.search(f"{box.get('id') or ''} {box.get('class') or ''}") is not None


def _update(block: html.HtmlElement) -> Update | None:
    """The update in a block; None for a block without a time at its beginning, or of links."""
    if len(block) == 0:
        return None
    times = block.findall(".//time")
    if len(times) > MIN_UPDATES or not (times or _TIME.search(block.text_content())):
        return None
    lines = paragraphs(block)
    beginning = " ".join(lines)[: 4 * _BEFORE]
    printed = clean_line("".join(times[0].itertext())) if times else ""
    clock = CLOCK.search(beginning)
    if not times and (clock is None or clock.start() > _BEFORE):
        return None
    time = (times[0].get("datetime") or printed) if times else clock[0] if clock else ""
    heading = next(block.iter(*_HEADINGS), None)
    if heading is not None and _leads_elsewhere(heading):
        return None
    headline = clean_line("".join(heading.itertext())) if heading is not None else ""
    headline = headline if headline in lines[:4] else ""
    rest = (_without_time(line, printed) for line in lines if line != headline)
    told = tuple(line for line in rest if line)
    linked = sum(len("".join(map(str, link.itertext()))) for link in block.iter("a"))
    total = sum(map(len, lines))
    if weight_of("".join(told)) < _MIN_WEIGHT or linked > _MAX_LINKED * total:
        return None
    return Update(time, headline, told)


def _leads_elsewhere(heading: html.HtmlElement) -> bool:
    """Whether a headline is a link to a page of its own, as in a list of articles."""
    links = [*heading.iter("a"), *heading.iterancestors("a")]
    return any(link.get("href") and "#" not in link.get("href", "") for link in links)


def _without_time(line: str, printed: str) -> str:
    """The line without the time it begins with; empty when it is nothing else."""
    if printed and line.startswith(printed):
        line = line[len(printed) :]
    elif clock := CLOCK.match(line):
        line = line[clock.end() :]
    return line.lstrip(" |:：-–—·")
