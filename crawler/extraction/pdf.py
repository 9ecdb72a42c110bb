"""From a PDF report (UN panels, customs statistics) to an article, with pypdf. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from crawler.extraction.refusals import TOO_THIN
from crawler.extraction.text_tables import tables_in_text
from crawler.text import clean_url, language_of, plausible
from yaluwatch.errors import PageRefused
from yaluwatch.model import Article, Candidate, Outcome, Page, Source
from yaluwatch.patterns import lazy_regex
from yaluwatch.text import clean_line, clean_paragraphs

if TYPE_CHECKING:
    from pypdf import DocumentInformation

#: Version of these rules; stored with every article.
EXTRACTOR = "pdf-1"
#: Pages read at most.
MAX_PAGES = 600
_MAX_TITLE = 500
_MAX_BODY = 1_000_000

_MAGIC = b"%PDF-"
# Titles set by word processors: a file's name, or the program's own.
_NO_TITLE = lazy_regex(
    r"^(?:microsoft word|powerpoint|untitled|제목 ?없음|无标题|無題)|\.(?:docx?|hwpx?|pdf|indd)$",
    re.IGNORECASE,
)
_CJK = lazy_regex(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
# Fonts may map a character to the radical that looks the same, or to a ligature such as "ffi".
_SHAPE = lazy_regex(r"[\u2e80-\u2fdf\ufb00-\ufb06]")
_END = lazy_regex(r"[.!?。！？:：][\"'”’」』)\d]*$")
_PAGE_NUMBER = lazy_regex(r"^[-–\s]*(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?[-–\s]*$", re.IGNORECASE)
# A line shorter than this share of the usual width ends a paragraph if it also ends a sentence.
_SHORT_LINE = 0.85
# Lines on more than this share of the pages are headers and footers.
_RUNNING = 0.5


def is_pdf(page: Page) -> bool:
    """Whether the bytes are a PDF, whatever the headers say: "%PDF-" is near the start (ISO 32000)."""
    return _MAGIC in page.body[:1024]


def article_from_pdf(page: Page, source: Source, candidate: Candidate | None) -> Article:
    """The report as one article, with the title from the feed, the file's metadata, or its first paragraph.

    Raises PageRefused when it is encrypted, damaged, or has no text (a scan).
    """
    # Few pages are PDFs, and every command that crawls imports this module.
    from pypdf import PdfReader  # noqa: PLC0415
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(BytesIO(page.body))
        if reader.is_encrypted and not reader.decrypt(""):
            raise PageRefused(Outcome.FORBIDDEN, "a PDF that needs a password")
        sheets = [sheet.extract_text().splitlines() for sheet in reader.pages[:MAX_PAGES]]
        facts = reader.metadata
    # A damaged file can make pypdf fail anywhere.
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise PageRefused(Outcome.NOT_HTML, f"a damaged PDF: {error}"[:200]) from error
    paragraphs = list(_paragraphs(sheets))
    text = clean_paragraphs("\n\n".join(paragraphs))[:_MAX_BODY]
    if len(text) < TOO_THIN:
        raise PageRefused(Outcome.TOO_THIN, f"a PDF with {len(text)} characters of text, perhaps a scan")
    title, named_by = _title(facts, candidate, paragraphs)
    if len(text) > len(title) + TOO_THIN:
        text = text.removeprefix(title).lstrip()
    published, dated_by = _published(facts, candidate, page.fetched_at)
    return Article(
        source_id=source.id,
        url=clean_url(page.url) or page.url,
        title=title,
        body=text,
        language=language_of(f"{title}\n{text}", source.language),
        published_at=published,
        fetched_at=page.fetched_at,
        tables=tables_in_text(text),
        found_by={"url": "url", "title": named_by, "body": "pdf", "published_at": dated_by},
        extractor=EXTRACTOR,
    )


def _title(
    facts: "DocumentInformation | None", candidate: Candidate | None, paragraphs: Sequence[str]
) -> tuple[str, str]:
    stated = clean_line(facts.title or "") if facts else ""
    if candidate and candidate.title:
        return candidate.title, "feed"
    if len(stated) >= 4 and not _NO_TITLE.search(stated):
        return stated[:_MAX_TITLE], "pdf"
    return clean_line(paragraphs[0])[:120], "body"


def _published(
    facts: "DocumentInformation | None", candidate: Candidate | None, now: datetime
) -> tuple[datetime | None, str]:
    if candidate and candidate.published_at:
        return candidate.published_at, "feed"
    try:
        made = facts.creation_date if facts else None
    except ValueError:
        made = None
    if made is not None and made.tzinfo is None:
        made = made.replace(tzinfo=UTC)
    moment = plausible(made.astimezone(UTC), now) if made else None
    return (moment, "pdf") if moment else (None, "none")


def _paragraphs(sheets: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines joined to paragraphs, without page numbers, headers and footers."""
    on_pages = Counter(line for sheet in sheets for line in {_read(line) for line in sheet})
    running = {line for line, count in on_pages.items() if count > max(2, _RUNNING * len(sheets))}
    lines = [_read(line) for sheet in sheets for line in sheet]
    kept = [line for line in lines if line not in running and not _PAGE_NUMBER.match(line)]
    widths = sorted(len(line) for line in kept if line)
    usual = widths[len(widths) * 9 // 10] if widths else 0
    paragraph = ""
    for line in kept:
        paragraph = _joined(paragraph, line)
        if not line or (len(line) < _SHORT_LINE * usual and _END.search(line)):
            if paragraph:
                yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph


def _read(line: str) -> str:
    return clean_line(_SHAPE.sub(lambda shape: unicodedata.normalize("NFKC", shape[0]), line))


def _joined(before: str, line: str) -> str:
    if not before or not line:
        return before or line
    if before.endswith("-") and line[0].islower():
        return before[:-1] + line
    is_solid = _CJK.match(before[-1]) and _CJK.match(line[0])
    return before + line if is_solid else f"{before} {line}"
