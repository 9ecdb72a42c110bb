"""Commands for digests and messages: digest, outbox and bounces."""

import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from alerts.delivery import Draft, draft, problem_text, queue
from alerts.delivery import drop as drop_message
from alerts.delivery import retry as retry_message
from alerts.digests import Weights
from alerts.transports import shown_address
from cli.app import AsJson, DataFolder, data_folder, print_json, say
from cli.digests.explanation import print_explanation
from cli.digests.subscriptions import ExistingId, chosen, subscriptions_app
from cli.tables import Row, print_rows
from scheduler import mailing, searches
from storage import Archive
from yaluwatch import times
from yaluwatch.errors import MailError, SettingsError
from yaluwatch.model import Delivery, DeliveryState
from yaluwatch.text import counted

outbox_app = typer.Typer()

HEADINGS = ("number", "subscription", "to", "state", "period end")

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Message number, as listed by `yalu outbox`.")]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(digest)
    app.add_typer(outbox_app, name="outbox")
    app.command()(bounces)


def digest(
    context: typer.Context,
    subscription_id: Annotated[
        str,
        typer.Argument(metavar="SUBSCRIPTION", help="Subscription id, as listed by `yalu subscriptions`."),
    ] = "everything",
    preview: Annotated[
        bool, typer.Option("--preview", help="Only print the digest; send and record nothing.")
    ] = False,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Only print why the stories stand in this order; send nothing."),
    ] = False,
) -> None:
    """Compose and send a subscription's digest now: what is new since the last one.

    If no SMTP server is set, the digest is written to the folder outbox.

    Example: [bold]yalu digest everything --preview[/bold]
    """
    here = data_folder(context)
    settings = here.settings()
    with here.archive(read_only=False) as archive:
        made = _drafted(here, archive, subscription_id, is_translated=not (preview or explain))
        if explain:
            print_explanation(made.digest, mailing.preferences(settings).weights or Weights())
            return
        if preview:
            typer.echo(f"Subject: {made.rendered.subject}\n\n{made.rendered.text}")
            return
        queue(archive, made, mailing.message_defaults(settings))
        ended = mailing.send(settings, times.clock())
    say(f"{made.rendered.subject}")
    for delivery in ended:
        say(f"{shown_address(delivery.address) or 'outbox'}: {delivery.state}, {delivery.detail}")
    if not ended:
        say("Nothing new, so nothing was sent; --send-empty on the subscription would send it anyway.")


@subscriptions_app.command("preview")
def preview_command(
    context: typer.Context,
    subscription_id: ExistingId,
    html: Annotated[bool, typer.Option("--html", help="Print the HTML part instead of the text.")] = False,
) -> None:
    """Print the e-mail a subscription would get now; nothing is sent or recorded.

    Example: [bold]yalu subscriptions preview desk --html[/bold]
    """
    here = data_folder(context)
    with here.archive() as archive:
        rendered = _drafted(here, archive, subscription_id).rendered
    typer.echo(rendered.html if html else f"Subject: {rendered.subject}\n\n{rendered.text}")


def _drafted(
    here: DataFolder, archive: Archive, subscription_id: str, *, is_translated: bool = False
) -> Draft:
    """The digest a subscription would get now; machine translations need an archive that can be written."""
    now, sources, settings = times.clock(), here.sources(), here.settings()
    return draft(
        archive,
        chosen(archive, subscription_id),
        sources,
        period_key=f"by hand {now.isoformat()}",
        web_url=settings.web.address,
        now=now,
        read_query=searches.reader(searches.filter_values(archive, settings, sources)),
        preferences=mailing.preferences(settings, archive if is_translated else None),
    )


