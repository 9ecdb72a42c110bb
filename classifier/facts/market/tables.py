"""Market prices in tables: those of the article, and those printed as lines of text.

A heading names goods or places, a row has a day, a place or a good, and one number for each heading:

    조사일 휘발유 디젤유 백미 옥수수
    2026/9/25 67,000원 65,000원 43,000원 14,000원
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, NamedTuple

from classifier.facts.dates import find_dates
from classifier.facts.market.places import ABROAD, COUNTRY, find_places
from classifier.facts.market.words import LEAST, MOST, TOPIC, UNIT
from classifier.facts.numbers import parse_number, with_plain_digits
from yaluwatch.model import MarketPrice, Table
from yaluwatch.patterns import lazy_regex

_CURRENCIES: Final = {"usd": "USD", "cny": "CNY"}
# Headings in which a currency stands alone: 1USD, 中国元, 1 RMB, yuan.
_CURRENCY_HEADING = lazy_regex(
    r"(?P<usd>(?:1\s?)?(?:USD|US\$|ドル|米ドル|달러|美元|[Dd]ollars?|\$))|(?P<cny>(?:1\s?)?(?:RMB|CNY|[Yy]uan|위안화?|人民[币元幣]|中国\s?1?元|중국\s?1?\s?[元원]|元))"
)
_NUMBER = lazy_regex(r"(?<![\d/.,])\d+(?:,\d{3})*(?:\.\d+)?(?:[만万]\d*)?(?:천)?(?![\d/]|[月日년월일年])")
_RANGE = lazy_regex(r"\s?[-–~〜～]\s?")
_BRACKETS = lazy_regex(r"\([^()]*\)|（[^（）]*）")
_LEFT = lazy_regex(
    r"원|ウォン|朝元|朝[币幣]|朝鲜[元圆币]|KPW|[Ww]on\b|kg|㎏|[\s|/:：◆■・,、.-]|1\s?kg|\b1\b|円|元|달러|ドル|위안|기준|현재|現在|조사"
)
IS_WON = lazy_regex(
    r"KPW|\b[Ww]on\b|원|ウォン|朝元|朝[币幣]|朝[鲜鮮][元圆圓币]|[价價]|価格|相場|値|물가|시세|가격|값|환율|汇率|匯率|[Pp]rice|[Rr]ate|1\s?kg|[Cc]heaper|[Dd]earer|급등|오[르른]|[高急]騰|[涨漲跌]"
)
IS_TRADE = lazy_regex(
    r"\btons?\b|\btonnes?\b|톤|吨|噸|トン|[Ii]mport|[Ee]xport|수입|수출|[进進]口|出口|輸入|輸出|[Mm]illion|백만|百万|억|亿|億|thousand|%|％"
)
_SENTENCE = lazy_regex(r"[。！？]|[다요]\.|[a-z]\.(?:\s|$)")
_RULE = lazy_regex(r"[\s|:+-]*")
_CAPTION_LINES: Final = 3
_MOST_SKIPPED: Final = 8


class Mark(NamedTuple):
    """What a heading or label names: a good, place or day."""

    start: int
    end: int
    good: str = ""
    place: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table: marks of its headings, and rows of a label and as many cells."""

    headings: tuple[Mark, ...]
    #: The text of each heading.
    names: tuple[str, ...]
    #: Label, cells, and the row as printed.
    rows: tuple[tuple[str, tuple[str, ...], str], ...]
    #: What stands before: title and the lines before the heading.
    caption: str
    #: Numbers of the lines of text the rows are in.
    lines: tuple[int, ...] = ()
    #: The lines after, which may say the units.
    note: str = ""


@dataclass(frozen=True, slots=True)
class TablesInText:
    """Tables printed as lines of a text."""

    prices: tuple[MarketPrice, ...]
    #: (start, end) of their lines in the text.
    spans: tuple[tuple[int, int], ...]


def prices_in_text(title: str, body: str, published: date | None) -> TablesInText:
    """The prices of the tables printed as lines of a body."""
    lines = _lines(body) if IS_WON.search(body) or IS_WON.search(title) else []
    prices: list[MarketPrice] = []
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(lines):
        read = _grid_at(lines, at, title, published)
        if read is None:
            at += 1
            continue
        grid, after = read
        found = list(_prices(grid, published))
        if found:
            prices += found
            spans += [(lines[row][0], lines[row][0] + len(lines[row][1])) for row in (at, *grid.lines)]
        at = after
    return TablesInText(tuple(prices), tuple(spans))


def prices_in_tables(
    tables: Sequence[Table], title: str, body: str, published: date | None
) -> Iterator[MarketPrice]:
    """The prices of the tables of an article."""
    for table in tables:
        if not IS_WON.search("\n".join((title, body, *(cell for row in table for cell in row)))):
            continue
        at = next((at for at, row in enumerate(table[:4]) if len(_headings(row, published)) > 1), None)
        if at is not None:
            caption = "\n".join((title, *(" ".join(row) for row in table[:at]), body[:400]))
            yield from _prices(_of_cells(table[at:], caption, published), published)


