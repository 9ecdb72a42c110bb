"""Serves the newsroom until Ctrl-C: `python -m newsroom`."""

import contextlib
import sys
import time
from datetime import UTC, datetime

from newsroom.server import Newsroom


def main() -> None:
    """Print the addresses; Enter goes on to the later state, Ctrl-C ends."""
    with contextlib.suppress(KeyboardInterrupt), Newsroom(datetime.now(UTC)) as newsroom:
        for source in newsroom.sources:
            sys.stdout.write(f"{source.homepage:<26}{source.language}  {source.kind:<8} {source.name}\n")
            sys.stdout.writelines(f"{'':<26}{url}\n" for url in source.urls)
        sys.stdout.write(f"\n{len(newsroom.expected)} articles. Enter: later state. Ctrl-C: end.\n")
        sys.stdout.flush()
        if sys.stdin.readline():
            newsroom.advance()
            sys.stdout.write("It is later now.\n")
            sys.stdout.flush()
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    main()
