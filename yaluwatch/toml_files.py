"""TOML files as people write them: read with every problem as one sentence."""

import tomllib
from pathlib import Path
from typing import Any

#: Larger files are not lists or settings somebody wrote.
MAX_BYTES = 8_000_000

_TOO_DEEP = "brackets or dotted keys are nested too deep"
_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_toml_text(path: Path) -> str:
    """The text of a file in UTF-8, with or without byte order mark. Raises ValueError with the reason."""
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ValueError(error.strerror or str(error)) from error
    if len(content) > MAX_BYTES:
        raise ValueError(f"it is larger than {MAX_BYTES // 1_000_000} MB")
    if content.startswith(_MARKS):
        raise ValueError("it is UTF-16; save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValueError(f"line {line} is not UTF-8; save it as UTF-8") from error


def parse_toml(text: str) -> dict[str, Any]:
    """The document as a dict. Raises ValueError with the reason in one sentence.

    tomllib also raises RecursionError for deep nesting and a plain ValueError for a number of thousands of
    digits (https://github.com/python/cpython/issues/153392).
    """
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:
        raise ValueError("a number has too many digits" if "digits" in str(error) else str(error)) from error
