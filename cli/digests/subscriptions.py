"""Commands for subscriptions: list, add, edit, backtest, pause, resume, remove."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from alerts.digests import next_due
from alerts.rendering import criteria
from alerts.subscriptions import Backtest, Known, check, save, try_over
from alerts.transports import shown_address
from cli.app import AsJson, DataFolder, data_folder, print_json, print_table, say
from cli.digests.options import SubscriptionOptions, takes_options
from cli.digests.schedule import shown_days
from cli.tables import Row, print_rows
from scheduler import jobs, mailing, searches
from storage import Archive
from yaluwatch import times
from yaluwatch.errors import SettingsError, SubscriptionError
from yaluwatch.model import Frequency, Source, Subscription
from yaluwatch.text import counted

subscriptions_app = typer.Typer()

HEADINGS = ("subscription", "frequency", "next")

# Frequencies that have no hour.
_UNTIMED = {Frequency.IMMEDIATE: "at once", Frequency.HOURLY: "hourly"}


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(subscriptions_app, name="subscriptions")


@subscriptions_app.callback(invoke_without_command=True)
def subscriptions(context: typer.Context, as_json: AsJson = False) -> None:
    """List who gets what, and when; add, edit, pause, resume and remove subscriptions.

    Example: [bold]yalu subscriptions[/bold]
    """
    if not context.invoked_subcommand:
        list_command(context, as_json=as_json)


@subscriptions_app.command("list")
def list_command(context: typer.Context, as_json: AsJson = False) -> None:
    """List who gets what, and when; the same as `yalu subscriptions`.

    Example: [bold]yalu subscriptions list --json[/bold]
    """
    now = times.clock()
    with data_folder(context).archive(read_only=False) as archive:
        listed = [
            (subscription, next_due(subscription, archive.outbox.period_keys(subscription.id), now))
            for subscription in archive.subscriptions.all()
        ]
        waiting = {
            (known.subscription_id, known.address): known.asked_at
            for known in archive.subscriptions.recipients()
            if known.asked_at and not known.confirmed_at
        }
    if as_json:
        print_json([asdict(subscription) | {"next": when} for subscription, when in listed])
        return
    print_rows(HEADINGS, [subscription_row(item, when, waiting, now) for item, when in listed])


def subscription_row(
    item: Subscription,
    when: datetime | None,
    waiting: Mapping[tuple[str, str], datetime | None],
    now: datetime,
) -> Row:
    """A subscription in the table, with its criteria and recipients below it."""
    to = ", ".join(_to(item.id, address, waiting) for address in item.addresses) or "the outbox folder"
    notes = filter(None, (_days(item), criteria(item), f"to {to}"))
    return Row((item.id, _frequency(item), _next(item, when, now)), list(notes))


def _to(subscription_id: str, address: str, waiting: Mapping[tuple[str, str], datetime | None]) -> str:
    asked = waiting.get((subscription_id, address))
    return f"{address} (asked {asked:%Y-%m-%d}, not confirmed yet)" if asked else shown_address(address)


ExistingId = Annotated[str, typer.Argument(metavar="ID", help="Subscription id.")]
NewId = Annotated[str, typer.Argument(metavar="ID", help="Short name: lower-case letters, digits, hyphens.")]
Agreed = Annotated[
    bool, typer.Option("--agreed", help="All addresses named have agreed; do not ask them to confirm.")
]
Force = Annotated[bool, typer.Option("--force", help="Save it even if it matches nothing or too much.")]


@subscriptions_app.command()
@takes_options
def add(
    context: typer.Context,
    subscription_id: NewId,
    options: SubscriptionOptions,
    agreed: Agreed = False,
    force: Force = False,
) -> None:
    """Add a subscription; replaces any subscription with the same id.

    The subscription is tried on the archive first. If it matches nothing, or
    more than 30 stories a day, it is not saved unless you add --force.

    Example: [bold]yalu subscriptions add desk --to desk@example.org --topic smuggling[/bold]
    """
    fresh = Subscription(id=subscription_id, name="China–North Korea trade", created_at=times.clock())
    _save(data_folder(context), replace(fresh, **options.changes()), "", agreed=agreed, force=force)


@subscriptions_app.command()
@takes_options
def edit(
    context: typer.Context,
    subscription_id: ExistingId,
    options: SubscriptionOptions,
    agreed: Agreed = False,
    force: Force = False,
) -> None:
    """Change the options you name and keep the rest; a list is replaced, and "" clears it.

    Example: [bold]yalu subscriptions edit desk --topic smuggling --topic border --hour 7[/bold]
    """
    here = data_folder(context)
    with here.archive() as archive:
        before = chosen(archive, subscription_id)
    _save(here, replace(before, **options.changes()), before.query, agreed=agreed, force=force)


def _save(here: DataFolder, made: Subscription, query_before: str, *, agreed: bool, force: bool) -> None:
    """Save a subscription; a search that is new must not ask for filter values that don't exist."""
    settings = here.settings()
    classifier = jobs.load_classifier(settings)
    sources = [source.id for source in here.sources()] if made.sources else []
    known = Known(classifier.topics, set(classifier.places), sources)
    check(made, known, allow_private=settings.mail.allow_private)
    with here.archive(read_only=False) as archive:
        values = searches.filter_values(archive, settings, _listed(here))
        if made.query != query_before:
            searches.check(made.query, values)
        saved = save(
            archive,
            made,
            searches.reader(values),
            mailing.message_defaults(settings),
            times.clock(),
            agreed=agreed,
            force=force,
        )
    stories = saved.backtest.stories
    to = ", ".join(map(shown_address, made.addresses)) or "the outbox"
    when = ", ".join(filter(None, (_frequency(made), _days(made))))
    say(f"{made.id}: {criteria(made)}; {when} to {to}.")
    matched = counted(len(stories), "story", "stories")
    days = "day" if saved.backtest.span == 1 else f"{saved.backtest.span} days"
    say(f"In the last {days} it would have matched {matched}.")
    if saved.asked:
        say(f"Asked to confirm first: {', '.join(saved.asked)}; nothing else is sent until they do.")
    if (earlier := saved.earlier_stories) is not None:
        say(f"The change adds {len(stories - earlier)} of these and removes {len(earlier - stories)} others.")


