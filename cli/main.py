"""Every command, in the order in which the help lists them, and how errors end."""

import sys

from cli.app import app, complain
from cli.classify import classify, reclassify, training
from cli.collect import crawl, source_health, sources, stages
from cli.digests import outbox, subscriptions
from cli.maintain import archive, inspect
from cli.research import datasette, read, search, stories
from cli.start import service
from yaluwatch.errors import YaluError

for _module in (
    service,
    crawl,
    source_health,
    sources,
    read,
    search,
    datasette,
    stories,
    outbox,
    subscriptions,
    stages,
    archive,
    classify,
    inspect,
    training,
    reclassify,
):
    _module.register(app)


def main() -> None:
    """Run the command line; every error of ours is one sentence and an exit status."""
    try:
        app(prog_name="yalu")
    except YaluError as error:
        complain(str(error))
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
