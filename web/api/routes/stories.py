"""Stories: groups of articles that report one event."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response

from web.access import Right, needs
from web.api.answers import stories_page, story_model
from web.api.links import link_next
from web.api.models import StoriesPage, StoryModel
from web.api.negotiation import check_accept
from web.api.parameters import NO_PARAMETERS, TAGGED, ListParameters
from web.api.problems import responses
from web.context import Id, Opened

router = APIRouter(
    tags=["stories"],
    dependencies=[needs(Right.READ), Depends(check_accept), TAGGED],
    responses=responses(304, 406),
)


@router.get("/stories", responses=responses(400))
def stories(
    request: Request,
    response: Response,
    archive: Opened,
    asked: Annotated[ListParameters, Query()],
) -> StoriesPage:
    """Stories, opened last first."""
    page = stories_page(archive, asked.limit, asked.cursor)
    link_next(request, response, page.next)
    return page


@router.get("/stories/{story_id}", responses=responses(404), dependencies=[NO_PARAMETERS])
def story(
    archive: Opened,
    story_id: Id,
) -> StoryModel:
    """One story with its articles, first seen first."""
    found = story_model(archive, story_id)
    if found is None:
        raise HTTPException(404, f"There is no story {story_id}; it may have been merged into another.")
    return found
