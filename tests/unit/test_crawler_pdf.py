"""PDF reports become articles; encrypted, damaged and scanned ones are rejected with an outcome."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfWriter

from crawler.extraction.extract import extract
from tests.samples import NOW, source
from yaluwatch.errors import PageRefused
from yaluwatch.model import Candidate, Outcome, Page

LINES = [
    "Lorries queued for three kilometres at the customs yard of Dandong on Monday, a trader",
    "said, because the new inspection hall had not yet been con-",
    "nected to the scales.",
    "The second report of the year counts 180 of them a day.",
    "year 2022 2023 2024 2025",
    "lorries a day 12 85 140 180.",
    "7",
]


def written(lines: list[str]) -> bytes:
    """A one-page PDF with these lines in Helvetica, as ISO 32000 has it."""
    shown = "\n".join(f"({line.replace('(', '').replace(')', '')}) Tj T*" for line in lines)
    content = f"BT /F 11 Tf 14 TL 40 800 Td\n{shown}\nET".encode()
    font = b"<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %s >>" % font,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(body)
    return body + b"xref\n0 5\n0000000000 65535 f \n" + table + tail


def report(*, password: str = "", **facts: str) -> bytes:
    writer = PdfWriter(BytesIO(written(LINES)))
    writer.add_metadata({f"/{name}": value for name, value in facts.items()})
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def page(body: bytes) -> Page:
    return Page(
        source_id="courier",
        requested_url="https://courier.example/report.pdf",
        url="https://courier.example/report.pdf",
        status=200,
        headers={"content-type": "application/pdf"},
        body=body,
        fetched_at=NOW,
    )


def test_a_report_has_title_date_paragraphs_and_table() -> None:
    body = report(Title="Lorries at Dandong", CreationDate="D:20261120080000+09'00'")
    article = extract(page(body), source())
    assert article.title == "Lorries at Dandong"
    assert article.published_at == datetime(2026, 11, 19, 23, tzinfo=UTC)
    first, *others = article.body.split("\n\n")
    assert first.endswith("had not yet been connected to the scales.")
    assert others[0] == "The second report of the year counts 180 of them a day."
    assert article.body.endswith("180.")
    assert article.tables[0][0] == ("year", "2022", "2023", "2024", "2025")
    assert article.found_by["body"] == "pdf"


def test_the_announcement_takes_precedence_over_the_file() -> None:
    body = report(Title="Microsoft Word - final2.docx", CreationDate="D:20100101")
    said = Candidate(source_id="courier", url="https://courier.example/report.pdf")
    assert extract(page(body), source(), said).title.startswith("Lorries queued for three kilometres")
    said = replace(said, title="Monthly report", published_at=NOW)
    article = extract(page(body), source(), said)
    assert (article.title, article.published_at) == ("Monthly report", NOW)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (report(password="secret"), Outcome.FORBIDDEN),
        (written([]), Outcome.TOO_THIN),
        (b"%PDF-1.7\n" + b"\x00" * 500, Outcome.NOT_HTML),
        (written(LINES)[:300], Outcome.NOT_HTML),
    ],
    ids=["locked", "a scan", "damaged", "cut off"],
)
def test_a_pdf_without_readable_text_is_rejected(body: bytes, outcome: Outcome) -> None:
    with pytest.raises(PageRefused) as refused:
        extract(page(body), source())
    assert refused.value.outcome == outcome
