"""Runs the command line and turns errors into a message and an exit status."""

import os
import sys

from cli.app import app, print_error
from yaluwatch.errors import YaluError


def main() -> None:
    """Run the command line; every YaluError becomes one sentence and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that lacks a character shows "?" instead. A stream is None if the caller closed it.
        if stream is not None:
            stream.reconfigure(errors="replace")  # type: ignore[union-attr] # text streams of the interpreter
    sys.exit(_flushed(_run()))


def _run() -> int:
    try:
        app(prog_name="yalu")
    except YaluError as error:
        print_error(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        return _failed(error)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _flushed(code: int) -> int:
    """The exit status after all output is written."""
    try:
        if sys.stdout is not None and not sys.stdout.closed:
            sys.stdout.flush()
    except OSError as error:
        return code or _failed(error)
    return code


def _failed(error: OSError) -> int:
    """Report a full disk in one line without a traceback, and a closed pipe not at all."""
    # Whoever closed the pipe does not want more output, so this is no error to report.
    if not isinstance(error, BrokenPipeError):
        what = error.filename or "the output can't be written"
        print_error(f"{what}: {error.strerror}")
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - a device
        # The interpreter flushes standard output once more when it exits.
        os.dup2(nowhere.fileno(), 1)
    return 1
