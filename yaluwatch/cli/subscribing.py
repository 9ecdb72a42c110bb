"""Commands around subscriptions: list, add, backtest, pause, resume, remove."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from email.utils import parseaddr
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from alerts import (
    Backtest,
    Letterhead,
    ask,
    backtest,
    complaint,
    complaint_of,
    complaint_of_chat,
    confirm,
    feed_token,
    is_chat,
    is_webhook,
    next_due,
    shown_address,
    webhook_secret,
)
from alerts.rendering import criteria
from classifier import Classifier
from scheduler import jobs
from storage import Archive
from yaluwatch.cli.app import DIGESTS, AsJson, Place, place, print_json, print_table, say
from yaluwatch.errors import SubscriptionError
from yaluwatch.model import Rhythm, Source, Subscription

subscriptions_app = typer.Typer()


class Words(StrEnum):
    """Languages a mail can speak."""

    EN = "en"
    KO = "ko"
    ZH = "zh"


# Rhythms without an hour of their own.
_UNTIMED = {Rhythm.IMMEDIATE: "at once", Rhythm.HOURLY: "hourly"}

# How far back a new rule is tried.
_LOOK_BACK = timedelta(days=100)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.add_typer(subscriptions_app, name="subscriptions", rich_help_panel=DIGESTS)


@subscriptions_app.callback(invoke_without_command=True)
def subscriptions(context: typer.Context, as_json: AsJson = False) -> None:
    """Who gets what, and when; add, pause, resume and remove subscriptions.

    Example: [bold]yalu subscriptions[/bold]
    """
    if not context.invoked_subcommand:
        list_command(context, as_json=as_json)


@subscriptions_app.command("list")
def list_command(context: typer.Context, as_json: AsJson = False) -> None:
    """Who gets what, and when; the same as without a word behind it.

    Example: [bold]yalu subscriptions list --json[/bold]
    """
    now = jobs.clock()
    with place(context).archive(read_only=False) as archive:
        listed = [
            (subscription, next_due(subscription, archive.period_keys(subscription.id), now))
            for subscription in archive.subscriptions()
        ]
        waiting = {
            (known.subscription_id, known.address): known.asked_at
            for known in archive.post.recipients()
            if known.asked_at and not known.confirmed_at
        }
    if as_json:
        print_json([asdict(subscription) | {"next": when} for subscription, when in listed])
        return
    print_table(
        ("subscription", "to", "rhythm", "asks for", "next"),
        (
            (
                item.id,
                ", ".join(_to(item.id, address, waiting) for address in item.addresses) or "outbox",
                _rhythm(item),
                criteria(item),
                _next(item, when, now),
            )
            for item, when in listed
        ),
    )


def _to(subscription_id: str, address: str, waiting: Mapping[tuple[str, str], datetime | None]) -> str:
    asked = waiting.get((subscription_id, address))
    return f"{address} (asked {asked:%Y-%m-%d}, has not agreed yet)" if asked else shown_address(address)


ReaderId = Annotated[str, typer.Argument(metavar="ID", help="Short name: letters, digits, hyphens.")]
Name = Annotated[str | None, typer.Option(help="As shown at the top of the mail.")]
To = Annotated[
    list[str] | None,
    typer.Option(
        help="Mail address, https address for JSON or chat (slack://…); may be given again. None: outbox."
    ),
]
Topics = Annotated[list[str] | None, typer.Option("--topic", help="Only these topics.")]
Places = Annotated[list[str] | None, typer.Option("--place", help="Only these places.")]
Languages = Annotated[list[str] | None, typer.Option("--lang", help="Only these languages: en, ko, zh, ja.")]
Sources = Annotated[list[str] | None, typer.Option("--source", help="Only these sources.")]
Search = Annotated[
    str | None,
    typer.Option("--query", help="A search that must find the article as well, as for yalu search."),
]
Publishers = Annotated[
    int | None,
    typer.Option(
        "--minimum-publishers", min=1, max=20, help="Told once so many publishers report it by themselves."
    ),
]
Minimum = Annotated[float | None, typer.Option(min=0, max=1, help="Least relevance; 0.5 without.")]
How = Annotated[Rhythm | None, typer.Option("--rhythm", help="How often; immediate: alerts.")]
Hour = Annotated[int | None, typer.Option(min=0, max=23, help="Local hour of a daily or weekly digest.")]
Zone = Annotated[str | None, typer.Option("--timezone", help="IANA zone of that hour, such as Asia/Seoul.")]
MailWords = Annotated[Words | None, typer.Option("--words", help="Language of the mail's own words.")]
Quiet = Annotated[
    bool | None, typer.Option("--quiet-days/--no-quiet-days", help="Send a mail on a day with nothing new.")
]
Most = Annotated[
    int | None,
    typer.Option("--max-stories", min=1, max=200, help="New stories in one mail at most; 20 without."),
]
Agreed = Annotated[bool, typer.Option("--agreed", help="New addresses have agreed already: don't ask them.")]
Force = Annotated[bool, typer.Option(help="Even when it brings nothing, or too much.")]


@subscriptions_app.command()
def add(
    context: typer.Context,
    subscription_id: ReaderId,
    name: Name = None,
    to: To = None,
    topic: Topics = None,
    where: Places = None,
    lang: Languages = None,
    source: Sources = None,
    query: Search = None,
    minimum_publishers: Publishers = None,
    minimum: Minimum = None,
    rhythm: How = None,
    hour: Hour = None,
    timezone: Zone = None,
    words: MailWords = None,
    quiet_days: Quiet = None,
    max_stories: Most = None,
    agreed: Agreed = False,
    force: Force = False,
) -> None:
    """Add a subscription, or put another in the place of the one with this id.

    It is run over the archive first: a rule that would have brought nothing, or more than 30 stories
    a day, is refused with the number unless forced.

    Example: [bold]yalu subscriptions add desk --to desk@example.org --topic smuggling[/bold]
    """
    fresh = Subscription(id=subscription_id, name="China–North Korea trade", created_at=jobs.clock())
    lists = (to, topic, where, lang, source)
    wishes = _wishes(
        lists,
        name,
        query,
        minimum_publishers,
        minimum,
        rhythm,
        hour,
        timezone,
        words,
        quiet_days,
        max_stories,
    )
    _try_and_save(place(context), replace(fresh, **wishes), agreed=agreed, force=force)


@subscriptions_app.command()
def edit(
    context: typer.Context,
    subscription_id: ReaderId,
    name: Name = None,
    to: To = None,
    topic: Topics = None,
    where: Places = None,
    lang: Languages = None,
    source: Sources = None,
    query: Search = None,
    minimum_publishers: Publishers = None,
    minimum: Minimum = None,
    rhythm: How = None,
    hour: Hour = None,
    timezone: Zone = None,
    words: MailWords = None,
    quiet_days: Quiet = None,
    max_stories: Most = None,
    agreed: Agreed = False,
    force: Force = False,
) -> None:
    """Change what is named here of a subscription, and keep the rest; a list is replaced, "" empties it.

    Example: [bold]yalu subscriptions edit desk --topic smuggling --topic border --hour 7[/bold]
    """
    here = place(context)
    with here.archive() as archive:
        before = chosen(archive, subscription_id)
    lists = (to, topic, where, lang, source)
    wishes = _wishes(
        lists,
        name,
        query,
        minimum_publishers,
        minimum,
        rhythm,
        hour,
        timezone,
        words,
        quiet_days,
        max_stories,
    )
    _try_and_save(here, replace(before, **wishes), agreed=agreed, force=force)


def _wishes(
    lists: Sequence[list[str] | None],
    name: str | None,
    query: str | None,
    minimum_publishers: int | None,
    minimum: float | None,
    rhythm: Rhythm | None,
    hour: int | None,
    timezone: str | None,
    words: Words | None,
    quiet_days: bool | None,
    max_stories: int | None,
) -> dict[str, Any]:
    """Fields of a subscription that were named, by field."""
    named = ("addresses", "topics", "places", "languages", "sources")
    wishes: dict[str, Any] = {
        field: tuple(value for value in values if value)
        for field, values in zip(named, lists, strict=True)
        if values is not None
    }
    others = {
        "name": name,
        "query": query,
        "minimum_publishers": minimum_publishers,
        "minimum_score": minimum,
        "rhythm": rhythm,
        "hour": hour,
        "timezone": timezone,
        "language": words.value if words else None,
        "send_when_quiet": quiet_days,
        "max_stories": max_stories,
    }
    return wishes | {field: value for field, value in others.items() if value is not None}


def _try_and_save(here: Place, made: Subscription, *, agreed: bool, force: bool) -> None:
    """Run a subscription over the past, and save it unless that speaks against it."""
    jobs.read_query(made.query)
    check(made, jobs.load_classifier(here.settings()), here.sources() if made.sources else ())
    now = jobs.clock()
    with here.archive(read_only=False) as archive:
        past = archive.grouped_since(now - _LOOK_BACK)
        tried = backtest(made, past, days=_LOOK_BACK.days, now=now, found=_found(archive, made))
        if (reason := complaint(tried)) and not force:
            raise SubscriptionError(f"{made.id} is refused: {reason}; widen or narrow it, or give --force")
        before = next((item for item in archive.subscriptions() if item.id == made.id), None)
        if before:
            had = backtest(before, past, days=_LOOK_BACK.days, now=now, found=_found(archive, before)).stories
        archive.save_subscription(made)
        asked = [] if agreed else _ask_new(archive, before, made, jobs.letterhead(here.settings()), now)
    to = ", ".join(map(shown_address, made.addresses)) or "the outbox"
    say(f"{made.id}: {criteria(made)}; {_rhythm(made)} to {to}.")
    say(f"Over the last {tried.span} days it would have brought {len(tried.stories)} stories.")
    if asked:
        say(f"Asked first: {', '.join(asked)}; nothing else is sent there before they agree.")
    if before:
        say(
            f"The change adds {len(tried.stories - had)} of them and loses {len(had - tried.stories)} others."
        )


def _ask_new(
    archive: Archive, before: Subscription | None, made: Subscription, house: Letterhead, now: datetime
) -> list[str]:
    """Ask addresses that were not in the subscription whether they want it; those asked.

    Where readers can't reach our pages, nobody can agree, so nobody is asked.
    """
    new = [address for address in made.addresses if before is None or address not in before.addresses]
    # A program can't agree; whoever gives its address has it in hand.
    asked = [address for address in new if "://" not in address] if house.secret else []
    for address in asked:
        ask(archive, made, address, house, now)
    return asked


def _found(archive: Archive, subscription: Subscription) -> set[int] | None:
    """The articles a subscription's search finds, of all times; None when it has none."""
    if not subscription.query:
        return None
    return archive.desk.matching(jobs.read_query(subscription.query), at_least=0)


