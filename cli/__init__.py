"""The command `yalu`."""

from cli.main import main

__all__ = ["main"]
