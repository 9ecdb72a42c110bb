"""The options of a subscription, shared by `add` and `edit`."""

import inspect
from collections.abc import Callable
from dataclasses import Field, dataclass, fields
from enum import StrEnum
from functools import wraps
from typing import Annotated, Any, get_type_hints

import typer

from alerts.transports import split_addresses
from cli.digests.schedule import read_countries, read_days, read_hours
from yaluwatch.model import Frequency


class MailLanguage(StrEnum):
    """Languages of an e-mail's labels."""

    EN = "en"
    KO = "ko"
    ZH = "zh"


def _hidden(*names: str) -> Any:
    """An earlier spelling, which keeps working but is not in the help."""
    return typer.Option(*names, hidden=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionOptions:
    """The options given on the command line; None = not given."""

    name: Annotated[str | None, typer.Option(help="Name shown at the top of the e-mail.")] = None
    to: Annotated[
        list[str] | None,
        typer.Option(
            help="E-mail address, https URL for JSON, or chat such as slack://… (repeatable; "
            "default: the outbox folder)."
        ),
    ] = None
    topic: Annotated[list[str] | None, typer.Option(help="Only these topics (repeatable).")] = None
    place: Annotated[list[str] | None, typer.Option(help="Only these places (repeatable).")] = None
    language: Annotated[
        list[str] | None, typer.Option(help="Only articles in these languages: en, ko, zh, ja (repeatable).")
    ] = None
    lang: Annotated[list[str] | None, _hidden("--lang")] = None
    source: Annotated[list[str] | None, typer.Option(help="Only these sources (repeatable).")] = None
    query: Annotated[
        str | None, typer.Option(help="Search query that articles must also match, as for yalu search.")
    ] = None
    min_publishers: Annotated[
        int | None,
        typer.Option(min=1, max=20, help="Only stories reported by at least N independent publishers."),
    ] = None
    minimum_publishers: Annotated[int | None, _hidden("--minimum-publishers")] = None
    min_relevance: Annotated[
        float | None, typer.Option(min=0, max=1, help="Minimum relevance (default 0.5).")
    ] = None
    minimum: Annotated[float | None, _hidden("--minimum")] = None
    frequency: Annotated[
        Frequency | None, typer.Option(help="How often to send; immediate sends alerts.")
    ] = None
    rhythm: Annotated[Frequency | None, _hidden("--rhythm")] = None
    hour: Annotated[
        str | None,
        typer.Option(
            help="Local hours of the digests, 0–23, such as 8 or 8,14,20 (default 8).", metavar="HOURS"
        ),
    ] = None
    days: Annotated[
        str | None,
        typer.Option(
            help="Days with digests, such as mon-fri or mon,thu (default: every day).", metavar="DAYS"
        ),
    ] = None
    holidays: Annotated[
        str | None,
        typer.Option(
            help="No digest on public holidays of these countries, such as KR or KR,CN.", metavar="COUNTRIES"
        ),
    ] = None
    timezone: Annotated[str | None, typer.Option(help="IANA time zone of the hour, such as Asia/Seoul.")] = (
        None
    )
    mail_language: Annotated[MailLanguage | None, typer.Option(help="Language of the e-mail's labels.")] = (
        None
    )
    words: Annotated[MailLanguage | None, _hidden("--words")] = None
    send_empty: Annotated[
        bool | None,
        typer.Option("--send-empty/--no-send-empty", help="Send an e-mail even if there is nothing new."),
    ] = None
    quiet_days: Annotated[bool | None, _hidden("--quiet-days/--no-quiet-days")] = None
    max_stories: Annotated[
        int | None,
        typer.Option(min=1, max=200, help="Maximum number of new stories shown in full (default 8)."),
    ] = None

    def changes(self) -> dict[str, Any]:
        """The values given, by field of a subscription; an empty text clears a list."""
        lists = {
            "addresses": self.to and [one for given in self.to for one in split_addresses(given)],
            "topics": self.topic,
            "places": self.place,
            "languages": self.language or self.lang,
            "sources": self.source,
        }
        mail_language = self.mail_language or self.words
        values = {
            "name": self.name,
            "query": self.query,
            "minimum_publishers": self.min_publishers or self.minimum_publishers,
            "minimum_score": _first(self.min_relevance, self.minimum),
            "frequency": self.frequency or self.rhythm,
            "timezone": self.timezone,
            "language": mail_language.value if mail_language else None,
            "send_when_quiet": _first(self.send_empty, self.quiet_days),
            "max_stories": self.max_stories,
        }
        schedule = {
            "hours": read_hours(self.hour) if self.hour is not None else None,
            "days": read_days(self.days) if self.days is not None else None,
            "holidays": read_countries(self.holidays) if self.holidays is not None else None,
        }
        values |= schedule
        named = {field: tuple(filter(None, given)) for field, given in lists.items() if given is not None}
        return named | {field: value for field, value in values.items() if value is not None}


def takes_options(command: Callable[..., None]) -> Callable[..., None]:
    """Replace the parameter `options` of a command by the options above."""

    @wraps(command)
    def with_options(**given: Any) -> None:
        named = {field.name: given.pop(field.name) for field in fields(SubscriptionOptions)}
        command(**given, options=SubscriptionOptions(**named))

    signature = inspect.signature(command)
    own = [parameter for name, parameter in signature.parameters.items() if name != "options"]
    hints = get_type_hints(SubscriptionOptions, include_extras=True)
    added = [_parameter(field, hints[field.name]) for field in fields(SubscriptionOptions)]
    # Typer reads a command's parameters from these two attributes.
    with_options.__signature__ = signature.replace(parameters=[*own, *added])  # type: ignore[attr-defined]
    with_options.__annotations__ = get_type_hints(command, include_extras=True) | hints
    return with_options


def _parameter(field: "Field[Any]", hint: Any) -> inspect.Parameter:
    return inspect.Parameter(
        field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=hint
    )


def _first(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)
