"""Commands for the recipients of a subscription: confirmation, feed URLs, webhook secrets."""

from typing import Annotated

import typer

from alerts.subscriptions import ask, confirm, feed_token
from alerts.transports import webhook_secret
from cli.app import data_folder, say
from cli.digests.subscriptions import ExistingId, chosen, subscriptions_app
from scheduler import mailing
from storage import OPERATOR
from yaluwatch import times
from yaluwatch.errors import SubscriptionError


def register(_app: typer.Typer) -> None:
    """Importing this file has added its commands to the group."""


@subscriptions_app.command("ask")
def ask_command(
    context: typer.Context,
    subscription_id: ExistingId,
    address: Annotated[str, typer.Argument(help="One of its e-mail addresses.")],
    agreed: Annotated[bool, typer.Option("--agreed", help="Record that the address has agreed.")] = False,
) -> None:
    """Ask an address again to confirm a subscription, or record with --agreed that it has.

    Example: [bold]yalu subscriptions ask desk kim@example.org[/bold]
    """
    here = data_folder(context)
    with here.archive(read_only=False) as archive:
        subscription = chosen(archive, subscription_id)
        if address not in subscription.addresses:
            raise SubscriptionError(f"{address} is not in the subscription {subscription_id!r}")
        if agreed:
            confirm(archive, subscription_id, address, times.clock())
        else:
            ask(archive, subscription, address, mailing.message_defaults(here.settings()), times.clock())
    say(f"{address} {'is confirmed' if agreed else 'will be asked in the next delivery run'}.")


@subscriptions_app.command("secret")
def secret_command(
    context: typer.Context,
    subscription_id: ExistingId,
) -> None:
    """Print the secret with which a receiver of JSON verifies our signatures (Standard Webhooks).

    Example: [bold]yalu subscriptions secret desk[/bold]
    """
    here = data_folder(context)
    # The messages of alarms are signed like those of a subscription.
    if subscription_id != OPERATOR:
        with here.archive() as archive:
            chosen(archive, subscription_id)
    if not (secret := here.settings().secret):
        raise SubscriptionError("there is no secret yet; `yalu init` creates one")
    typer.echo(webhook_secret(secret, subscription_id))


@subscriptions_app.command("feed")
def feed_command(
    context: typer.Context,
    subscription_id: ExistingId,
) -> None:
    """Print the feed URLs of a subscription for feed readers: Atom and JSON Feed.

    Anyone who has a URL can read the subscription; it is signed and can't be guessed.

    Example: [bold]yalu subscriptions feed desk[/bold]
    """
    here = data_folder(context)
    with here.archive() as archive:
        chosen(archive, subscription_id)
    settings = here.settings()
    if not settings.secret:
        raise SubscriptionError("there is no secret yet; `yalu init` creates one")
    for form in ("atom", "json"):
        typer.echo(f"{settings.web.address}/feeds/{feed_token(settings.secret, subscription_id)}/{form}")