def _listed(here: DataFolder) -> list[Source]:
    """The source list; empty if there is none yet."""
    try:
        return here.sources()
    except SettingsError:
        return []


@subscriptions_app.command("backtest")
def backtest_command(
    context: typer.Context,
    subscription_id: ExistingId,
    days: Annotated[int, typer.Option(min=1, max=3650, help="Number of days to look back.")] = 100,
    as_json: AsJson = False,
) -> None:
    """Show what a subscription would have matched, by day, topic, language and source.

    Example: [bold]yalu subscriptions backtest everything --days 30[/bold]
    """
    here, now = data_folder(context), times.clock()
    with here.archive(read_only=False) as archive:
        values = searches.filter_values(archive, here.settings(), _listed(here))
        subscription = chosen(archive, subscription_id)
        past = archive.stories.grouped_since(now - timedelta(days=days))
        tried = try_over(archive, subscription, past, searches.reader(values), now, days=days)
    if as_json:
        print_json(_backtest_row(tried))
        return
    matched, span = counted(len(tried.stories), "story", "stories"), counted(tried.span, "day")
    say(f"{matched} in {span} ({tried.a_day:.1f} a day), out of {tried.all_stories} in total.")
    most = max(tried.days.values(), default=0)
    print_table(
        ("day", "stories", ""),
        ((str(day), str(count), "█" * round(40 * count / most)) for day, count in tried.days.items()),
    )
    for name, counts in (
        ("topics", tried.topics),
        ("languages", tried.languages),
        ("sources", tried.sources),
    ):
        say(f"{name}: " + ", ".join(f"{key} {count}" for key, count in counts.items()))
    for stored in tried.samples:
        say(f"  {stored.article.title}  yalu show {stored.id}")


@subscriptions_app.command()
def pause(
    context: typer.Context,
    subscription_id: ExistingId,
) -> None:
    """Pause a subscription; when resumed, it gets what it missed.

    Example: [bold]yalu subscriptions pause everything[/bold]
    """
    with data_folder(context).archive(read_only=False) as archive:
        archive.subscriptions.set_paused(chosen(archive, subscription_id).id, is_paused=True)
    say(f"{subscription_id} is paused.")


@subscriptions_app.command()
def resume(
    context: typer.Context,
    subscription_id: ExistingId,
) -> None:
    """Resume a paused subscription, including addresses suspended because they rejected mail.

    Example: [bold]yalu subscriptions resume everything[/bold]
    """
    with data_folder(context).archive(read_only=False) as archive:
        archive.subscriptions.set_paused(chosen(archive, subscription_id).id, is_paused=False)
    say(f"{subscription_id} is resumed.")


@subscriptions_app.command()
def remove(
    context: typer.Context,
    subscription_id: ExistingId,
) -> None:
    """Delete a subscription; what was sent stays on record.

    Example: [bold]yalu subscriptions remove seoul-desk[/bold]
    """
    with data_folder(context).archive(read_only=False) as archive:
        chosen(archive, subscription_id)
        archive.subscriptions.remove(subscription_id)
    say(f"{subscription_id} is removed.")


def chosen(archive: Archive, subscription_id: str) -> Subscription:
    """The subscription with this id. Raises SubscriptionError listing the existing ones."""
    known = {subscription.id: subscription for subscription in archive.subscriptions.all()}
    if subscription_id not in known:
        existing = ", ".join(known) or "none yet; `yalu subscriptions add` adds one"
        raise SubscriptionError(f"there is no subscription {subscription_id!r}; existing ones: {existing}")
    return known[subscription_id]


def _frequency(subscription: Subscription) -> str:
    if subscription.frequency in _UNTIMED:
        return _UNTIMED[subscription.frequency]
    hours = subscription.hours[:1] if subscription.frequency is Frequency.WEEKLY else subscription.hours
    times = ", ".join(f"{hour:02}:00" for hour in hours)
    return f"{subscription.frequency} {times} {subscription.timezone}"


def _days(subscription: Subscription) -> str:
    """Such as "only mon-fri, not on holidays in KR"; "" for every day."""
    parts = [f"only {shown_days(subscription.days)}"] if subscription.days else []
    if subscription.holidays:
        parts.append(f"not on holidays in {', '.join(subscription.holidays)}")
    return ", ".join(parts)


def _next(subscription: Subscription, when: datetime | None, now: datetime) -> str:
    if when is None:
        return "paused" if subscription.paused else "when there is news"
    return "now" if when <= now else f"{when.astimezone(ZoneInfo(subscription.timezone)):%Y-%m-%d %H:%M}"


def _backtest_row(tried: Backtest) -> dict[str, object]:
    return {
        "first": tried.first,
        "last": tried.last,
        "stories": len(tried.stories),
        "stories_a_day": round(tried.a_day, 2),
        "all_stories": tried.all_stories,
        "days": {str(day): count for day, count in tried.days.items()},
        "topics": tried.topics,
        "languages": tried.languages,
        "sources": tried.sources,
        "samples": [stored.id for stored in tried.samples],
    }
