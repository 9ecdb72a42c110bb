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
# States of one kind of traffic that make the state of a crossing.
_SAID = frozenset({"open", "limited", "closed"})


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

    What is unknown or only planned says nothing. What only one publisher says, or another denies, makes no
    state, but keeps a crossing whose passenger trains rest from being called closed while lorries cross.
    """
    found = [state for state in states if state.state in _SAID]
    certain = {state.state for state in found if state.is_corroborated and not state.against}
    if not certain:
        return CrossingState.UNKNOWN
    if len({state.state for state in found}) > 1 or "limited" in certain:
        return CrossingState.PARTIAL
    return CrossingState(certain.pop())


def _on_map(states: Mapping[str, tuple[BorderState, ...]]) -> dict[str, CrossingState]:
    return {one.id: together(states.get(one.id, ())) for one in ON_MAP}
