"""The stages after collecting, one by one: tag, group, send."""

import typer

from scheduler import jobs
from yaluwatch.cli.app import STAGES, place, say


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    for command in (tag, group, send):
        app.command(rich_help_panel=STAGES)(command)


def tag(context: typer.Context) -> None:
    """Judge the articles, and edits of them, that have not been judged.

    Example: [bold]yalu tag[/bold]
    """
    here = place(context)
    judge = jobs.load_classifier(here.settings())
    with here.archive(read_only=False) as archive:
        say(f"{jobs.tag(archive, judge, jobs.clock())} articles tagged.")


def group(context: typer.Context) -> None:
    """Put relevant articles without a story into one.

    Example: [bold]yalu group[/bold]
    """
    with place(context).archive(read_only=False) as archive:
        say(f"{jobs.group(archive, jobs.clock())} articles grouped.")


def send(context: typer.Context) -> None:
    """Hand over the messages that wait in the outbox.

    Example: [bold]yalu send[/bold]
    """
    here = place(context)
    with here.archive(read_only=False) as archive:
        ended = jobs.send(archive, here.settings(), jobs.clock())
    for delivery in ended:
        say(f"{delivery.subscription_id} {delivery.address or 'outbox'}: {delivery.state} {delivery.detail}")
    say(f"{len(ended)} messages handled.")
