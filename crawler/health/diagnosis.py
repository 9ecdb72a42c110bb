"""Diagnosis of a source from the archive: its history, the findings, and new selectors for broken ones."""

from datetime import datetime

from bs4 import BeautifulSoup

from crawler.health.doctor import SELECTED, Cause, Finding, broken_now, doctor
from crawler.health.selector_proposal import propose
from crawler.text import decode
from storage import Archive
from yaluwatch.model import Article, Source

#: Maximum number of stored pages a new selector is tested on.
PAGES = 12


def examine(source: Source, archive: Archive, now: datetime) -> list[Finding]:
    """What is probably wrong with a source, most serious first, with a tested selector where one broke."""
    history = archive.sources.history(source.id, now)
    findings = doctor(source, archive.sources.state(source.id), history, now)
    proposals = [
        proposal
        for field in broken_now(source, history)
        if (proposal := _proposal(source, archive, field)) is not None
    ]
    return [
        Finding(finding.cause, finding.proof, "; ".join(proposals))
        if finding.cause is Cause.NEW_LAYOUT and proposals
        else finding
        for finding in findings
    ]


def _proposal(source: Source, archive: Archive, field: str) -> str | None:
    """A selector for one field, tested on the newest pages where the old one finds nothing."""
    rule = SELECTED[field]
    pages = []
    for article, body in archive.sources.newest_pages(source.id, limit=PAGES):
        markup = decode(body, override=source.encoding).text
        if not BeautifulSoup(markup, "lxml").select_one(getattr(source.selectors, rule)):
            pages.append((markup, _text(article, field)))
    proposal = propose(pages)
    return f"selectors.{rule} = {proposal}" if proposal else None


def _text(article: Article, field: str) -> str:
    if field == "authors":
        return ", ".join(article.authors)
    # Dates are printed in too many formats to be found by their text.
    return {"title": article.title, "body": article.body}.get(field, "")
