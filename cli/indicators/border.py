"""The command for the state of the border: which crossings are open, since when, and who says so."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from classifier import CROSSINGS, Crossing
from cli.app import AsJson, DataFolder, Force, bold, console, data_folder, print_json, say
from cli.indicators.border_picture import border_picture
from cli.pictures import save_picture
from cli.tables import wrapped
from indicators import STATES, BorderState, border_states, crossings_at, decided
from storage import Archive, BorderDecision, BorderStatement, Quotation
from yaluwatch import times
from yaluwatch.errors import ArchiveError
from yaluwatch.text import counted
from yaluwatch.times import optional_time_text, time_text

_LONGEST = 300
_DONE = {"confirm": "Confirmed", "correct": "Corrected", "pin": "Pinned"}
_USAGE = "use `yalu border [PLACE]`, `yalu border set CROSSING MODE STATE`, `yalu border withdraw NUMBER`"


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(border)


def border(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PLACE] | set CROSSING MODE STATE | withdraw NUMBER | decisions",
            help="Place or crossing; or your own decision on one kind of traffic (or all); or withdraw it.",
        ),
    ] = None,
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="DAY", help="As known at the end of this day (UTC), 2020-02-18.")
    ] = "",
    show_all: Annotated[bool, typer.Option("--all", help="Also list what is unknown.")] = False,
    reason: Annotated[str, typer.Option(help="With set and withdraw: why.")] = "",
    by: Annotated[str, typer.Option(help="With set and withdraw: your name, for the record.")] = "",
    pin: Annotated[
        bool, typer.Option("--pin", help="With set: until withdrawn, whatever is reported.")
    ] = False,
    picture: Annotated[
        Path | None, typer.Option(help="Also draw a map of the crossings: .svg or .png.")
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Show which border crossings are open, limited, closed or planned, and who says so.

    Example: [bold]yalu border dandong --as-of 2020-02-18[/bold]
    """
    here = data_folder(context)
    match words or []:
        case ["set", crossing, mode, state]:
            _set(here, (crossing, mode, state), reason=reason, by=by, is_pinned=pin)
        case ["withdraw", number] if number.isdecimal():
            _withdraw(here, int(number), reason=reason, by=by)
        case ["decisions"]:
            with here.archive() as archive:
                _print_decisions(archive.border.decisions(), as_json=as_json)
        case [] | [_] if words not in (["set"], ["withdraw"]):
            with here.archive() as archive:
                crossings = crossings_at(words[0]) if words else CROSSINGS
                day = _day(as_of)
                states = border_states(archive, day, crossings)
                if picture:
                    save_picture(picture, border_picture(crossings, states, day), data=here.data, force=force)
                _show(archive, crossings, states, show_all=show_all or bool(words), as_json=as_json)
        case _:
            raise ArchiveError(f"yalu border {' '.join(words or [])} is not understood; {_USAGE}")


def _day(text: str) -> date:
    if not text:
        return times.clock().date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArchiveError(f"{text} is no day; write it as 2020-02-18") from error


def _set(here: DataFolder, wanted: tuple[str, str, str], *, reason: str, by: str, is_pinned: bool) -> None:
    name, mode, state = wanted
    if state not in STATES:
        raise ArchiveError(f"there is no state {state}; use {', '.join(STATES)}")
    if not reason:
        raise ArchiveError("a decision needs its reason; add --reason TEXT")
    found = crossings_at(name)
    if len(found) > 1:
        raise ArchiveError(f"{name} is at {', '.join(each.id for each in found)}; choose one of these")
    now = times.clock()
    with here.archive(read_only=False) as archive:
        decision = decided(archive, found[0], mode, state, reason=reason, by=by, is_pinned=is_pinned, now=now)
        number = archive.border.decide(decision)
    say(
        f"{_DONE[decision.kind]} (decision {number}): {found[0].name}, {mode}: {state}. "
        f"`yalu border withdraw {number}` undoes it."
    )


def _withdraw(here: DataFolder, number: int, *, reason: str, by: str) -> None:
    if not reason:
        raise ArchiveError("withdrawing needs a reason; add --reason TEXT")
    with here.archive(read_only=False) as archive:
        decision = archive.border.withdraw(number, by=by, reason=reason, at=times.clock())
    say(f"Withdrew decision {number}: {decision.crossing}, {decision.mode}: {decision.state}.")


def _print_decisions(decisions: Sequence[BorderDecision], *, as_json: bool) -> None:
    if as_json:
        print_json([_decision_row(each) for each in decisions])
        return
    for each in decisions:
        say(bold(f"{each.id}  {each.crossing}, {each.mode}: {each.state} ({each.kind})"))
        _print_note(f"{each.at:%Y-%m-%d} {each.by or 'somebody'}: {each.reason}")
        if each.withdrawn_at:
            who = each.withdrawn_by or "somebody"
            _print_note(f"withdrawn {each.withdrawn_at:%Y-%m-%d} by {who}: {each.withdrawn_reason}")
    say(f"{counted(len(decisions), 'decision')}.")


