"""Running the command line, and how errors end it."""

import os
import sys

from cli.app import app, complain
from yaluwatch.errors import YaluError


def main() -> None:
    """Run the command line; every error of ours is one sentence and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a character shows "?" in its place. None: the caller has closed it.
        if stream is not None:
            stream.reconfigure(errors="replace")  # type: ignore[union-attr] # text streams of the interpreter
    try:
        app(prog_name="yalu")
    except YaluError as error:
        complain(str(error))
        _end(error.exit_code)
    except KeyboardInterrupt:
        _end(130)
    except SystemExit as end:
        _end(end.code if isinstance(end.code, int) else 0 if end.code is None else 1)


def _end(code: int) -> None:
    """Write out the buffer and end; a full disk or closed output is one line, not a traceback."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        code = code or 1
        _discard_output()
    except OSError as error:
        complain(f"the output can't be written: {error.strerror}")
        code = code or 1
        _discard_output()
    sys.exit(code)


def _discard_output() -> None:
    """Let the interpreter's own flush at exit succeed."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a device
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
