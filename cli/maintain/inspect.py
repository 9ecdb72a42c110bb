"""Commands that show settings: config."""

from dataclasses import asdict

import typer

from cli.app import AsJson, data_folder, print_json, print_table
from yaluwatch.config import load_settings


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(config)


def config(context: typer.Context, as_json: AsJson = False) -> None:
    """Show the settings in force and where each comes from; secrets are hidden.

    Example: [bold]yalu config[/bold]
    """
    _, shown = load_settings(data_folder(context).data)
    if as_json:
        print_json([asdict(setting) for setting in shown])
    else:
        print_table(("setting", "value", "from"), ((s.name, s.value, s.origin) for s in shown))
