"""The people a byline names: without titles, desks, e-mail addresses, editors and organisations."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean_line

_FILE = Path(__file__).with_name("bylines.toml")
_HAN = "\u3400-\u9fff"
_MAIL = lazy_regex(r"[(\[<（【]?\s*[\w.+-]+@[\w-]+(?:\.[\w-]+)+\s*[)\]>）】]?")
_URL = lazy_regex(r"https?://\S+|www\.\S+")
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DATE = lazy_regex(
    rf"\b(?:19|20)\d{{2}}\s*[-./年년].*$|\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\.?,?\s+\d{{4}}.*$"
    rf"|\b{_MONTH}\.?\s+\d{{1,2}},?\s+\d{{4}}.*$|\b(?:Today|Yesterday)\b.*$|\b\d{{1,2}}:\d{{2}}.*$"
    r"|\b(?:published |updated )?(?:an?|\d+) (?:minutes?|hours?|days?) ago\b"
    r"|(?<=[a-z])(?:Twitter|Facebook|Instagram|Follow|Email|Bio)\b.*$",
)
_SPLIT = lazy_regex(
    rf"\s*[,;、，；|｜/／&＆+]\s*(?:and\s+)?|\s+(?:and|und|et|y|with)\s+|(?<=[가-힣{_HAN}])\s*[·・•]\s*(?=[가-힣{_HAN}])|\s+[·・•–—-]\s+",
    re.IGNORECASE,
)
# "(선양=연합뉴스) 홍길동", "서울 = 홍길동", "丹東=山田太郎".
_DATELINE = lazy_regex(
    rf"^(?:[(\[（【][^)\]）】]{{1,24}}[)\]）】]\s*|[가-힣{_HAN}\u3041-\u30fa]{{2,8}}\s*[=＝]\s*)"
)
_IN_PLACE = lazy_regex(r"\s+(?:in|at|for|of|from)\s+(?:the\s+)?[A-Z].*$|,?\s+(?:Jr|Sr)\.?$")
_HAN_NAME = lazy_regex(rf"[{_HAN}]{{2,4}}")
_AGENCY = lazy_regex(rf"[{_HAN}]{{2,8}}?[社网網報报台刊](?=驻|首席|特|实习|见习|记者|記者|通讯|评论|撰稿)")
# What names its organisation at the beginning of a text: "(선양=연합뉴스)", "新华社北京11月24日电",
# "【北京＝共同】", "SEOUL, Nov. 24 (Yonhap) --".
_ORIGINS = tuple(
    lazy_regex(pattern)
    for pattern in (
        r"[(\[（【]\s*[가-힣\s]{2,12}\s*[=＝]\s*([가-힣A-Za-z0-9]{2,12})\s*[)\]）】]",
        rf"([{_HAN}]{{1,6}}[社网網報报])[{_HAN}]{{2,8}}\d{{1,2}}月\d{{1,2}}日[电電讯訊]",
        r"(本[报報][讯訊])",
        rf"【[{_HAN}\u3041-\u30fa]{{2,10}}?[=＝]?(共同|時事|[{_HAN}\u3041-\u30faA-Z]{{1,8}}(?:通信社?|新聞社?|ニュース))】",
        rf"[A-Z][A-Z .,'/-]{{2,40}}(?:,? {_MONTH}\.? \d{{1,2}})?,? \(([A-Z][\w .]{{1,30}})\)\s*[-–—]",
    )
)
_EDGES = ' \t·・•:：=＝/／|｜,，.。;；()（）[]【】<>〈〉《》“”"*◎○●■□▲△◆-–—'


@dataclass(frozen=True, slots=True)
class _Words:
    """The compiled lists of bylines.toml."""

    #: A label and its separator; the group "other" is not empty when it labels somebody who is no author.
    label: re.Pattern[str]
    #: A title before, and after, a name.
    before: re.Pattern[str]
    after: re.Pattern[str]
    #: A whole part that is only a title, or an organisation.
    title: re.Pattern[str]
    organisation: re.Pattern[str]
    #: An organisation that could not be cited: "admin", "网络".
    nobody: re.Pattern[str]
    places: frozenset[str]
    surnames: frozenset[str]

    @classmethod
    def read(cls) -> Self:
        lists = tomllib.loads(_FILE.read_text(encoding="utf-8").replace(r"\p{Han}", f"[{_HAN}]"))
        author, other, title, organisation, nobody = (
            "|".join(f"(?:{pattern})" for pattern in lists[name])
            for name in ("author_labels", "other_labels", "titles", "organisations", "nobody")
        )
        mark = r"(?:\s*[:：=＝/／|｜]\s*|\s+)"
        return cls(
            label=re.compile(rf"(?<![\w])(?:(?P<other>{other})|(?P<author>{author})){mark}", re.IGNORECASE),
            before=re.compile(rf"^(?:{title})(?:[\s:：=]+|(?<=[记記]者)|(?<=[员員]))", re.IGNORECASE),
            after=re.compile(rf"(?:(?<=[{_HAN}\u3041-\u30fa])\s*|[\s,=]+)(?:{title})$", re.IGNORECASE),
            title=re.compile(rf"(?:the\s+)?(?:{title})", re.IGNORECASE),
            organisation=re.compile(organisation, re.IGNORECASE),
            nobody=re.compile(nobody, re.IGNORECASE),
            places=frozenset(str(lists["places"]).split()),
            surnames=frozenset(str(lists["surnames"])),
        )


@cache
def _words() -> _Words:
    return _Words.read()


def people_in(byline: str) -> Iterator[str]:
    """The names of the authors in a byline.

    >>> list(people_in("By A. Kim, Seoul correspondent, and B. Lee"))
    ['A. Kim', 'B. Lee']
    >>> list(people_in("本报记者 张三 责任编辑：李四"))
    ['张三']
    """
    for segment in _written(_bare(byline)):
        for part in _SPLIT.split(_DATELINE.sub("", segment.strip(" \t"))):
            for name in _separate(_without_titles(part or "")):
                if _is_person(name):
                    yield name


def organisation_in(byline: str) -> str:
    """The first news agency, newspaper or desk that a byline names; empty if it names none.

    >>> organisation_in("新华社记者 张三"), organisation_in("By A. Kim, Reuters"), organisation_in("admin")
    ('新华社', 'Reuters', '')
    """
    text = _bare(byline)
    named = [label[0] for label in _words().label.finditer(text) if not label["other"]]
    for segment in _written(text):
        named += [found[1] for pattern in _ORIGINS if (found := pattern.match(segment.strip()))]
        for part in _SPLIT.split(_DATELINE.sub("", segment.strip(" \t"))):
            name = _IN_PLACE.sub("", (part or "").strip(_EDGES)).strip(_EDGES)
            named += [name, *(name.split(" ") if re.search("[가-힣]", name) else ())]
    bare = (_AGENCY.match(name) for name in named)
    named = [found[0] if found else name for name, found in zip(named, bare, strict=True)]
    return next((name for name in named if _is_organisation(name)), "")


def origin_of(text: str) -> str:
    """The organisation that the dateline at the beginning of a text names; empty for none.

    >>> origin_of("SEOUL, Nov. 24 (Yonhap) -- Trade resumed."), origin_of("新华社北京11月24日电")
    ('Yonhap', '新华社')
    """
    found = next((match for pattern in _ORIGINS if (match := pattern.match(text[:120]))), None)
    return found[1] if found and _is_organisation(found[1]) else ""


def _is_organisation(name: str) -> bool:
    """Whether a name is that of an organisation that could be cited."""
    words = _words()
    if not 2 <= len(name) <= 60 or name in words.places or words.title.fullmatch(name):
        return False
    return words.organisation.fullmatch(name) is not None and words.nobody.fullmatch(name) is None


def _bare(byline: str) -> str:
    """A byline without dates and addresses."""
    return _DATE.sub("", _URL.sub(" ", _MAIL.sub(" ", clean_line(byline)))).strip()


def _written(text: str) -> Iterator[str]:
    """The segments of a byline that name authors: all that no label gives to somebody else."""
    start, is_other = 0, False
    for label in _words().label.finditer(text):
        if not is_other:
            yield text[start : label.start()]
        start, is_other = label.end(), bool(label["other"])
    if not is_other:
        yield text[start:]


def _without_titles(part: str) -> str:
    words = _words()
    name = _IN_PLACE.sub("", _DATELINE.sub("", part.strip(_EDGES))).strip(_EDGES)
    if words.title.fullmatch(name):
        return ""
    for pattern in (words.before, words.after):
        bare = pattern.sub("", name).strip(_EDGES)
        # "Seoul correspondent" has no name.
        if bare != name and bare.isascii() and bare.isalpha():
            return ""
        # "박 기자" has nothing else that could be one.
        name = bare if len(bare) >= 2 else name
    return name


def _separate(name: str) -> list[str]:
    """Several Chinese or Korean names that only blanks separate; Japanese names contain one."""
    pieces = name.split(" ")
    if len(pieces) < 2:
        return pieces
    if all(_HAN_NAME.fullmatch(piece) and piece[0] in _words().surnames for piece in pieces):
        return pieces
    if any(re.fullmatch("[가-힣]{2,4}", piece) for piece in pieces):
        people = [piece for piece in pieces if not _is_no_name(piece)]
        return people if all(re.fullmatch("[가-힣]{2,4}", piece) for piece in people) else [name]
    return [name]


def _is_no_name(word: str) -> bool:
    words = _words()
    return bool(word in words.places or words.title.fullmatch(word) or words.organisation.fullmatch(word))


def _is_person(name: str) -> bool:
    if not 2 <= len(name) <= 60 or "@" in name or not any(char.isalpha() for char in name):
        return False
    # 张社 can only be a name: an organisation's is longer.
    is_short = len(name) == 2 and name[0] in _words().surnames
    words = _words()
    is_other = words.organisation.fullmatch(name) or words.nobody.fullmatch(name) or name in words.places
    return is_short or not is_other
