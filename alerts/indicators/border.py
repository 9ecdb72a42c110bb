"""The section on the border: which crossings changed their state, and what is contradicted. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from alerts.indicators.section import IndicatorLine, IndicatorSection
from indicators import MIN_PUBLISHERS, BorderChange
from storage import BorderStatement, Quotation

#: More lines than this are only counted.
MAX_LINES: Final = 6
# A report of something older is no news, however late it is found.
_NEWS: Final = timedelta(days=7)


def border_section(
    changes: Sequence[BorderChange],
    quotations: Mapping[int, Quotation],
    names: Mapping[str, str],
    since: datetime,
) -> IndicatorSection | None:
    """What became known after `since` (aware UTC) and is corroborated; None if nothing did.

    `quotations` are of the statements by number, `names` of the crossings by id.
    """
    lines = list(_merged(line for change in changes for line in _lines(change, quotations, names, since)))
    if not lines:
        return None
    return IndicatorSection(
        id="border",
        lines=tuple(lines[:MAX_LINES]),
        left_out=max(0, len(lines) - MAX_LINES),
        command="yalu border",
    )


def _merged(lines: Iterable[tuple[IndicatorLine, str]]) -> Iterator[IndicatorLine]:
    """Lines with the same sentence said of several crossings or kinds of traffic stand once."""
    seen: set[tuple[str, str]] = set()
    for line, said in lines:
        if (line.phrase, said) not in seen:
            seen.add((line.phrase, said))
            yield line


def _lines(
    change: BorderChange, quotations: Mapping[int, Quotation], names: Mapping[str, str], since: datetime
) -> Iterator[tuple[IndicatorLine, str]]:
    """Each line with what identifies the sentence it rests on."""
    now = change.now
    place = {"place": names[now.crossing]}
    terms = {"mode": f"mode_{now.mode}", "state": f"state_{now.state}", "before": f"state_{change.before}"}
    if now.decision is not None:
        if now.decision.at > since and now.state != change.before:
            yield (
                IndicatorLine(phrase="border_decided", names=place, terms=terms),
                f"decision {now.decision.id}",
            )
        return
    if not now.is_corroborated or 0 < len({each.publisher for each in now.against}) < MIN_PUBLISHERS:
        # One sentence may be misread, on either side.
        return
    if now.statement and now.state != change.before and _is_new(now.statement, quotations, since):
        phrase = "border_planned" if now.state == "planned" else "border_changed"
        yield _line(phrase, place, terms, now.statement, quotations)
    elif now.plan and _is_new(now.plan, quotations, since):
        yield _line("border_planned", place, terms, now.plan, quotations)
    for each in now.against[:1]:
        if _is_new(each, quotations, since) or (now.statement and _is_new(now.statement, quotations, since)):
            against = terms | {"before": f"state_{each.state}"}
            yield _line("border_contradicted", place, against, each, quotations)


def _line(
    phrase: str,
    names: Mapping[str, str],
    terms: Mapping[str, str],
    statement: BorderStatement,
    quotations: Mapping[int, Quotation],
) -> tuple[IndicatorLine, str]:
    quotation = quotations[statement.id]
    line = IndicatorLine(
        phrase=phrase,
        names=names,
        terms=terms,
        quote=" ".join(quotation.text.split()),
        language=quotation.language,
        publisher=quotation.publisher,
        url=quotation.url,
        article_id=statement.article_id,
    )
    return line, f"{statement.article_id} {quotation.text}"


def _is_new(statement: BorderStatement, quotations: Mapping[int, Quotation], since: datetime) -> bool:
    earliest = (since - _NEWS).date().isoformat()
    return quotations[statement.id].found_at > since and statement.day >= earliest
