"""Export a whole archive in every format; time, size and peak memory.

python -m benchmarks.storage.exporting FOLDER [FORMAT …]
"""

import resource
import sys
import time
from pathlib import Path

from benchmarks.storage.measure import say
from storage import Format, open_archive, parse_query


def main(folder: Path, kinds: list[Format]) -> None:
    """Export one file per format and delete it again."""
    with open_archive(folder / "yalu.db", read_only=True) as archive:
        for kind in kinds:
            file = folder / f"export.{kind}"
            started = time.perf_counter()
            with file.open("wb") as stream:
                count = archive.research.export(parse_query("relevant:any"), kind, stream)
            seconds = time.perf_counter() - started
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
            say(
                f"{kind:8} {count:9,} articles, {file.stat().st_size / 1e6:7,.0f} MB, {seconds:6.1f} s, "
                f"peak memory {peak:,.0f} MB"
            )
            file.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Format(name) for name in sys.argv[2:]] or list(Format))
