"""The state of the border: every crossing and kind of traffic, from what reports and people say."""

from indicators.border.archive import border_changes, border_states, crossings_at, decided
from indicators.border.changes import BorderChange
from indicators.border.reckoning import reckon_border
from indicators.border.states import MIN_PUBLISHERS, STATES, BorderState

__all__ = [
    "MIN_PUBLISHERS",
    "STATES",
    "BorderChange",
    "BorderState",
    "border_changes",
    "border_states",
    "crossings_at",
    "decided",
    "reckon_border",
]
