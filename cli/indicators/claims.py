"""The command for claims and promises in the press: who says what, and what became of it."""

import csv
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from classifier import HEDGES
from cli.app import AsJson, DataFolder, Force, bold, console, data_folder, print_json, say
from cli.indicators.claims_picture import claims_picture
from cli.indicators.claims_shown import CSV_FIELDS, claim_row, csv_row, fate_text, subject_text, who_text
from cli.pictures import save_picture
from cli.query import typed_query
from cli.tables import wrapped
from indicators import FATES, Evidence, Judged, judged_claims, speaker_filter, subjects_about
from storage import ClaimQuery
from yaluwatch import times
from yaluwatch.errors import ArchiveError
from yaluwatch.text import counted

_KINDS = ("claim", "promise", "outcome")
_LONGEST = 300
# What decided a fate, and what speaks against it, at most.
_MOST_AGAINST = 3


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(claims)


def claims(
    context: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[QUERY]", help="Only in articles that match, as in search.")
    ] = None,
    speaker: Annotated[
        str, typer.Option(help='A name, or who it is and where: "source in Pyongyang", trader, 평양 소식통.')
    ] = "",
    kind: Annotated[str, typer.Option(help="claim, promise or outcome (done, denied, put off).")] = "",
    fate: Annotated[str, typer.Option(help=f"What became of it: {', '.join(FATES)}.")] = "",
    hedge: Annotated[str, typer.Option(help=f"How sure it is: {', '.join(HEDGES)}.")] = "",
    about: Annotated[
        str, typer.Option(help="Place or crossing id; or good and direction, coal:from-north.")
    ] = "",
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="DAY", help="As known at the end of this day (UTC), 2020-02-18.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, help="Maximum number shown.")] = 20,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV, without a limit.")] = False,
    picture: Annotated[
        Path | None, typer.Option(help="Also draw the promises and their dates: .svg or .png.")
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Show who says what, how sure, and what became of it: promises kept, broken or overdue.

    Example: [bold]yalu claims --kind promise --fate overdue --speaker "source in Pyongyang"[/bold]
    """
    for name, value, known in (("kind", kind, _KINDS), ("fate", fate, FATES), ("hedge", hedge, HEDGES)):
        if value and value not in known:
            raise ArchiveError(f"there is no {name} {value}; use {', '.join(known)}")
    here = data_folder(context)
    day = _day(as_of)
    query = claim_query(
        here, words or (), speaker=speaker, kind=kind, hedge=hedge, about=about, day=day if as_of else None
    )
    with here.archive() as archive:
        found = judged_claims(
            archive, query, day, fates=(fate,) if fate else (), limit=None if as_csv else limit
        )
        if as_csv:
            _print_csv(found)
            return
        listed = list(found)
    if picture:
        save_picture(picture, claims_picture(listed, day), data=here.data, force=force)
    if as_json:
        print_json([claim_row(each) for each in listed])
        return
    for each in listed:
        _print(each)
    say(f"{counted(len(listed), kind or 'claim')}." + _more(len(listed), limit))


def claim_query(
    here: DataFolder,
    words: Sequence[str],
    *,
    speaker: str,
    kind: str,
    hedge: str,
    about: str,
    day: date | None,
) -> ClaimQuery:
    """The query as typed. Raises ArchiveError or QueryError for a value that does not exist."""
    _, articles = typed_query(here, words)
    who = speaker_filter(speaker) if speaker else None
    return ClaimQuery(
        kinds=(kind,) if kind else (),
        hedges=(hedge,) if hedge else (),
        subjects=subjects_about(about) if about else (),
        roles=who.roles if who else (),
        speaker_places=who.places if who else (),
        speaker=who.text if who else "",
        known_by=day,
        articles=articles,
    )


def _day(text: str) -> date:
    if not text:
        return times.clock().date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArchiveError(f"{text} is no day; write it as 2020-02-18") from error


def _more(shown: int, limit: int) -> str:
    return f" --limit shows more than {limit}." if shown == limit else ""


def _print(judged: Judged) -> None:
    claim = judged.claim
    subject = subject_text(claim)
    say(bold(subject or claim.kind) + (f"  {fate_text(judged)}" if judged.fate else ""))
    _note(f"{who_text(claim)}, {claim.publisher}, {claim.day}, article {claim.article_id}")
    _note(f"“{_shortened(claim.sentence)}”")
    for each in judged.because:
        _note(f"{_why(judged, each)} “{_shortened(each.sentence)}” ({_from(each)})")
    for each in judged.against[-_MOST_AGAINST:]:
        _note(f"but: “{_shortened(each.sentence)}” ({_from(each)})")


def _why(judged: Judged, evidence: Evidence) -> str:
    if evidence.hedge == "denied":
        return "denied:"
    if evidence.state == "postponed":
        return "put off:"
    return {"kept": "done:", "broken": "instead:", "contradicted": "instead:"}.get(judged.fate, "also:")


def _from(evidence: Evidence) -> str:
    return f"{evidence.publisher}, {evidence.day}, article {evidence.article_id}"


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def _note(text: str) -> None:
    for line in wrapped(text, console().width, indent="  "):
        say(line)


def _print_csv(found: Iterator[Judged]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(CSV_FIELDS)
    writer.writerows(csv_row(each) for each in found)