@subscriptions_app.command("backtest")
def backtest_command(
    context: typer.Context,
    subscription_id: Annotated[str, typer.Argument(metavar="ID")],
    days: Annotated[int, typer.Option(min=1, max=3650, help="How far back.")] = 100,
    as_json: AsJson = False,
) -> None:
    """What a subscription would have brought: by day, topic, language and source, with samples.

    Example: [bold]yalu subscriptions backtest everything --days 30[/bold]
    """
    now = jobs.clock()
    with place(context).archive(read_only=False) as archive:
        subscription = chosen(archive, subscription_id)
        past = archive.grouped_since(now - timedelta(days=days))
        tried = backtest(subscription, past, days=days, now=now, found=_found(archive, subscription))
    if as_json:
        print_json(_backtest_row(tried))
        return
    a_day = f"{tried.a_day:.1f} a day"
    say(f"{len(tried.stories)} stories in {tried.span} days, {a_day}, of {tried.all_stories} in all.")
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
def pause(context: typer.Context, subscription_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Stop serving a subscription; on resuming it gets what it missed.

    Example: [bold]yalu subscriptions pause everything[/bold]
    """
    with place(context).archive(read_only=False) as archive:
        archive.save_subscription(replace(chosen(archive, subscription_id), paused=True))
    say(f"{subscription_id} is paused.")


@subscriptions_app.command()
def resume(context: typer.Context, subscription_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Serve a paused subscription again, addresses that were suspended for refusing mail, too.

    Example: [bold]yalu subscriptions resume everything[/bold]
    """
    with place(context).archive(read_only=False) as archive:
        archive.save_subscription(replace(chosen(archive, subscription_id), paused=False))
        archive.post.clear_refusals(subscription_id)
    say(f"{subscription_id} is served again.")


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
            ask(archive, subscription, address, jobs.letterhead(here.settings()), jobs.clock())
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


@subscriptions_app.command()
def remove(context: typer.Context, subscription_id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Delete a subscription; what was sent to it stays on record.

    Example: [bold]yalu subscriptions remove seoul-desk[/bold]
    """
    with place(context).archive(read_only=False) as archive:
        chosen(archive, subscription_id)
        archive.remove_subscription(subscription_id)
    say(f"{subscription_id} is removed.")


def chosen(archive: Archive, subscription_id: str) -> Subscription:
    """The subscription with this id. Raises SubscriptionError naming those there are."""
    known = {subscription.id: subscription for subscription in archive.subscriptions()}
    if subscription_id not in known:
        there = ", ".join(known) or "none; `yalu subscriptions add` adds one"
        raise SubscriptionError(f"there is no subscription {subscription_id!r}; there are: {there}")
    return known[subscription_id]


def check(subscription: Subscription, classifier: Classifier, sources: Sequence[Source]) -> None:
    """Raise SubscriptionError naming what can't be right."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", subscription.id):
        raise SubscriptionError(f"{subscription.id!r} is no id; use lower-case letters, digits and hyphens")
    for address in subscription.addresses:
        if is_webhook(address):
            if why := complaint_of(address):
                raise SubscriptionError(f"nothing can be posted to {address!r}: {why}")
            continue
        if is_chat(address):
            if why := complaint_of_chat(address):
                raise SubscriptionError(f"nothing can be sent to {shown_address(address)!r}: {why}")
            continue
        _, plain = parseaddr(address)
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", plain):
            raise SubscriptionError(f"{address!r} is no mail address")
    known = (
        ("topic", subscription.topics, set(classifier.topics)),
        ("place", subscription.places, set(classifier.places)),
        ("language", subscription.languages, {"en", "ko", "zh", "ja"}),
        ("source", subscription.sources, {source.id for source in sources}),
    )
    for word, wanted, there in known:
        if unknown := [item for item in wanted if item not in there]:
            raise SubscriptionError(f"there is no {word} {unknown[0]!r}")
    try:
        ZoneInfo(subscription.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SubscriptionError(
            f"{subscription.timezone!r} is no IANA time zone, such as Asia/Seoul"
        ) from error


def _rhythm(subscription: Subscription) -> str:
    if subscription.rhythm in _UNTIMED:
        return _UNTIMED[subscription.rhythm]
    return f"{subscription.rhythm} {subscription.hour:02}:00 {subscription.timezone}"


def _next(subscription: Subscription, when: datetime | None, now: datetime) -> str:
    if when is None:
        return "paused" if subscription.paused else "when something comes"
    return "due" if when <= now else f"{when.astimezone(ZoneInfo(subscription.timezone)):%Y-%m-%d %H:%M}"


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
