"""Indicators built on facts: prices, the state of the border."""

from indicators.border import (
    STATES,
    BorderChange,
    BorderState,
    border_changes,
    border_states,
    crossings_at,
    decided,
    reckon_border,
)

__all__ = [
    "STATES",
    "BorderChange",
    "BorderState",
    "border_changes",
    "border_states",
    "crossings_at",
    "decided",
    "reckon_border",
]
