"""Test material from outside the project: real pages, feeds, labelled articles, the founding texts.

It lies in the folder YALUWATCH_SHARED names, else in `shared` beside the checkout. Its text is never
copied into the project; tests that need it are skipped where it is not.
"""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("YALUWATCH_SHARED") or Path(__file__).resolve().parents[2] / "shared")


def shared(name: str) -> Path:
    """A file or folder of the material; skips the test when it is not there."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"no {path}: set YALUWATCH_SHARED to the folder that holds {name}")
    return path
