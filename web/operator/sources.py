"""The source list and the state of every source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request, Response

from storage import Archive
from web.access import Right, needs
from web.context import Opened, Shown
from web.templating import TEMPLATES
from yaluwatch.model import Source, SourceState

router = APIRouter(dependencies=[needs(Right.READ)])


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One row of the source table."""

    source: Source
    state: SourceState
    #: New articles per day over the last week, oldest first.
    week: Sequence[int]

    @property
    def bars(self) -> list[tuple[int, float, float]]:
        """A bar of each day in the chart of 70 × 20: left edge, top and height."""
        most = max(self.week)
        heights = [18 * count / most if most else 0 for count in self.week]
        return [(10 * day, 19 - height, height + 1) for day, height in enumerate(heights)]

    @property
    def is_well(self) -> bool:
        """Whether its last poll succeeded and it is not silent."""
        return self.state.is_healthy and not self.state.silent_since


@router.get("/sources")
def sources(request: Request, site: Shown, archive: Opened) -> Response:
    """The state of every source."""
    now = datetime.now(UTC)
    words = {
        "page": "sources",
        "lines": source_lines(site.read_sources(), archive, now),
        "outages": archive.sources.own_outages(now - timedelta(days=7)),
    }
    return TEMPLATES.TemplateResponse(request, "operator/sources.html", words)


def source_lines(sources: Sequence[Source], archive: Archive, now: datetime) -> list[SourceLine]:
    """Every source with its state and its last week; those needing attention first, paused ones last."""
    states = archive.sources.states()
    days = [(now - timedelta(days=ago)).date().isoformat() for ago in range(6, -1, -1)]
    counts = archive.sources.daily_new(now - timedelta(days=7))
    lines = [
        SourceLine(
            source,
            states.get(source.id, SourceState(source_id=source.id)),
            [counts.get(source.id, {}).get(day, 0) for day in days],
        )
        for source in sources
    ]
    return sorted(lines, key=lambda line: (line.source.paused, line.is_well, line.source.id))
