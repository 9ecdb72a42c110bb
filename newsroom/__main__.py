"""Serves the newsroom until Ctrl-C: `python -m newsroom`."""

import contextlib
import sys
import time
from datetime import UTC, datetime

from newsroom.server import Newsroom


def main() -> None:
    """Print the URLs; Enter advances to the later state, Ctrl-C stops."""
    with contextlib.suppress(KeyboardInterrupt), Newsroom(datetime.now(UTC)) as newsroom:
        for source in newsroom.sources:
            sys.stdout.write(f"{source.homepage:<26}{source.language}  {source.kind:<8} {source.name}\n")
            sys.stdout.writelines(f"{'':<26}{url}\n" for url in source.urls)
        sys.stdout.write(
            f"\n{len(newsroom.expected)} articles. Press Enter for the later state, Ctrl-C to stop.\n"
        )
        sys.stdout.flush()
        if sys.stdin.readline():
            newsroom.advance()
            sys.stdout.write("Serving the later state.\n")
            sys.stdout.flush()
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    main()
