"""One article: why it was tagged, its versions, and other reports of its story."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi import Query as Argument

from web.access import Right, needs
from web.context import LARGEST_ID, Id, Opened, Shown
from web.research.marking import paragraphs
from web.templating import TEMPLATES

router = APIRouter(dependencies=[needs(Right.READ)])


@router.get("/articles/{article_id}")
def article(
    request: Request,
    site: Shown,
    archive: Opened,
    article_id: Id,
    version: Annotated[int | None, Argument(ge=1, le=LARGEST_ID)] = None,
) -> Response:
    """One article, why it was tagged, and other reports of its story; an older version on request."""
    stored = archive.articles.get(article_id, version=version)
    if stored is None:
        what = f"article {article_id}" if version is None else f"version {version} of article {article_id}"
        raise HTTPException(404, f"There is no {what}.")
    versions = archive.research.versions(article_id)
    story = archive.stories.get([stored.story_id]).get(stored.story_id) if stored.story_id else None
    words = {
        "page": "",
        "stored": stored,
        "versions": versions,
        "changes": archive.research.changes(article_id, stored.version - 1, stored.version)
        if stored.version > 1
        else None,
        "paragraphs": paragraphs(stored),
        "others": [other for other in story.articles if other.id != stored.id] if story else [],
        "names": site.names(),
    }
    return TEMPLATES.TemplateResponse(request, "research/article.html", words)
