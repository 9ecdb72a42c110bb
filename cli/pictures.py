"""Pictures: SVG from the templates of this package, and PNG rendered from the SVG."""

from functools import cache
from importlib import import_module
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from yaluwatch.errors import ArchiveError
from yaluwatch.files import output_file

#: Scale of a PNG, so that it is sharp in print.
_ZOOM = 2


def draw(template: str, **values: object) -> str:
    """An SVG picture from a template in `cli/templates`."""
    return _environment().get_template(template).render(**values)


def save_picture(file: Path, svg: str, *, data: Path, force: bool) -> None:
    """Write a picture in the format its file name ends in: .svg or .png.

    Raises ArchiveError for another ending, or if the library for PNG is missing; OutputError as `output_file`
    does.
    """
    if file.suffix.lower() not in {".svg", ".png"}:
        raise ArchiveError(f"{file.name} is neither .svg nor .png; choose one of these endings")
    content = svg.encode() if file.suffix.lower() == ".svg" else _png(svg)
    with output_file(file, data=data, force=force) as stream:
        stream.write(content)


def _png(svg: str) -> bytes:
    try:
        resvg = import_module("resvg_py")
    except ImportError as error:
        raise ArchiveError("PNG needs resvg-py; run: pip install resvg-py, or choose .svg") from error
    drawn: bytes = resvg.svg_to_bytes(svg_string=svg, zoom=_ZOOM, sans_serif_family="DejaVu Sans")
    return drawn


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("cli"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
