"""Kill a writing process 100 times and check that the archive is intact.

python -m benchmarks.storage.killing FOLDER [KILLS]
"""

import random
import sys
from pathlib import Path

from benchmarks.storage.measure import say
from storage import open_archive
from tests.integration.test_storage_killed import survive

if __name__ == "__main__":
    path, kills = Path(sys.argv[1]) / "killed.db", int(sys.argv[2]) if len(sys.argv) > 2 else 100
    open_archive(path).close()
    count = survive(path, kills, random.Random(2), longest=1.0)  # noqa: S311 - when to kill
    say(f"{kills} kills, {count:,} acknowledged articles, none lost; file, index and pages intact")
