"""Commands for stories: list and show them, merge and split them."""

from dataclasses import asdict
from typing import Annotated

import typer

from cli.app import AsJson, data_folder, print_json, print_table, say
from storage import StoryEdit
from yaluwatch import times
from yaluwatch.errors import ArchiveError
from yaluwatch.text import counted

stories_app = typer.Typer()

By = Annotated[str, typer.Option(help="Your name, for the record.")]
Note = Annotated[str, typer.Option(help="Your reason, for the record.")]
StoryId = Annotated[int, typer.Argument(metavar="STORY", help="Story number, as listed by `yalu stories`.")]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(stories_app, name="stories")


@stories_app.callback(invoke_without_command=True)
def stories(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Maximum number of stories.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List the newest stories; correct the automatic grouping.

    Example: [bold]yalu stories --limit 50[/bold]
    """
    if context.invoked_subcommand:
        return
    with data_folder(context).archive() as archive:
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
    """Show the articles of a story, and why each belongs to it.

    Example: [bold]yalu stories show 12[/bold]
    """
    with data_folder(context).archive() as archive:
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
    others: Annotated[list[int], typer.Argument(metavar="OTHER...", help="Stories to merge into it.")],
    by: By = "",
    note: Note = "",
) -> None:
    """Merge stories about the same event: later reports of any of them join the first.

    Readers are not notified again of what they already received.

    Example: [bold]yalu stories merge 12 15 --note "the same seizure"[/bold]
    """
    with data_folder(context).archive(read_only=False) as archive:
        moved = archive.stories.merge(story_id, others, at=times.clock(), by=by, note=note)
    say(f"{counted(moved, 'article')} moved to story {story_id}.")


@stories_app.command()
def split(
    context: typer.Context,
    story_id: StoryId,
    articles: Annotated[list[int], typer.Argument(metavar="ARTICLE...", help="Articles to move out of it.")],
    by: By = "",
    note: Note = "",
) -> None:
    """Move articles about another event into a new story; grouping does not move them back.

    Example: [bold]yalu stories split 12 1834500000000 --note "another ship"[/bold]
    """
    with data_folder(context).archive(read_only=False) as archive:
        fresh = archive.stories.split(story_id, articles, at=times.clock(), by=by, note=note)
    say(f"{counted(len(articles), 'article')} moved to new story {fresh}.")


@stories_app.command()
def history(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Maximum number of edits.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List manual merges and splits, newest first.

    Example: [bold]yalu stories history[/bold]
    """
    with data_folder(context).archive() as archive:
        changes = archive.stories.edits(limit)
    if as_json:
        print_json([asdict(change) for change in changes])
        return
    for change in changes:
        way = "merged into" if change.kind is StoryEdit.MERGE else "split from"
        who = f" by {change.by}" if change.by else ""
        why = f": {change.note}" if change.note else ""
        articles = counted(len(change.article_ids), "article")
        edit = f"story {change.other_id} {way} story {change.story_id}"
        say(f"{change.at:%Y-%m-%d %H:%M}  {edit} ({articles}){who}{why}")
