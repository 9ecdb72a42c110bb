"""The command `yalu`: one module for each group of commands, imported when one of them runs."""

from cli.main import main

__all__ = ["main"]
