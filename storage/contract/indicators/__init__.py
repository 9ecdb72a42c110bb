"""Contracts for what is built on facts: what people decided about prices and the state of the border."""

from storage.contract.indicators.border import Border, BorderDecision, BorderStatement, Quotation

__all__ = ["Border", "BorderDecision", "BorderStatement", "Quotation"]
