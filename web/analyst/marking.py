"""Marks of one's own on stories: read, starred, followed, a note."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException
from fastapi.responses import RedirectResponse

from storage import Mark
from web.access import Known, Right, needs
from web.analyst.returning import Back, Made, back_to, seen_at
from web.context import LARGEST_ID, Id, Writable
from yaluwatch.sentence import Sentence

router = APIRouter(dependencies=[needs(Right.READ)])

#: Longest note, characters.
MAX_NOTE = 5_000
# Most stories of one list.
_MOST = 500

_MARKS = {
    "read": (Mark.READ, True),
    "unread": (Mark.READ, False),
    "star": (Mark.STARRED, True),
    "unstar": (Mark.STARRED, False),
    "follow": (Mark.FOLLOWED, True),
    "unfollow": (Mark.FOLLOWED, False),
}

StoryIds = Annotated[list[Annotated[int, Form(ge=0, le=LARGEST_ID)]], Form(max_length=_MOST)]


@router.post("/stories/{story_id}/marks")
def mark(
    archive: Writable,
    visitor: Known,
    story_id: Id,
    what: Annotated[Literal["read", "unread", "star", "unstar", "follow", "unfollow"], Form()],
    back: Back = "/",
    made: Made = 0,
) -> RedirectResponse:
    """Put a mark on a story, or take it away."""
    if not archive.overview.stories([story_id]):
        raise HTTPException(404, Sentence("There is no story %(id)s.", id=story_id))
    kind, is_set = _MARKS[what]
    at = seen_at(made, datetime.now(UTC)) if is_set else None
    archive.marks.set(visitor.id, [story_id], kind, at)
    return back_to(back, f"story-{story_id}")


@router.post("/stories/read")
def read_all(
    archive: Writable, visitor: Known, story: StoryIds, back: Back = "/", made: Made = 0
) -> RedirectResponse:
    """Mark all stories of a list as read, as they were when the list was made."""
    archive.marks.set(visitor.id, story, Mark.READ, seen_at(made, datetime.now(UTC)))
    return back_to(back)


@router.post("/stories/{story_id}/note")
def note(
    archive: Writable,
    visitor: Known,
    story_id: Id,
    text: Annotated[str, Form(max_length=MAX_NOTE)] = "",
) -> RedirectResponse:
    """Replace one's own note on a story; an empty one removes it."""
    if not archive.overview.stories([story_id]):
        raise HTTPException(404, Sentence("There is no story %(id)s.", id=story_id))
    archive.marks.note(visitor.id, story_id, text.strip(), datetime.now(UTC))
    return back_to(f"/stories/{story_id}", "note")
