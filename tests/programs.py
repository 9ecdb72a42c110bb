"""The environment of programs that tests run."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock


def unmeasured(**more: str) -> dict[str, str]:
    """The environment of this process with `more`, without what makes coverage measure a program.

    Measuring doubles what a program takes, and of one that is killed it tells nothing. Every command whose
    lines no other test runs is measured in one test at least.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    return {**kept, **more}


@contextmanager
def unmeasured_children() -> Iterator[None]:
    """The same for what this process starts meanwhile, such as crawl workers and jobs."""
    with mock.patch.dict(os.environ, unmeasured(), clear=True):
        yield
