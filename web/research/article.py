"""One article: its text with evidence and facts, where it comes from, its versions, how to cite it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi import Query as Argument

from alerts.digests import meaning_in
from alerts.rendering import labels_in
from indicators import contradictions_of
from storage import Archive, Format, Record, StoryReport
from storage.exports import as_text, write
from web.access import Right, needs
from web.context import LARGEST_ID, Id, Opened, Shown
from web.headlines import Headline, headline_of, senses
from web.indicators import beside
from web.names import PAGES, name_of
from web.research import marking
from web.research.comparing import side_by_side
from web.research.export import TYPES
from web.templating import TEMPLATES, language_of
from yaluwatch.model import REJECTED, StoredArticle
from yaluwatch.sentence import Sentence

router = APIRouter(dependencies=[needs(Right.READ)])

Number = Annotated[int | None, Argument(ge=1, le=LARGEST_ID)]
# Reports of a story that are listed; the page of the story has all.
_OTHERS = 20


@dataclass(frozen=True, slots=True)
class Named:
    """Something an article names."""

    id: str
    #: "place", "actor", "goods" or "rule".
    kind: str
    gloss: str
    times: int


@router.get("/articles/{article_id}")
def article(
    request: Request, site: Shown, archive: Opened, article_id: Id, version: Number = None
) -> Response:
    """One article, why it was tagged, and other reports of its story; an older version on request."""
    stored = _stored(archive, article_id, version)
    record = archive.research.record(article_id, stored.version)
    versions = archive.research.versions(article_id)
    facts = archive.facts.of(article_id, stored.version)
    sources = {source.id: source for source in site.read_sources()}
    tongue, others = language_of(request), _others(archive, stored)
    shown = [headline_of(stored), *(Headline(one.id, 0, one.language, one.title) for one in others)]
    words = {
        "page": "",
        "stored": stored,
        "versions": versions,
        "this": next(each for each in versions if each.number == stored.version),
        "kept": archive.research.stored_page(article_id, stored.version),
        "rules": list(_rules(stored)),
        "hues": marking.hues(stored),
        "title": marking.title(stored, facts),
        "paragraphs": marking.paragraphs(stored, facts),
        "captions": marking.captions(stored),
        "facts": facts,
        "contradictions": contradictions_of(stored),
        "beside": _beside(archive, stored, len(versions), tongue),
        "named": _named(stored),
        "name_of": lambda kind, id_: name_of(kind, id_, tongue),
        "pages": PAGES,
        "others": others,
        "senses": senses(site, archive, shown, tongue),
        "topic_name": labels_in(tongue).topic,
        "meaning": lambda gloss: meaning_in(tongue, gloss) if gloss else "",
        "names": {source.id: source.name for source in sources.values()},
        "citation": as_text(record, _site(request), sources) if record else "",
    }
    return TEMPLATES.TemplateResponse(request, "research/article.html", words)


@router.get("/articles/{article_id}/compare")
def compare(
    request: Request, site: Shown, archive: Opened, article_id: Id, old: Number = None, new: Number = None
) -> Response:
    """Two versions side by side, with the words that changed; by default the newest and the one before."""
    versions = archive.research.versions(article_id)
    if not versions:
        raise HTTPException(404, Sentence("There is no article %(id)s.", id=article_id))
    new = versions[-1].number if new is None else new
    old = max(1, new - 1) if old is None else old
    known = {version.number: version for version in versions}
    if unknown := [number for number in (old, new) if number not in known]:
        raise _no_version(unknown[0], article_id)
    changes = archive.research.changes(article_id, old, new)
    stored = _stored(archive, article_id, new)
    words = {
        "page": "",
        "stored": stored,
        "senses": senses(site, archive, [headline_of(stored)], language_of(request)),
        "versions": versions,
        "old": known[old],
        "new": known[new],
        "changes": changes,
        "rows": side_by_side(changes),
    }
    return TEMPLATES.TemplateResponse(request, "research/compare.html", words)


@router.get("/articles/{article_id}/citation.{kind}")
def citation(
    request: Request,
    site: Shown,
    archive: Opened,
    article_id: Id,
    kind: Literal["ris", "csl", "txt"],
    version: Number = None,
) -> Response:
    """The citation of an article for reference managers, or as text."""
    record = _record(archive, article_id, version)
    sources, base = site.read_sources(), _site(request)
    name = f"yaluwatch-{record.id}v{record.version}.{'json' if kind == 'csl' else kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if kind == "txt":
        text = as_text(record, base, {source.id: source for source in sources})
        return Response(f"{text}\n", media_type="text/plain; charset=utf-8", headers=headers)
    stream = BytesIO()
    write([record], Format(kind), stream, site=base, sources=sources)
    return Response(stream.getvalue(), media_type=TYPES[Format(kind)], headers=headers)


def _stored(archive: Archive, article_id: int, version: int | None) -> StoredArticle:
    """The article in a version. Raises HTTPException 404."""
    stored = archive.articles.get(article_id, version=version)
    if stored is None:
        if version is None:
            raise HTTPException(404, Sentence("There is no article %(id)s.", id=article_id))
        raise _no_version(version, article_id)
    return stored


def _beside(archive: Archive, stored: StoredArticle, newest: int, language: str) -> list[tuple[str, int]]:
    """Whom the newest version names that is listed, and its trade figures beside the official ones."""
    if stored.version != newest:
        return []
    return beside.lines(archive, [stored.id], language, has_links=False)


def _record(archive: Archive, article_id: int, version: int | None) -> Record:
    number = _stored(archive, article_id, version).version
    record = archive.research.record(article_id, number)
    if record is None:
        raise _no_version(number, article_id)
    return record


def _no_version(number: int, article_id: int) -> HTTPException:
    text = Sentence("There is no version %(number)s of article %(id)s.", number=number, id=article_id)
    return HTTPException(404, text)


def _site(request: Request) -> str:
    """The address the pages are served at, as the visitor sees it."""
    return str(request.base_url).rstrip("/")


def _rules(stored: StoredArticle) -> Iterator[tuple[str, str, bool]]:
    """Field, the rule that found its value, and whether the value was not believed."""
    for name, rule in sorted(stored.article.found_by.items()):
        yield name, rule.removeprefix(REJECTED), rule.startswith(REJECTED)


def _named(stored: StoredArticle) -> list[Named]:
    """What the article names, most often first."""
    mentions = stored.verdict.mentions if stored.verdict else ()
    times: dict[tuple[str, str], int] = {}
    glosses: Mapping[tuple[str, str], str] = {(each.id, each.kind): each.gloss for each in mentions}
    for each in mentions:
        times[each.id, each.kind] = times.get((each.id, each.kind), 0) + 1
    found = [Named(*key, glosses[key], count) for key, count in times.items()]
    return sorted(found, key=lambda each: (-each.times, each.id))


def _others(archive: Archive, stored: StoredArticle) -> list[StoryReport]:
    if stored.story_id is None:
        return []
    members = archive.stories.members(stored.story_id, limit=_OTHERS + 1)
    return [member for member in members if member.id != stored.id][:_OTHERS]
