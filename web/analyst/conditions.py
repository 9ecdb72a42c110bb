"""What a reader must know before they trust a quiet day: sources not read, our own outage; and spikes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.digests import BASELINE_DAYS, BlindSpots, SourceSummary, Spike, grouped, source_summary, spikes
from storage import Archive
from web.analyst.drawing import mention_groups
from web.context import WebContext

#: How far back the map counts.
MAP_LOOK_BACK = timedelta(days=7)

# How long what is found may be shown, seconds.
_SOURCES_SECONDS = 30.0
_SPIKES_SECONDS = 600.0
# Outages of our own that ended are named for this long.
_OUTAGE_DAYS = 2


@dataclass(frozen=True, slots=True)
class Conditions:
    """How well the sources are read at the moment."""

    summary: SourceSummary
    #: Sources with the same problem since the same day.
    blind_spots: tuple[BlindSpots, ...]


def conditions(site: WebContext, archive: Archive, zone: str, now: datetime) -> Conditions:
    """How well the sources are read, as of the last half minute; days are those of the zone."""

    def find() -> SourceSummary:
        outages = archive.sources.own_outages(now - timedelta(days=_OUTAGE_DAYS))
        return source_summary(site.read_sources(), archive.sources.states(), outages)

    summary = site.recent.get("source summary", _SOURCES_SECONDS, find)
    return Conditions(summary, tuple(grouped(summary.blind_spots, ZoneInfo(zone))))


def border_mentions(site: WebContext, archive: Archive, now: datetime) -> dict[str, int]:
    """Independent mentions of each crossing in the last seven days, as of the last half minute."""
    return site.recent.get(
        "border mentions",
        _SOURCES_SECONDS,
        lambda: archive.overview.mentions(mention_groups(), now - MAP_LOOK_BACK),
    )


def current_spikes(site: WebContext, archive: Archive, now: datetime) -> list[Spike]:
    """Places and topics that more publishers mention than usual, as of the last ten minutes."""
    return site.recent.get(
        "spikes", _SPIKES_SECONDS, lambda: spikes(archive.digest_inputs.presence(now, BASELINE_DAYS + 1))
    )