def _show(
    archive: Archive,
    crossings: Sequence[Crossing],
    states: Mapping[str, Sequence[BorderState]],
    *,
    show_all: bool,
    as_json: bool,
) -> None:
    listed = [state for crossing in crossings for state in states[crossing.id]]
    quotations = archive.border.quotations([each for state in listed for each in _cited(state)])
    if as_json:
        print_json([_row(state, quotations) for state in listed])
        return
    general = [] if show_all else [state for state in listed if state.is_general]
    _print_general(general, quotations)
    for crossing in crossings:
        own = [state for state in states[crossing.id] if state not in general]
        if known := [state for state in own if show_all or state.state != "unknown"]:
            say(bold(crossing.name))
            for state in known:
                _print_state(state, quotations)
    unknown = sum(state.state == "unknown" for state in listed)
    if unknown and not show_all:
        say(f"Nothing recent is known of {counted(unknown, 'kind')} of traffic; --all lists them.")


def _print_general(general: Sequence[BorderState], quotations: Mapping[int, Quotation]) -> None:
    """What is said of the whole border, once, with how many kinds of traffic it decides."""
    for state in {state.statement: state for state in general}.values():
        same = [each for each in general if each.statement == state.statement]
        say(bold("The whole border"))
        places = counted(len({each.crossing for each in same}), "crossing")
        modes = {each.mode for each in same}
        mode = state.mode if len(modes) == 1 else "all"
        _print_state(replace(state, mode=mode, is_general=False), quotations)
        _print_note(
            f"Nothing newer is said of {counted(len(same), 'kind')} of traffic at {places}; --all lists them."
        )


def _cited(state: BorderState) -> Iterator[BorderStatement]:
    yield from (each for each in (state.statement, state.plan, state.last, *state.against) if each)


def _print_state(state: BorderState, quotations: Mapping[int, Quotation]) -> None:
    since = f" since {state.since}" if state.since and state.state not in {"planned", "unknown"} else ""
    notes = [counted(state.publishers, "publisher")] if state.publishers else []
    notes += ["said of the whole border"] if state.is_general else []
    notes += [f"counts until {state.stale_on}"] if state.stale_on else []
    say(f"  {state.mode:<10}  {bold(state.state)}{since}" + (f"  ({', '.join(notes)})" if notes else ""))
    if state.decision:
        who = state.decision.by or "somebody"
        _print_note(f"{_DONE[state.decision.kind].lower()} by {who}: {state.decision.reason}")
    elif state.statement:
        _print_note(_quoted(state.statement, quotations))
    for each in state.against:
        _print_note(f"but {each.state}: {_quoted(each, quotations)}")
    if state.plan and state.plan != state.statement:
        _print_note(f"planned: {_quoted(state.plan, quotations)}")
    if state.last and state.state == "unknown":
        _print_note(f"last known, {state.last.state}: {_quoted(state.last, quotations)}")


def _quoted(statement: BorderStatement, quotations: Mapping[int, Quotation]) -> str:
    quotation = quotations[statement.id]
    text = " ".join(quotation.text.split())
    text = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return f"“{text}” ({quotation.publisher}, {statement.day}, article {statement.article_id})"


def _print_note(text: str) -> None:
    for line in wrapped(text, console().width, indent="    "):
        say(line)


def _row(state: BorderState, quotations: Mapping[int, Quotation]) -> dict[str, Any]:
    """The state for programs; keys are the same whatever it is."""

    def said(statement: BorderStatement | None) -> dict[str, Any] | None:
        return _said(statement, quotations) if statement else None

    return {
        "crossing": state.crossing,
        "mode": state.mode,
        "state": state.state,
        "since": state.since,
        "publishers": state.publishers,
        "is_general": state.is_general,
        "stale_on": state.stale_on.isoformat() if state.stale_on else None,
        "statement": said(state.statement),
        "against": _all_said(state.against, quotations),
        "plan": said(state.plan),
        "last": said(state.last),
        "decision": _decision_row(state.decision) if state.decision else None,
    }


def _all_said(
    statements: Iterable[BorderStatement], quotations: Mapping[int, Quotation]
) -> list[dict[str, Any]]:
    return [_said(each, quotations) for each in statements]


def _said(statement: BorderStatement, quotations: Mapping[int, Quotation]) -> dict[str, Any]:
    quotation = quotations[statement.id]
    return {
        "state": statement.state,
        "day": statement.day,
        "date": statement.date,
        "place": statement.place,
        "quote": quotation.text,
        "article": statement.article_id,
        "version": statement.version,
        "title": quotation.title,
        "url": quotation.url,
        "publisher": quotation.publisher,
        "language": quotation.language,
        "published_at": optional_time_text(quotation.published_at),
    }


def _decision_row(decision: BorderDecision) -> dict[str, Any]:
    return {
        "number": decision.id,
        "crossing": decision.crossing,
        "mode": decision.mode,
        "state": decision.state,
        "kind": decision.kind,
        "reason": decision.reason,
        "by": decision.by,
        "at": time_text(decision.at),
        "withdrawn_at": optional_time_text(decision.withdrawn_at),
        "withdrawn_by": decision.withdrawn_by,
        "withdrawn_reason": decision.withdrawn_reason,
    }
