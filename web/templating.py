"""The templates and their filters."""

from datetime import datetime
from urllib.parse import urlsplit

from fastapi.templating import Jinja2Templates
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape


def _moment(time: datetime | None) -> str:
    return time.isoformat(" ", "minutes")[:16] if time else "–"


def _link(url: str) -> str:
    """The URL if it is http or https, else "" (javascript:, data: and the like)."""
    try:
        return url if urlsplit(url).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("web"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"moment": _moment, "link": _link}
    return environment


TEMPLATES = Jinja2Templates(env=_environment())
