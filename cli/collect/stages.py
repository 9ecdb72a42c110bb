"""Commands that run one stage: tag, group, send, reextract."""

from typing import Annotated

import typer
from rich.progress import Progress

from cli.app import console, data_folder, print_table, say
from crawler.extraction import reextract as reextract_pages
from scheduler import jobs, mailing
from yaluwatch import times
from yaluwatch.errors import SourceListError
from yaluwatch.text import counted


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    for command in (tag, group, send, reextract):
        app.command()(command)


def tag(context: typer.Context) -> None:
    """Classify articles and edited versions that have no verdict yet.

    Example: [bold]yalu tag[/bold]
    """
    here = data_folder(context)
    judge = jobs.load_classifier(here.settings())
    with here.archive(read_only=False) as archive:
        say(f"{counted(jobs.tag(archive, judge, times.clock()), 'article')} tagged.")


def group(context: typer.Context) -> None:
    """Group relevant articles into stories.

    Example: [bold]yalu group[/bold]
    """
    with data_folder(context).archive(read_only=False) as archive:
        say(f"{counted(jobs.group(archive, times.clock()), 'article')} grouped.")


def send(context: typer.Context) -> None:
    """Send the messages waiting in the outbox.

    Example: [bold]yalu send[/bold]
    """
    here = data_folder(context)
    with here.archive(read_only=False):
        ended = mailing.send(here.settings(), times.clock())
    for delivery in ended:
        say(f"{delivery.subscription_id} {delivery.address or 'outbox'}: {delivery.state} {delivery.detail}")
    say(f"{counted(len(ended), 'message')} processed.")


def reextract(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="Source id (default: all sources).")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
) -> None:
    """Re-extract stored pages; changes become new versions and never trigger alerts.

    Example: [bold]yalu reextract dailynk-en --dry-run[/bold]
    """
    here = data_folder(context)
    sources = here.sources()
    if source and source not in {known.id for known in sources}:
        raise SourceListError(f"there is no source {source!r}; `yalu sources` lists them")
    with here.archive(read_only=False) as archive, Progress(console=console(), transient=True) as progress:
        task = progress.add_task("reading stored pages", total=None)
        done = reextract_pages(
            archive,
            sources,
            times.clock(),
            source_id=source,
            is_dry=dry_run,
            on_page=lambda so_far: progress.update(
                task, description=f"{counted(so_far.read, 'stored page')} read"
            ),
        )
    print_table(("article", "change"), done.changed.items())
    for reason, count in done.left.most_common():
        say(f"{counted(count, 'page')} unchanged: {reason}")
    would = "would change" if dry_run else "changed; `yalu tag` classifies them"
    say(f"{counted(done.read, 'page')} re-read, {counted(len(done.changed), 'article')} {would}.")
