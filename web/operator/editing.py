"""Editing a source's entry, and trying selectors on its stored pages."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from crawler.health import SelectorTrial, try_selectors
from crawler.sources import change_source, mistakes_in, source_of
from storage import Archive
from web.access import Right, changing_file, needs
from web.context import LARGEST_ID, AtDesk, Opened
from web.operator.fields import digest, entry_of, groups_for, shown_values
from web.operator.listed import Listed, Texts, writing
from web.operator.said import to
from web.operator.source import page_of
from web.templating import TEMPLATES
from yaluwatch.errors import ArchiveError, SourceListError
from yaluwatch.model import Selectors, Source
from yaluwatch.sentence import Sentence, sentence_of

router = APIRouter(dependencies=[needs(Right.OPERATE)])

#: Selectors that are tried on an article's page; `links` is for listing pages.
TRIED = ("title", "body", "published", "author", "remove")
# Articles whose page can be chosen for a trial.
_OFFERED = 10


@router.get("/sources/{source_id}/edit")
def edit(request: Request, listed: Listed, _desk: AtDesk) -> Response:
    """The form with what the entry says now."""
    return _form_page(request, listed, shown_values(listed), {})


@router.post("/sources/{source_id}/edit")
def save(request: Request, desk: AtDesk, listed: Listed, values: Texts) -> Response:
    """Check the entry and write it; with mistakes, show each at its field."""
    if values.get("seen") != digest(listed):
        text = Sentence(
            "The entry was changed meanwhile. What you see is what you wrote; save again to overwrite it."
        )
        return _form_page(request, listed, values, {"": text}, 409)
    entry = entry_of(listed, values)
    if mistakes := mistakes_in(entry):
        return _form_page(request, listed, values, mistakes, 400)
    after = source_of(entry)
    if after == listed:
        return to(f"/sources/{listed.id}", "unchanged")
    try:
        with _recorded(request, listed, after):
            change_source(desk.sources, listed, after)
    except SourceListError as error:
        return _form_page(request, listed, values, {"": sentence_of(error)}, 409)
    return to(f"/sources/{listed.id}", "changed")


@dataclass(frozen=True, slots=True)
class Typed:
    """The arguments of a trial; None = as in the source list."""

    article: Annotated[int | None, Query(ge=0, le=LARGEST_ID)] = None
    title: Annotated[str | None, Query(max_length=1_000)] = None
    body: Annotated[str | None, Query(max_length=1_000)] = None
    published: Annotated[str | None, Query(max_length=1_000)] = None
    author: Annotated[str | None, Query(max_length=1_000)] = None
    remove: Annotated[str | None, Query(max_length=1_000)] = None


@router.get("/sources/{source_id}/selectors")
def selectors(
    request: Request, archive: Opened, listed: Listed, _desk: AtDesk, typed: Annotated[Typed, Depends()]
) -> Response:
    """What selectors find on a stored page, beside what was stored."""
    given = {name: value for name in TRIED if (value := getattr(typed, name)) is not None}
    tried = replace(listed.selectors, **{name: value.strip() for name, value in given.items()})
    newest = archive.sources.newest_stored(listed.id, limit=_OFFERED)
    mistakes = _selector_mistakes(listed, tried)
    words = {
        "page": "sources",
        "source": listed,
        "newest": newest,
        "chosen": typed.article,
        "values": {name: getattr(tried, name) for name in TRIED},
        "mistakes": mistakes,
        "is_changed": tried != listed.selectors,
        "trial": None,
        "stored": None,
    }
    paged = [one for one in newest if one.id == typed.article or _has_page(archive, one.id)]
    words["newest"] = paged
    number = typed.article if typed.article is not None else paged[0].id if paged else None
    if number is not None and not mistakes:
        words |= {"chosen": number} | _tried(archive, listed, tried, number)
    # A selector half typed is no wrong request: the page is asked for while somebody types.
    return TEMPLATES.TemplateResponse(request, "operator/selectors.html", words)


@router.post("/sources/{source_id}/selectors")
def save_selectors(
    request: Request,
    desk: AtDesk,
    listed: Listed,
    title: Annotated[str, Form(max_length=1_000)] = "",
    body: Annotated[str, Form(max_length=1_000)] = "",
    published: Annotated[str, Form(max_length=1_000)] = "",
    author: Annotated[str, Form(max_length=1_000)] = "",
    remove: Annotated[str, Form(max_length=1_000)] = "",
) -> Response:
    """Write the selectors into the entry."""
    given = {"title": title, "body": body, "published": published, "author": author, "remove": remove}
    chosen = replace(listed.selectors, **{name: value.strip() for name, value in given.items()})
    if mistakes := _selector_mistakes(listed, chosen):
        name, mistake = next(iter(mistakes.items()))
        with writing():
            raise SourceListError(
                Sentence("%(field)s: %(mistake)s", field=f"selectors.{name}", mistake=mistake)
            )
    after = replace(listed, selectors=chosen)
    if after == listed:
        return to(f"/sources/{listed.id}", "unchanged")
    with writing(), _recorded(request, listed, after):
        change_source(desk.sources, listed, after)
    return to(f"/sources/{listed.id}", "changed")


def _has_page(archive: Archive, article_id: int) -> bool:
    try:
        return archive.sources.page_of(article_id) is not None
    except ArchiveError:
        # Dropped by retention, or damaged.
        return False


def _tried(archive: Archive, source: Source, tried: Selectors, number: int) -> dict[str, object]:
    stored, page = page_of(archive, source, number)
    found: SelectorTrial = try_selectors(page, source, tried, stored.article)
    return {"stored": stored, "trial": found}


def _selector_mistakes(source: Source, tried: Selectors) -> dict[str, str]:
    """What is wrong with selectors, by name."""
    found = mistakes_in(asdict(replace(source, selectors=tried)))
    mark = "selectors."
    return {name.removeprefix(mark): text for name, text in found.items() if name.startswith(mark)}


def _recorded(request: Request, listed: Source, after: Source) -> AbstractContextManager[None]:
    was, now = _difference(listed, after)
    return changing_file(request, "source changed", listed.id, before=was, after=now)


def _difference(before: Source, after: Source) -> tuple[str, str]:
    """The fields that differ, as they were and as they are, as the forms show them."""
    was, now = shown_values(before), shown_values(after)
    names = [name for name in was if was[name] != now[name]]
    return tuple("; ".join(f"{name} = {side[name]!r}" for name in names) for side in (was, now))  # type: ignore[return-value]


def _form_page(
    request: Request,
    source: Source,
    values: Mapping[str, str],
    mistakes: Mapping[str, str],
    status: int = 200,
) -> Response:
    groups = groups_for(values.get("kind", source.kind))
    named = {field.name for group in groups.values() for field in group}
    words = {
        "page": "sources",
        "source": source,
        "groups": groups,
        "values": {name: values.get(name, "") for name in named},
        "mistakes": mistakes,
        # Of what the form has no field for.
        "elsewhere": {name: text for name, text in mistakes.items() if name not in named},
        "seen": digest(source),
    }
    return TEMPLATES.TemplateResponse(request, "operator/edit.html", words, status)