@outbox_app.callback(invoke_without_command=True)
def outbox(context: typer.Context, as_json: AsJson = False) -> None:
    """List recent messages with their delivery status; show, retry or drop one.

    Example: [bold]yalu outbox[/bold]
    """
    if context.invoked_subcommand:
        return
    with data_folder(context).archive() as archive:
        deliveries = archive.outbox.newest(50)
        suspended = [known for known in archive.subscriptions.recipients() if known.suspended_at]
        problems = archive.outbox.problems()
    if not as_json:
        for problem in problems:
            say(problem_text(problem))
        for known in suspended:
            say(
                f"{known.address} has been suspended since {known.suspended_at:%Y-%m-%d}: {known.detail}; "
                f"to resume, run: yalu subscriptions resume {known.subscription_id}"
            )
    if as_json:
        print_json([_delivery_row(delivery) for delivery in deliveries])
        return
    print_rows(HEADINGS, map(outbox_row, deliveries))


def outbox_row(delivery: Delivery) -> Row:
    """A message in the table, with the last error or the file written below it."""
    cells = (
        str(delivery.id),
        delivery.subscription_id,
        shown_address(delivery.address) or "outbox",
        str(delivery.state),
        f"{delivery.period_end:%Y-%m-%d %H:%M}",
    )
    notes = [delivery.detail] if delivery.detail else []
    return Row(cells, [*notes, f"{delivery.attempts} attempts"] if delivery.attempts > 1 else notes)


@outbox_app.command("show")
def show_message(context: typer.Context, number: Number) -> None:
    """Print a message exactly as it is sent.

    Example: [bold]yalu outbox show 12 > message.eml[/bold]
    """
    with data_folder(context).archive() as archive:
        typer.echo(_message(archive, number).content.decode("utf-8", errors="replace"))


@outbox_app.command()
def retry(context: typer.Context, number: Number) -> None:
    """Send a message again in the next delivery run, even if it failed, is doubtful or was dropped.

    Example: [bold]yalu outbox retry 12[/bold]
    """
    _move(context, number, retry_message, DeliveryState.QUEUED)


@outbox_app.command()
def drop(context: typer.Context, number: Number) -> None:
    """Do not send a waiting message; its stories do not count as reported to the reader.

    Example: [bold]yalu outbox drop 12[/bold]
    """
    _move(context, number, drop_message, DeliveryState.DROPPED)


def bounces(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(help="File with a returned e-mail, a Maildir, or - for standard input.")
    ] = "-",
    pick_up: Annotated[
        bool, typer.Option("--pick-up", help="Read the mailbox set as mail.bounce_mailbox.")
    ] = False,
) -> None:
    """Process returned e-mail; an address that rejects mail three times is suspended.

    The service does so on its own if mail.bounce_mailbox is set.

    Example: [bold]yalu bounces returned.eml[/bold]
    """
    here = data_folder(context)
    settings = here.settings()
    is_folder = file != "-" and Path(file).is_dir()
    if pick_up and not settings.mail.bounce_mailbox:
        raise SettingsError("mail.bounce_mailbox is not set: there is no mailbox to read")
    with here.archive(read_only=False) as archive:
        if pick_up or is_folder:
            done = mailing.take_returned_mail(archive, settings, times.clock(), "" if pick_up else file)
            for uid, answer in (*done.processed, *done.unreadable):
                say(f"{uid}: {answer}")
            taken = counted(len(done.processed), "returned e-mail")
            say(f"{taken} processed, {len(done.unreadable)} unreadable.")
            return
        for line in mailing.take_one(archive, settings, _read(file), times.clock()):
            say(line)


def _read(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise MailError(f"{file} can't be read: {error.strerror}", permanent=True) from error


def _move(
    context: typer.Context, number: int, change: Callable[[Archive, int], bool], to: DeliveryState
) -> None:
    with data_folder(context).archive(read_only=False) as archive:
        before = _message(archive, number)
        if not change(archive, number):
            raise MailError(f"message {number} is {before.state}, which can't be undone", permanent=True)
    recipient = shown_address(before.address) or "the outbox"
    say(f"Message {number} to {recipient} was {before.state} and is now {to}.")


def _message(archive: Archive, number: int) -> Delivery:
    found = archive.outbox.get(number)
    if found is None:
        raise MailError(f"there is no message {number}; `yalu outbox` lists them", permanent=True)
    return found


def _delivery_row(delivery: Delivery) -> dict[str, object]:
    return {key: value for key, value in asdict(delivery).items() if key != "content"}
