"""WARC files for tests, with pages written by us."""

import gzip
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path

RELEVANT = (
    "Freight trucks crossed the bridge from Dandong to Sinuiju again this week, a trader in the city said.",
    "Customs officers checked the loads of cement and cooking oil bound for North Korea one by one.",
    "Smugglers on the Yalu have moved upstream since border guards were replaced, residents said.",
)
OTHER = (
    "The council of the town met on Monday to talk about the budget for the coming year, and took its time.",
    "The mayor spoke for an hour about the new swimming pool, whose roof still lets the rain in.",
    "Members of the public asked about the school, which needs more rooms before the summer is over.",
)
HTML = {"Content-Type": "text/html; charset=utf-8"}


def page(title: str, sentences: Iterable[str], encoding: str = "utf-8", day: str = "2020-01-02") -> bytes:
    """A page with an article."""
    paragraphs = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    text = (
        f'<html><head><meta charset="{encoding}"><title>{escape(title)}</title>'
        f'<meta property="article:published_time" content="{day}T08:00:00Z"></head>'
        f"<body><article><h1>{escape(title)}</h1>{paragraphs}</article></body></html>"
    )
    return text.encode(encoding, "xmlcharrefreplace")


def record(
    url: str,
    body: bytes,
    *,
    kind: str = "response",
    status: str = "200 OK",
    headers: Mapping[str, str] | None = None,
    http: bytes | None = None,
    length: int | str | None = None,
    content_type: str = "application/http; msgtype=response",
    date: str = "2020-01-03T04:05:06Z",
    truncated: str = "",
) -> bytes:
    """A WARC record; `http` replaces the head of the response, `length` the right length."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in (HTML if headers is None else headers).items())
    head = f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() if http is None else http
    block = head + body
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": "<urn:uuid:0f6ecd2c-6f0f-4e0c-9d0c-3f6f0c6e4a11>",
        "WARC-Date": date,
        "WARC-Target-URI": url,
        "Content-Type": content_type,
        "Content-Length": len(block) if length is None else length,
        "WARC-Truncated": truncated,
    }
    written = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value != "")
    return b"WARC/1.0\r\n" + written.encode() + b"\r\n" + block + b"\r\n\r\n"


def packed(*records: bytes) -> bytes:
    """The records, each in its own gzip member, as in the files of Common Crawl."""
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def write_file(folder: Path, number: int, records: int, relevant: int) -> Path:
    """A file with articles of its own, every so many of them relevant."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for index in range(records):
        subject = RELEVANT if index % relevant == 0 else OTHER
        sentences = (*subject, f"This is report {index} of the file {number}.", *subject)
        url = f"https://news{number % 7}.example/{number}/{index}"
        made.append(record(url, page(f"Report {number}-{index}", sentences)))
    file = folder / f"CC-NEWS-{number:04d}.warc.gz"
    file.write_bytes(packed(*made))
    return file
