"""The state of the crossings on the map, from what reports say and people decided."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache

from classifier import ON_MAP
from indicators import BorderState, border_states
from storage import Archive
from web.analyst.conditions import border_mentions
from web.analyst.drawing import BorderMap, CrossingState, border_map
from web.context import WebContext

# How long what is found may be shown, seconds.
_SECONDS = 300.0


def current_map(site: WebContext, archive: Archive, language: str, now: datetime) -> BorderMap:
    """The map as of now, with names in a language."""
    mentions, states = border_mentions(site, archive, now), crossing_states(site, archive, now)
    return _drawn(tuple(mentions.items()), language, tuple(states.items()))


def crossing_states(site: WebContext, archive: Archive, now: datetime) -> Mapping[str, CrossingState]:
    """Crossing of the map → its state, as of the last five minutes."""
    return site.recent.get("border states", _SECONDS, lambda: _on_map(border_states(archive, now.date())))


@lru_cache(maxsize=8)
def _drawn(
    mentions: tuple[tuple[str, int], ...], language: str, states: tuple[tuple[str, CrossingState], ...]
) -> BorderMap:
    return border_map(dict(mentions), language, dict(states))


def together(states: Iterable[BorderState]) -> CrossingState:
    """One state for all kinds of traffic at a crossing.

    What is unknown or only planned says nothing, nor does what only one publisher says or another denies.
    """
    certain = {state.state for state in states if state.is_corroborated and not state.against}
    known = certain & {"open", "limited", "closed"}
    if not known:
        return CrossingState.UNKNOWN
    if len(known) > 1 or "limited" in known:
        return CrossingState.PARTIAL
    return CrossingState(known.pop())


def _on_map(states: Mapping[str, tuple[BorderState, ...]]) -> dict[str, CrossingState]:
    return {one.id: together(states.get(one.id, ())) for one in ON_MAP}
