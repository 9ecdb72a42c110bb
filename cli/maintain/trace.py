"""Printing the path of an article or URL."""

from collections.abc import Container
from dataclasses import asdict

from cli.app import DataFolder, bold, print_json, say
from cli.tables import wrapped
from monitoring import Trace, article_number, trace_of
from scheduler import searches
from storage import Archive
from yaluwatch.errors import ArchiveError, QueryError, SettingsError

_WIDTH = 80


def print_trace(here: DataFolder, wanted: str, *, as_json: bool) -> None:
    """Print the path of an article by number, or of a URL. Raises ArchiveError for an unknown number."""
    with here.archive() as archive:
        found = trace_of(archive, wanted, _matches(here, archive, wanted))
    if found.article_id is None and wanted.isdigit():
        raise ArchiveError(f"there is no article {wanted}; `yalu search` prints the numbers, or give its URL")
    if as_json:
        print_json(asdict(found))
    else:
        _print(found)


def _print(found: Trace) -> None:
    if found.article_id is not None:
        say(bold(f"{found.article_id}  {found.title}"))
    for step in found.steps:
        first, *rest = wrapped(step.text, _WIDTH, " " * 30)
        say(f"{step.at:%Y-%m-%d %H:%M:%S} {step.stage:9} {first.strip()}")
        for line in rest:
            say(line)
    for subscription, reason in found.not_reported.items():
        for line in wrapped(f"Not reported to {subscription}: {reason}", _WIDTH):
            say(line)
    if found.summary:
        say(found.summary)


def _matches(here: DataFolder, archive: Archive, wanted: str) -> dict[str, Container[int]]:
    """By subscription: the ids of the articles that its search finds, around the one that is traced."""
    article_id = article_number(wanted) or archive.traces.article_at(wanted)
    if article_id is None:
        return {}
    try:
        sources = here.sources()
    except SettingsError:
        # Commands that need the list report it.
        sources = []
    read = searches.reader(searches.filter_values(archive, here.settings(), sources))
    found: dict[str, Container[int]] = {}
    for subscription in archive.subscriptions.all():
        if subscription.query:
            try:
                query = read(subscription.query)
            except QueryError:
                found[subscription.id] = ()
            else:
                found[subscription.id] = archive.digest_inputs.matching(query, at_least=article_id)
    return found
