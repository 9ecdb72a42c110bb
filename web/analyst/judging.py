"""Corrections by analysts: merge and split stories, say that a tag is wrong or an article off the subject."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse

from storage import Archive, Feedback, Judgement, StorySummary
from web.access import Known, Right, needs, record_change
from web.analyst.returning import back_to
from web.context import LARGEST_ID, Id, Writable
from yaluwatch.patterns import lazy_regex
from yaluwatch.sentence import Sentence

router = APIRouter(dependencies=[needs(Right.JUDGE)])

_STORY = lazy_regex(r"(?:.*/stories/)?([0-9]{1,19})/?(?:[?#].*)?")

Note = Annotated[str, Form(max_length=1_000)]
ArticleId = Annotated[int, Form(ge=0, le=LARGEST_ID)]


@router.post("/stories/{story_id}/merge")
def merge(
    request: Request,
    archive: Writable,
    visitor: Known,
    story_id: Id,
    other: Annotated[str, Form(max_length=300)],
    note: Note = "",
) -> RedirectResponse:
    """Move the articles of another story, given by number or address, into this one."""
    into, gone = _story(archive, story_id), _story(archive, story_number(other))
    if into.id == gone.id:
        raise HTTPException(400, "This is the same story; name another one.")
    with archive.together():
        archive.stories.merge(into.id, [gone.id], at=datetime.now(UTC), by=visitor.name, note=note.strip())
        before = f"{gone.id}: {_articles(gone)}"
        record_change(request, archive, "story merged", str(into.id), before, _articles(into))
    return back_to(f"/stories/{into.id}", "history")


@router.post("/stories/{story_id}/split")
def split(
    request: Request,
    archive: Writable,
    visitor: Known,
    story_id: Id,
    article: Annotated[list[ArticleId] | None, Form(max_length=500)] = None,
    note: Note = "",
) -> RedirectResponse:
    """Move articles of a story into a new one, and show that."""
    known = {member.id for member in _story(archive, story_id).members}
    wanted = list(dict.fromkeys(article or ()))
    if not wanted:
        raise HTTPException(400, "Choose the articles that belong to another story.")
    if unknown := [one for one in wanted if one not in known]:
        raise HTTPException(
            400, Sentence("Article %(id)s is not in story %(story_id)s.", id=unknown[0], story_id=story_id)
        )
    if len(wanted) == len(known):
        raise HTTPException(400, "At least one article must stay in the story.")
    moved, now = ", ".join(map(str, wanted)), datetime.now(UTC)
    with archive.together():
        made = archive.stories.split(story_id, wanted, at=now, by=visitor.name, note=note.strip())
        record_change(request, archive, "story split", str(story_id), moved, f"story {made}")
    return back_to(f"/stories/{made}", "history")


@router.post("/stories/{story_id}/feedback")
def judge(
    request: Request,
    archive: Writable,
    visitor: Known,
    story_id: Id,
    article: ArticleId,
    what: Annotated[Literal["right", "wrong", "relevant", "not-relevant"], Form()],
    topics: Annotated[list[str] | None, Form(max_length=30)] = None,
    note: Note = "",
) -> RedirectResponse:
    """Store a judgement on the verdict on an article of the story."""
    if article not in {member.id for member in _story(archive, story_id).members}:
        raise HTTPException(
            404,
            Sentence("Article %(article)s is not in story %(story_id)s.", article=article, story_id=story_id),
        )
    stored = archive.articles.get(article)
    if stored is None or stored.verdict is None:
        raise HTTPException(
            400, Sentence("Article %(article)s has not been classified yet.", article=article)
        )
    named = {tag.topic for tag in stored.verdict.tags}
    wrong = tuple(topic for topic in topics or () if topic in named)
    if what == "wrong" and not wrong:
        raise HTTPException(400, "Choose the topics that are wrong.")
    made = Feedback(
        article_id=article,
        version=stored.version,
        judgement=Judgement(what),
        topics=wrong if what == "wrong" else (),
        by=visitor.name,
        note=note.strip(),
        at=datetime.now(UTC),
    )
    with archive.together():
        archive.feedback.add(made)
        before, after = ", ".join(sorted(named)), " ".join([what, *made.topics])
        record_change(request, archive, "verdict judged", str(article), before, after)
    return back_to(f"/stories/{story_id}?said={article}", f"article-{article}")


def story_number(text: str) -> int:
    """The number in "15", "/stories/15" or a whole address. Raises HTTPException 400 for anything else.

    >>> story_number("https://yalu.example/stories/15#note")
    15
    """
    match = _STORY.fullmatch(text.strip())
    if match is None or int(match[1]) > LARGEST_ID:
        raise HTTPException(400, "Name the other story by its number or the address of its page.")
    return int(match[1])


def _story(archive: Archive, story_id: int) -> StorySummary:
    for found in archive.overview.stories([story_id]):
        return found
    raise HTTPException(404, Sentence("There is no story %(id)s.", id=story_id))


def _articles(story: StorySummary) -> str:
    return ", ".join(str(member.id) for member in story.members)