def _lines(body: str) -> list[tuple[int, str]]:
    found, at = [], 0
    for line in body.split("\n"):
        if line.strip():
            found.append((at, line))
        at += len(line) + 1
    return found


def _grid_at(
    lines: Sequence[tuple[int, str]], at: int, title: str, published: date | None
) -> tuple[_Grid, int] | None:
    """The table whose heading is a line, and the number of the line after it."""
    head = lines[at][1]
    if len(head) > 200 or _SENTENCE.search(head):
        return None
    caption = "\n".join((title, *(line for _, line in lines[max(0, at - _CAPTION_LINES) : at])))
    if "|" in head or "\t" in head:
        return _piped(lines, at, caption, published)
    marks = [mark for mark in marks_of(_BRACKETS.sub(_blank, head), published) if mark.day is None]
    goods = [mark for mark in marks if mark.good]
    places = [mark for mark in marks if mark.place]
    headings = goods if len(goods) >= len(places) else places
    longest = 16 if len(headings) > 1 else 2
    if not headings or len(residue_of(head, marks)) > longest or _numbers(head, headings):
        return None
    if len(headings) == 1 and headings[0].good:
        return None
    names = tuple(
        head[mark.start : (headings[number + 1].start if number + 1 < len(headings) else len(head))]
        for number, mark in enumerate(headings)
    )
    rows, read = _spaced_rows(lines, at + 1, len(headings), published, has_goods=bool(headings[0].good))
    if len(rows) < (1 if len(headings) > 1 else 2):
        return None
    after = read[-1] + 1
    note = "\n".join(line for _, line in lines[after : after + 2])
    return _Grid(tuple(headings), names, tuple(rows), f"{caption}\n{head}", tuple(read), note), after


def _piped(
    lines: Sequence[tuple[int, str]], at: int, caption: str, published: date | None
) -> tuple[_Grid, int] | None:
    after = at
    table: list[tuple[str, ...]] = []
    while after < len(lines) and ("|" in lines[after][1] or "\t" in lines[after][1]):
        line = lines[after][1].strip().strip("|")
        if not _RULE.fullmatch(line):
            table.append(tuple(cell.strip() for cell in re.split(r"[|\t]", line)))
        after += 1
    if len(table) < 2 or len(_headings(table[0], published)) < 2:
        return None
    grid = _of_cells(tuple(table), caption, published)
    return replace(grid, lines=tuple(range(at + 1, after))), after


def _headings(row: Sequence[str], published: date | None) -> dict[int, Mark]:
    """The columns whose heading names a good or place."""
    found: dict[int, Mark] = {}
    for column, cell in enumerate(row):
        if len(cell) < 40 and (marks := [mark for mark in marks_of(cell, published) if not mark.day]):
            found[column] = marks[0]
    return found


def _of_cells(table: Table, caption: str, published: date | None) -> _Grid:
    headings = _headings(table[0], published)
    first = min(headings)
    if first == 0:
        # The heading of the labels: Won, City.
        headings = {column: mark for column, mark in headings.items() if column} or headings
    rows = []
    for row in table[1:]:
        label = " ".join(cell for column, cell in enumerate(row) if column not in headings)
        cells = tuple(row[column] if column < len(row) else "" for column in headings)
        rows.append((label, cells, " | ".join(row)))
    return _Grid(
        tuple(headings.values()),
        tuple(table[0][column] for column in headings),
        tuple(rows),
        caption + "\n" + " | ".join(table[0]),
    )


@dataclass(slots=True)
class _Pending:
    label: str = ""
    cells: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


def _spaced_rows(
    lines: Sequence[tuple[int, str]], at: int, width: int, published: date | None, *, has_goods: bool
) -> tuple[list[tuple[str, tuple[str, ...], str]], list[int]]:
    """Rows of a label and `width` numbers, which may be spread over lines, and the numbers of their lines."""
    rows = []
    read: list[int] = []
    pending, skipped = _Pending(), 0
    for number in range(at, len(lines)):
        line = _BRACKETS.sub(_blank, lines[number][1]).rstrip()
        marks = marks_of(line, published)
        label_end = max((mark.end for mark in marks if mark.start < 24), default=0)
        cells = _numbers(line, marks)
        if len(residue_of(line, marks)) > 8 or (marks and marks[0].start > 12 and not cells):
            skipped += 1
            if skipped > _MOST_SKIPPED:
                break
            continue
        if "|" in line or (has_goods and any(mark.good for mark in marks)):
            # Another table begins.
            break
        if marks:
            pending = _Pending(line[:label_end])
        pending.cells += cells
        pending.lines.append(number)
        pending.printed.append(" ".join(lines[number][1].split()))
        if len(pending.cells) == width and pending.label:
            rows.append((pending.label, tuple(pending.cells), " ".join(pending.printed)))
            read += pending.lines
            pending, skipped = _Pending(), 0
        elif len(pending.cells) > width:
            pending = _Pending()
    return rows, read


