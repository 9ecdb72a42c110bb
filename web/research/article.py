"""One article: its text with evidence and facts, where it comes from, its versions, how to cite it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi import Query as Argument

from alerts.digests import meaning_in
from alerts.rendering import labels_in
from indicators import STATES, contradictions_of
from storage import Archive, Format, FoundFact, Record, StoryReport
from storage.exports import as_text, write
from web.access import Right, needs
from web.context import LARGEST_ID, Id, Opened, Shown, WebContext
from web.headlines import Headline, headline_of, senses
from web.indicators import beside
from web.languages import said_in
from web.names import PAGES, name_of
from web.research import marking
from web.research.comparing import side_by_side
from web.research.export import TYPES
from web.templating import TEMPLATES, language_of
from yaluwatch.model import REJECTED, Fact, StoredArticle
from yaluwatch.sentence import Sentence

router = APIRouter(dependencies=[needs(Right.READ)])

Number = Annotated[int | None, Argument(ge=1, le=LARGEST_ID)]
# Reports of a story that are listed; the page of the story has all.
_OTHERS = 20


@dataclass(frozen=True, slots=True)
class Named:
    """Something an article names."""

    #: In the reader's language, as far as known.
    name: str
    #: Path of the page that shows more, without its first slash; "" without one.
    path: str
    #: How often.
    times: int


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact in the list below the text."""

    #: Counted from 1, by position in the text.
    number: int
    kind: str
    #: As printed.
    text: str
    #: Value, day, goods, place, actor and direction, as far as known; "" without any.
    details: str
    #: As printed; "" if nobody is named.
    speaker: str


@router.get("/articles/{article_id}")
def article(
    request: Request, site: Shown, archive: Opened, article_id: Id, version: Number = None
) -> Response:
    """One article, why it was tagged, and other reports of its story; an older version on request."""
    stored = _stored(archive, article_id, version)
    versions = archive.research.versions(article_id)
    this = next(each for each in versions if each.number == stored.version)
    facts = archive.facts.of(article_id, stored.version)
    sources = {source.id: source for source in site.read_sources()}
    tongue, others = language_of(request), _others(archive, stored)
    shown = [headline_of(stored), *(Headline(one.id, 0, one.language, one.title) for one in others)]
    words = {
        "page": "",
        "stored": stored,
        "versions": versions,
        "this": this,
        "kept": archive.research.stored_page(article_id, stored.version),
        "rules": list(_rules(stored)),
        "hues": marking.hues(stored),
        "title": marking.title(stored, facts),
        "paragraphs": marking.paragraphs(stored, facts),
        "captions": marking.captions(stored),
        "facts": [fact_line(found, tongue) for found in facts],
        "rules_of_facts": facts[0].rules if facts else 0,
        "beside": _beside(site, archive, stored, facts, len(versions), tongue),
        "named": _named(stored, tongue),
        "contradictions": contradictions_of(stored, [found.fact for found in facts]),
        "others": others,
        "senses": senses(site, archive, shown, tongue),
        "topic_names": {topic: name_of("topic", topic, tongue) for topic in marking.hues(stored)},
        "meaning": lambda gloss: meaning_in(tongue, gloss) if gloss else "",
        "names": {source.id: source.name for source in sources.values()},
        "citation": as_text(stored, this.content_sha256, _site(request), sources),
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
    stored = _stored(archive, article_id, version)
    record = _record(archive, stored)
    sources, base = site.read_sources(), _site(request)
    name = f"yaluwatch-{record.id}v{record.version}.{'json' if kind == 'csl' else kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if kind == "txt":
        text = as_text(stored, record.content_sha256, base, {source.id: source for source in sources})
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


def _beside(
    site: WebContext,
    archive: Archive,
    stored: StoredArticle,
    facts: Sequence[FoundFact],
    newest: int,
    language: str,
) -> list[tuple[str, int]]:
    """Whom the newest version names that is listed, and its trade figures beside the official ones."""
    if stored.version != newest:
        return []
    return beside.lines(site, archive, [stored.id], facts, language, has_links=False)


def _record(archive: Archive, stored: StoredArticle) -> Record:
    record = archive.research.record(stored.id, stored.version)
    if record is None:
        raise _no_version(stored.version, stored.id)
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


def fact_line(found: FoundFact, language: str) -> FactLine:
    """A fact as it is shown in a list, in a reader's language."""
    fact = found.fact
    named = (("goods", fact.good), ("place", fact.place), ("actor", fact.actor))
    details = (
        _value(fact, language),
        *_status(fact, language),
        fact.date,
        *(name_of(kind, id_, language) for kind, id_ in named if id_),
        said_in(language, fact.direction),
    )
    shown = " · ".join(part for part in details if part)
    return FactLine(found.number, said_in(language, fact.kind), found.text, shown, found.speaker)


def _status(fact: Fact, language: str) -> Iterator[str]:
    """Traffic and state of a status or promise: "road", "closed before"."""
    labels = labels_in(language)
    if fact.mode not in {"", "all"}:
        yield labels.label(f"mode_{fact.mode}")
    if fact.state:
        state = labels.label(f"state_{fact.state}") if fact.state in STATES else said_in(language, fact.state)
        yield said_in(language, Sentence("%(state)s before", state=state)) if fact.is_past else state


def _value(fact: Fact, language: str) -> str:
    """The value as a number with its unit: "1,200–1,300 CNY/kg"; "" without one, and for a name."""
    if fact.value is None or fact.kind == "resolution" or fact.unit == "imo":
        return ""
    high = "" if fact.high is None else f"–{fact.high:,.10g}"
    return f"{fact.value:,.10g}{high} {said_in(language, fact.unit)}{'/' if fact.per else ''}{fact.per}"


def _named(stored: StoredArticle, language: str) -> dict[str, list[Named]]:
    """Kind ("place", "actor", "goods" or "rule") → what the article names, most often first."""
    mentions = stored.verdict.mentions if stored.verdict else ()
    times = Counter((each.kind, each.id) for each in mentions)
    glosses = {(each.kind, each.id): each.gloss for each in mentions}
    named: dict[str, list[Named]] = {}
    for (kind, id_), count in sorted(times.items(), key=lambda item: (-item[1], item[0][1])):
        name = glosses[kind, id_] or id_ if kind == "rule" else name_of(kind, id_, language)
        named.setdefault(kind, []).append(Named(name, _path_of(kind, id_), count))
    return named


def _path_of(kind: str, id_: str) -> str:
    """The path of the page of a name, without its first slash; "" for rules, which have none."""
    if kind == "rule":
        return ""
    return f"{PAGES[kind]}/{quote(id_)}" if kind in PAGES else f"search?q={kind}:{quote(id_)}"


def _others(archive: Archive, stored: StoredArticle) -> list[StoryReport]:
    if stored.story_id is None:
        return []
    members = archive.stories.members(stored.story_id, limit=_OTHERS + 1)
    return [member for member in members if member.id != stored.id][:_OTHERS]
