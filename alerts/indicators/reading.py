"""Reads the sections of a digest from the archive."""

from datetime import datetime, timedelta

from alerts.indicators.border import border_section
from alerts.indicators.section import IndicatorSection
from classifier import CROSSINGS
from indicators import border_changes
from storage import Archive


def indicator_sections(archive: Archive, since: datetime, now: datetime) -> tuple[IndicatorSection, ...]:
    """What became known about indicators after `since` and up to `now` (aware UTC); empty if nothing did."""
    changes = border_changes(archive, since.date() - timedelta(days=1), now.date())
    cited = [
        statement
        for change in changes
        for statement in (change.now.statement, change.now.plan, *change.now.against)
        if statement
    ]
    quotations = archive.border.quotations(cited) if cited else {}
    names = {crossing.id: crossing.name for crossing in CROSSINGS}
    found = border_section(changes, quotations, names, since)
    return (found,) if found else ()