def _numbers(line: str, marks: Sequence[Mark]) -> list[str]:
    return [line[start:end] for start, end in number_spans(line, marks)]


def number_spans(line: str, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Where numbers stand outside what the marks name; of a range the whole range."""
    found: list[tuple[int, int]] = []
    for match in _NUMBER.finditer(line):
        if any(mark.start <= match.start() < mark.end for mark in marks):
            continue
        if found and _RANGE.fullmatch(line, found[-1][1], match.start()):
            found[-1] = (found[-1][0], match.end())
        else:
            found.append(match.span())
    return found


def residue_of(line: str, marks: Sequence[Mark]) -> str:
    """What is left of a line without its marks, numbers, units and brackets."""
    kept = list(_BRACKETS.sub(_blank, line))
    for mark in marks:
        kept[mark.start : mark.end] = " " * (mark.end - mark.start)
    return _LEFT.sub("", _NUMBER.sub("", "".join(kept)))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def marks_of(text: str, published: date | None) -> list[Mark]:
    """Goods, places and days named in a heading or label, in order of appearance."""
    plain = with_plain_digits(text)
    marks = [
        Mark(each.start, each.end, day=date(each.year, each.month, each.day))
        for each in find_dates(plain, published)
        if each.year and each.month and each.day
    ]
    marks += [Mark(each.start, each.end, place=each.id) for each in find_places(plain) if each.id != ABROAD]
    for pattern in (_CURRENCY_HEADING, TOPIC):
        for match in pattern.finditer(plain):
            good = match.lastgroup or ""
            if good in {"other", "any_rate"} or any(
                mark.start < match.end() and match.start() < mark.end for mark in marks
            ):
                continue
            marks.append(Mark(*match.span(), good=good))
    return list(_joined(sorted(marks, key=lambda mark: mark.start)))


def _joined(marks: Sequence[Mark]) -> Iterator[Mark]:
    """Two words for one good are one mark: 1元人民币."""
    last: Mark | None = None
    for mark in marks:
        if last is not None and last.good and last.good == mark.good and last.end == mark.start:
            last = last._replace(end=mark.end)
            continue
        if last is not None:
            yield last
        last = mark
    if last is not None:
        yield last


def _prices(grid: _Grid, published: date | None) -> Iterator[MarketPrice]:
    if IS_TRADE.search(grid.caption):
        return
    caption = caption_of(grid.caption, published)
    for label, cells, printed in grid.rows:
        row = merged(caption, marks_of(label, published))
        for heading, name, cell in zip(grid.headings, grid.names, cells, strict=True):
            mark = merged(row, [heading])
            if price := price_of(mark, cell, published):
                per = unit_of(mark.good, label + name, grid.caption.rpartition("\n")[0] + grid.note)
                yield replace(price, per=per, quote=printed)


def merged(base: Mark, marks: Sequence[Mark]) -> Mark:
    """What the marks name, and else the base."""
    for mark in marks:
        base = base._replace(
            good=mark.good or base.good, place=mark.place or base.place, day=mark.day or base.day
        )
    return base


def caption_of(text: str, published: date | None) -> Mark:
    """The last day and the only place named before a table."""
    days = [mark.day for mark in marks_of(text, published) if mark.day]
    places = {each.id for each in find_places(text.rpartition("\n")[0]) if each.id != ABROAD}
    return Mark(0, 0, place=places.pop() if len(places) == 1 else "", day=days[-1] if days else None)


def price_of(mark: Mark, cell: str, published: date | None) -> MarketPrice | None:
    """The price in a cell, without its unit; None if it is none that markets know."""
    day = mark.day or published
    values = [
        float(value) for part in _RANGE.split(_first(cell)) if (value := parse_number(part)) is not None
    ]
    if not mark.good or day is None or not values:
        return None
    if not all(LEAST[mark.good] <= value <= MOST[mark.good] for value in values):
        return None
    return MarketPrice(
        good=mark.good, place=mark.place or COUNTRY, day=day.isoformat(), is_day_printed=mark.day is not None,
        value=values[0], high=values[1] if len(values) > 1 else None, unit="KPW", per="", quote="",
    )  # fmt: skip


def _first(cell: str) -> str:
    """The first number or range in a cell."""
    found = _numbers(_BRACKETS.sub(_blank, with_plain_digits(cell)), ())
    return found[0] if found else ""


def unit_of(good: str, heading: str, caption: str) -> str:
    """What a price is for, as the heading or else the caption says: "kg", "500g", "USD"; "" if not said."""
    if good in _CURRENCIES:
        return _CURRENCIES[good]
    own = UNIT.search(heading)
    found = own or UNIT.search(caption)
    if found is None:
        return ""
    kind = found.lastgroup if found.lastgroup != "count" else "kg"
    count = found["count"] or "1"
    return ("" if float(count) == 1 else count) + str(kind)
