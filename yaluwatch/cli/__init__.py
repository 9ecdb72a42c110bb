"""The command `yalu`: what people type, and what they are told."""

import sys

from yaluwatch.cli import (
    caring,
    classifying,
    collecting,
    curating,
    delivering,
    exploring,
    judging,
    looking,
    reading,
    researching,
    serving,
    source_health,
    sourcing,
    staging,
    subscribing,
    training,
)
from yaluwatch.cli.app import app, complain
from yaluwatch.errors import YaluError

__all__ = ["app", "main"]

# Help lists the commands in the order a newcomer meets them.
for _module in (
    serving,
    collecting,
    source_health,
    sourcing,
    reading,
    researching,
    exploring,
    curating,
    delivering,
    subscribing,
    staging,
    caring,
    classifying,
    looking,
    training,
    judging,
):
    _module.register(app)


def main() -> None:
    """Run the command line; every error of ours is one sentence and an exit code."""
    try:
        app(prog_name="yalu")
    except YaluError as error:
        complain(str(error))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
