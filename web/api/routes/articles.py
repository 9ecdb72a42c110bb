"""Search, articles, their versions and facts."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from web.access import Right, needs
from web.api.answers import article_model, contradiction_models, fact_model, search_page
from web.api.conditional import check_unchanged
from web.api.links import link_next
from web.api.models import (
    ArticleChanges,
    ArticleModel,
    ChangedText,
    FactsOfArticle,
    SearchPage,
    VersionModel,
    Versions,
)
from web.api.negotiation import check_accept
from web.api.parameters import (
    NO_PARAMETERS,
    TAGGED,
    ChangesParameters,
    IfNoneMatch,
    SearchParameters,
    VersionParameters,
    typed_query,
)
from web.api.problems import responses
from web.context import Id, Opened, Shown

router = APIRouter(
    tags=["articles"],
    dependencies=[needs(Right.READ), Depends(check_accept), TAGGED],
    responses=responses(304, 406),
)


@router.get("/search", responses=responses(400))
def search(
    request: Request,
    response: Response,
    site: Shown,
    archive: Opened,
    asked: Annotated[SearchParameters, Query()],
    if_none_match: IfNoneMatch,
) -> SearchPage:
    """Articles that match a query, newest or most relevant first."""
    query = typed_query(site, archive, asked.q)
    if tag := check_unchanged(archive, query, if_none_match, asked):
        response.headers["ETag"] = tag
    page = search_page(archive, query, asked.order, asked.limit, asked.cursor)
    link_next(request, response, page.next)
    return page


@router.get("/articles/{article_id}", responses=responses(404))
def article(
    archive: Opened,
    article_id: Id,
    asked: Annotated[VersionParameters, Query()],
) -> ArticleModel:
    """One article with its text, why it was tagged, and its story; an older version on request."""
    found = article_model(archive, article_id, asked.version)
    if found is None:
        raise _missing(article_id, asked.version)
    return found


@router.get("/articles/{article_id}/versions", responses=responses(404), dependencies=[NO_PARAMETERS])
def versions(
    archive: Opened,
    article_id: Id,
) -> Versions:
    """Every version of an article, oldest first, without their texts."""
    listed = archive.research.versions(article_id)
    if not listed:
        raise _missing(article_id)
    items = tuple(
        VersionModel(
            version=one.number,
            title=one.title,
            fetched_at=one.fetched_at,
            modified_at=one.modified_at,
            content_sha256=one.content_sha256,
            page_sha256=one.page_sha256,
            extractor=one.extractor,
        )
        for one in listed
    )
    return Versions(article=article_id, items=items)


@router.get("/articles/{article_id}/changes", responses=responses(404))
def changes(
    archive: Opened,
    article_id: Id,
    asked: Annotated[ChangesParameters, Query()],
) -> ArticleChanges:
    """What changed between two versions of an article, word by word."""
    known = len(archive.research.versions(article_id))
    if max(asked.old, asked.new) > known:
        raise _missing(article_id, max(asked.old, asked.new) if known else None)
    found = archive.research.changes(article_id, asked.old, asked.new)
    return ArticleChanges(
        article=article_id,
        old=asked.old,
        new=asked.new,
        pieces=tuple(ChangedText(kind=piece.kind.value, text=piece.text) for piece in found.pieces),
        numbers_removed=found.numbers_removed,
        numbers_added=found.numbers_added,
        is_negation_changed=found.is_negation_changed,
    )


@router.get("/articles/{article_id}/facts", responses=responses(404))
def article_facts(
    archive: Opened,
    article_id: Id,
    asked: Annotated[VersionParameters, Query()],
) -> FactsOfArticle:
    """The facts of one version of an article, in the order of the text."""
    known = len(archive.research.versions(article_id))
    if not known or (asked.version or 1) > known:
        raise _missing(article_id, asked.version if known else None)
    version = asked.version or known
    found = archive.facts.of(article_id, version)
    return FactsOfArticle(
        article=article_id,
        version=version,
        items=tuple(fact_model(one) for one in found),
        contradictions=contradiction_models(archive, article_id, version),
    )


def _missing(article_id: int, version: int | None = None) -> HTTPException:
    what = f"article {article_id}" if version is None else f"version {version} of article {article_id}"
    return HTTPException(404, f"There is no {what}.")
