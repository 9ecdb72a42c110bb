"""The command `yalu`: what people type, and what they are told."""

from cli.main import main

__all__ = ["main"]
