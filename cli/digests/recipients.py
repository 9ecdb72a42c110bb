"""Commands about the recipients of a subscription: ask for consent, feed addresses, webhook secrets."""

from typing import Annotated

import typer

from alerts.delivery import webhook_secret
from alerts.subscriptions import ask, confirm, feed_token
from cli.app import place, say
from cli.digests.subscriptions import Agreed, chosen, subscriptions_app
from scheduler import jobs
from yaluwatch.errors import SubscriptionError


def register(_app: typer.Typer) -> None:
    """The group is there already; its commands were added when this file was imported."""


@subscriptions_app.command("ask")
def ask_command(
    context: typer.Context,
    subscription_id: Annotated[str, typer.Argument(metavar="ID")],
    address: Annotated[str, typer.Argument(help="One of its addresses.")],
    agreed: Agreed = False,
) -> None:
    """Ask an address again whether it wants a subscription, or note with --agreed that it does.

    Example: [bold]yalu subscriptions ask desk kim@example.org[/bold]
    """
    here = place(context)
    with here.archive(read_only=False) as archive:
        subscription = chosen(archive, subscription_id)
        if address not in subscription.addresses:
            raise SubscriptionError(f"{address} is not in the subscription {subscription_id!r}")
        if agreed:
            confirm(archive, subscription_id, address, jobs.clock())
        else:
            ask(archive, subscription, address, jobs.message_defaults(here.settings()), jobs.clock())
    say(f"{address} {'gets its mail' if agreed else 'is asked with the next mail round'}.")


@subscriptions_app.command("secret")
def secret_command(
    context: typer.Context, subscription_id: Annotated[str, typer.Argument(metavar="ID")]
) -> None:
    """Print what a receiver of JSON checks our signatures with (Standard Webhooks).

    Example: [bold]yalu subscriptions secret desk[/bold]
    """
    here = place(context)
    with here.archive() as archive:
        chosen(archive, subscription_id)
    if not (secret := here.settings().secret):
        raise SubscriptionError("there is no secret yet; `yalu init` makes one")
    typer.echo(webhook_secret(secret, subscription_id))


@subscriptions_app.command("feed")
def feed_command(
    context: typer.Context, subscription_id: Annotated[str, typer.Argument(metavar="ID")]
) -> None:
    """Print the addresses under which a feed reader gets a subscription: Atom and JSON Feed.

    Who has such an address can read the subscription: it is signed, and can't be guessed.

    Example: [bold]yalu subscriptions feed desk[/bold]
    """
    here = place(context)
    with here.archive() as archive:
        chosen(archive, subscription_id)
    settings = here.settings()
    if not settings.secret:
        raise SubscriptionError("there is no secret yet; `yalu init` makes one")
    for form in ("atom", "json"):
        typer.echo(f"{settings.web.address}/feeds/{feed_token(settings.secret, subscription_id)}/{form}")
