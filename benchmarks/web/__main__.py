"""What the pages of a large archive cost in the server, beside Datasette over the same file.

python -m benchmarks.web FOLDER [ARTICLES [REQUESTS]]

By default 200,000 articles and 400 requests of each kind. An archive that FOLDER already holds is used again;
making it takes a quarter of an hour and 2 GB.
"""

import os
import sys
from pathlib import Path

from benchmarks.storage.measure import say
from benchmarks.web.filling import fill
from benchmarks.web.load import measured

#: Most bytes of a page.
LARGEST = 100_000


def main(folder: Path, articles: int, requests: int) -> None:
    """Measure every kind of page, and print a table."""
    archive = fill(folder, articles)
    load = os.getloadavg()[0]
    say(f"{'CPU ms a request':26} {'ours':>7} {'bar':>6} {'datasette':>10} {'KB':>6}")
    for cost in measured(archive, requests):
        bar = f"≤ {cost.kind.bar:g}" if cost.kind.bar else "–"
        floor = f"{cost.floor:.1f}" if cost.floor else "–"
        is_missed = (cost.kind.bar and cost.milliseconds > cost.kind.bar) or cost.largest > LARGEST
        line = f"{cost.kind.name:26} {cost.milliseconds:7.1f} {bar:>6} {floor:>10} {cost.largest / 1000:6.1f}"
        say(f"{line}{'  missed' if is_missed else ''}")
    say(f"Load {load:.1f} at the start, {os.getloadavg()[0]:.1f} at the end, {os.cpu_count()} CPUs.")


if __name__ == "__main__":
    given = sys.argv[2:]
    main(Path(sys.argv[1]), int(given[0]) if given else 200_000, int(given[1]) if len(given) > 1 else 400)
