"""Commands around stories: list them, join what is one event, part what is two."""

from dataclasses import asdict
from typing import Annotated

import typer

from cli.app import AsJson, place, print_json, print_table, say
from scheduler import jobs
from storage import StoryEdit
from yaluwatch.errors import ArchiveError

stories_app = typer.Typer()

By = Annotated[str, typer.Option(help="Who says so.")]
Note = Annotated[str, typer.Option(help="Why, for the record.")]
StoryId = Annotated[int, typer.Argument(metavar="STORY", help="Its number, as `yalu stories` prints it.")]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(stories_app, name="stories")


@stories_app.callback(invoke_without_command=True)
def stories(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20,
    as_json: AsJson = False,
) -> None:
    """The newest stories; correct the automatic grouping.

    Example: [bold]yalu stories --limit 50[/bold]
    """
    if context.invoked_subcommand:
        return
    with place(context).archive() as archive:
        lines = archive.stories.newest(limit)
    if as_json:
        print_json([asdict(line) for line in lines])
        return
    print_table(
        ("story", "articles", "publishers", "first seen", "newest headline"),
        (
            (
                str(line.id),
                str(line.articles),
                str(line.publishers),
                f"{line.first_seen_at:%Y-%m-%d %H:%M}",
                line.title,
            )
            for line in lines
        ),
    )


@stories_app.command()
def show(context: typer.Context, story_id: StoryId, as_json: AsJson = False) -> None:
    """The articles of a story, and why each is in it.

    Example: [bold]yalu stories show 12[/bold]
    """
    with place(context).archive() as archive:
        story = archive.stories.get([story_id]).get(story_id)
        reasons = archive.stories.reasons(story_id)
    if story is None:
        raise ArchiveError(f"there is no story {story_id} with articles; `yalu stories` lists them")
    if as_json:
        print_json(
            [
                {
                    "id": each.id,
                    "publisher": each.publisher,
                    "title": each.article.title,
                    "why": reasons[each.id],
                }
                for each in story.articles
            ]
        )
        return
    for each in story.articles:
        say(f"{each.id}  {each.publisher}  {each.article.title}")
        say(f"  {reasons[each.id]}")


@stories_app.command()
def merge(
    context: typer.Context,
    story_id: StoryId,
    others: Annotated[list[int], typer.Argument(metavar="OTHER...", help="Stories that go into it.")],
    by: By = "",
    note: Note = "",
) -> None:
    """Join stories that tell one event: later reports of any of them go into the first.

    What a reader has been told of either is not told again.

    Example: [bold]yalu stories merge 12 15 --note "the same seizure"[/bold]
    """
    with place(context).archive(read_only=False) as archive:
        moved = archive.stories.merge(story_id, others, at=jobs.clock(), by=by, note=note)
    say(f"{moved} articles moved into story {story_id}.")


@stories_app.command()
def split(
    context: typer.Context,
    story_id: StoryId,
    articles: Annotated[list[int], typer.Argument(metavar="ARTICLE...", help="Articles that leave it.")],
    by: By = "",
    note: Note = "",
) -> None:
    """Part articles that tell another event into a story of their own; they don't come back by themselves.

    Example: [bold]yalu stories split 12 1834500000000 --note "another ship"[/bold]
    """
    with place(context).archive(read_only=False) as archive:
        fresh = archive.stories.split(story_id, articles, at=jobs.clock(), by=by, note=note)
    say(f"{len(articles)} articles are story {fresh} now.")


@stories_app.command()
def history(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20,
    as_json: AsJson = False,
) -> None:
    """What was joined and parted by hand, newest first.

    Example: [bold]yalu stories history[/bold]
    """
    with place(context).archive() as archive:
        changes = archive.stories.edits(limit)
    if as_json:
        print_json([asdict(change) for change in changes])
        return
    for change in changes:
        way = "went into" if change.kind is StoryEdit.MERGE else "came out of"
        who = f" by {change.by}" if change.by else ""
        why = f": {change.note}" if change.note else ""
        said = f"story {change.other_id} {way} story {change.story_id}{who}{why}"
        say(f"{change.at:%Y-%m-%d %H:%M}  {said} ({len(change.article_ids)} articles)")
