"""The command that examines the whole installation: doctor."""

from typing import Annotated, Any

import typer

from cli.app import AsJson, data_folder, print_json, say
from cli.tables import wrapped
from crawler.sources import read_sources
from monitoring.installation import Examiner, Finding, Result
from scheduler import jobs, mailing, searches
from storage import open_archive
from yaluwatch import times
from yaluwatch.config import Settings
from yaluwatch.errors import ArchiveError, ServiceError, SettingsError
from yaluwatch.log import set_up_logging
from yaluwatch.shown import without_secrets
from yaluwatch.text import counted

_MARKS = {Result.OK: "ok", Result.SKIPPED: "skip", Result.WARN: "warn", Result.FAIL: "FAIL"}
# Narrow enough for any terminal; the longest name has 24 characters.
_WIDTH, _INDENT = 80, " " * 30


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(doctor)


def doctor(
    context: typer.Context,
    offline: Annotated[bool, typer.Option("--offline", help="Leave out what needs a network.")] = False,
    timeout: Annotated[
        float, typer.Option(min=0.1, max=600, metavar="SECONDS", help="Limit for each server.")
    ] = 5.0,
    as_json: AsJson = False,
) -> None:
    """Examine the whole installation: each line is ok or says what to do; exits 1 on a failure.

    Settings, source list, word lists, key, archive, service, disk, clock, versions, port; then it logs in to
    the mail server and the mailbox of returned mail. No mail is sent and nothing is changed. Works without
    settings or archive, on a damaged one, and while the service runs.

    Example: [bold]yalu doctor[/bold]
    """
    here = data_folder(context)
    set_up_logging("info" if here.verbose else "error")
    examiner = Examiner(
        now=times.clock,
        account_of=mailing.imap_account,
        subscriptions=_subscriptions,
        agent_of=jobs.user_agent,
        is_offline=offline,
        seconds=timeout,
    )
    findings = examiner.findings(here.data)
    if as_json:
        print_json(list(map(_plain, findings)))
    else:
        _print(findings)
    if failed := [item.check for item in findings if not item.is_ok]:
        raise ServiceError(f"problems found in: {', '.join(failed)}")


def _print(findings: list[Finding]) -> None:
    for item in findings:
        first, *rest = wrapped(without_secrets(item.detail), _WIDTH, _INDENT)
        say(f"{_MARKS[item.result]:4} {item.check:24} {first.strip()}")
        for line in rest:
            say(line)
        for line in wrapped(f"do: {item.help}", _WIDTH, _INDENT) if item.help else ():
            say(line)
    warnings = sum(item.result is Result.WARN for item in findings)
    failures = sum(not item.is_ok for item in findings)
    say(f"{counted(failures, 'failure')}, {counted(warnings, 'warning')}.")


def _plain(item: Finding) -> dict[str, Any]:
    return {
        "check": item.check,
        "result": item.result,
        "is_ok": item.is_ok,
        "detail": without_secrets(item.detail),
        "help": item.help,
    }


def _subscriptions(settings: Settings) -> Finding:
    """Whether everything that subscriptions ask for still exists."""
    name = "subscriptions"
    try:
        sources = read_sources(settings.sources)
    except (SettingsError, OSError):
        # A finding of its own says so.
        sources = []
    try:
        with open_archive(settings.archive, read_only=True) as archive:
            values = searches.filter_values(archive, settings, sources)
            found = [
                f"{one.id}: {text}"
                for one in archive.subscriptions.all()
                for text in searches.problems(one, values)
            ]
    except ArchiveError as error:
        # Findings of their own say what is wrong with the archive.
        return Finding(name, Result.SKIPPED, f"They can't be read: {error}.")
    if found:
        return Finding(name, Result.FAIL, "; ".join(found), "yalu subscriptions edit ID")
    return Finding(name, Result.OK, "What they ask for exists.")
