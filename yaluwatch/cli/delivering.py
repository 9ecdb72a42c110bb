"""Commands around digests: digest and outbox."""

from dataclasses import asdict
from typing import Annotated

import typer

from alerts import draft, queue
from scheduler import jobs
from yaluwatch.cli.app import DIGESTS, AsJson, place, print_json, print_table, say
from yaluwatch.cli.subscribing import chosen
from yaluwatch.model import Delivery


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    for command in (digest, outbox):
        app.command(rich_help_panel=DIGESTS)(command)


def digest(
    context: typer.Context,
    subscription_id: Annotated[
        str, typer.Argument(metavar="SUBSCRIPTION", help="Whose; `yalu subscriptions` lists them.")
    ] = "everything",
    preview: Annotated[bool, typer.Option("--preview", help="Print it; send and record nothing.")] = False,
) -> None:
    """Make and send a subscription's digest now: what is new since its last one.

    Without a mail server in the settings it is written to the folder outbox.

    Example: [bold]yalu digest everything --preview[/bold]
    """
    here = place(context)
    settings = here.settings()
    now = jobs.clock()
    with here.archive(read_only=False) as archive:
        subscription = chosen(archive, subscription_id)
        made = draft(
            archive,
            subscription,
            here.sources(),
            period_key=f"by hand {now.isoformat()}",
            web_url=settings.web.address,
            now=now,
            read_query=jobs.read_query,
        )
        if preview:
            typer.echo(f"Subject: {made.rendered.subject}\n\n{made.rendered.text}")
            return
        queue(archive, made, jobs.letterhead(settings))
        ended = jobs.send(archive, settings, jobs.clock())
    say(f"{made.rendered.subject}")
    for delivery in ended:
        say(f"{delivery.address or 'outbox'}: {delivery.state}, {delivery.detail}")
    if not ended:
        say("Nothing new, and this reader does not want to hear of quiet days.")


def outbox(context: typer.Context, as_json: AsJson = False) -> None:
    """The last messages and how they fared.

    Example: [bold]yalu outbox[/bold]
    """
    with place(context).archive() as archive:
        deliveries = archive.deliveries(50)
    if as_json:
        print_json([_delivery_row(delivery) for delivery in deliveries])
        return
    print_table(
        ("number", "subscription", "to", "state", "attempts", "period end", ""),
        (
            (
                str(delivery.id),
                delivery.subscription_id,
                delivery.address or "outbox",
                str(delivery.state),
                str(delivery.attempts),
                f"{delivery.period_end:%Y-%m-%d %H:%M}",
                delivery.detail,
            )
            for delivery in deliveries
        ),
    )


def _delivery_row(delivery: Delivery) -> dict[str, object]:
    return {key: value for key, value in asdict(delivery).items() if key != "content"}
