"""The templates, their filters, and what every one of them can use."""

from collections.abc import Hashable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context, select_autoescape
from jinja2.runtime import Context
from markupsafe import Markup, escape

from web.access import FIELD, Right, form_code, visitor_of
from web.languages import preferred_language, said_in, translations
from web.names import language_name
from web.root_path import LocalLinks, at_root

# Parts of pages that are kept; most are a kilobyte.
_MOST_PARTS = 4_096

#: Address, name, title and the right one needs of each page in the navigation.
NAVIGATION = (
    ("/", "today", "Today", Right.READ),
    ("/search", "search", "Search", Right.READ),
    ("/prices", "prices", "Prices", Right.READ),
    ("/trade", "trade", "Trade", Right.READ),
    ("/subscriptions", "subscriptions", "Subscriptions", Right.READ),
    ("/sources", "sources", "Sources", Right.READ),
    ("/status", "status", "Status", Right.OPERATE),
    ("/outbox", "outbox", "Outbox", Right.OPERATE),
    ("/users", "users", "Accounts", Right.ADMINISTER),
    ("/audit", "audit", "Changes", Right.ADMINISTER),
)


@pass_context
def _moment(context: Context, time: datetime | None) -> str:
    """Date and time in the visitor's time zone: "2026-11-24 14:00"; the page says the zone (`zone`)."""
    return time.astimezone(ZoneInfo(context["zone"])).strftime("%Y-%m-%d %H:%M") if time else "–"


@pass_context
def _day(context: Context, time: datetime | None) -> str:
    """The date in the visitor's time zone: "2026-11-24"."""
    return time.astimezone(ZoneInfo(context["zone"])).strftime("%Y-%m-%d") if time else "–"


def _link(url: str) -> str:
    """The URL if it is http or https, else "" (javascript:, data: and the like)."""
    try:
        return url if urlsplit(url).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _code(text: str) -> Markup:
    """The text with what stands in `backticks` as code: commands and settings."""
    parts = enumerate(text.split("`"))
    code = Markup("<code>{}</code>")
    return Markup("").join(code.format(part) if number % 2 else escape(part) for number, part in parts)


@pass_context
def _language_name(context: Context, code: str) -> str:
    """The name of a language (ISO 639-1)."""
    return language_name(code, context["language"])


@pass_context
def _said(context: Context, text: str) -> str:
    """A text that is no literal of the template: a state, a sentence of an error. Escaped like any other."""
    return said_in(context["language"], text)


# In place of Jinja's own, which call three functions for each text: a page has a hundred.
@pass_context
def _gettext(context: Context, text: str, /, **values: object) -> Markup:
    return _filled(translations(context["language"]).ugettext(text), values)


@pass_context
def _ngettext(context: Context, one: str, many: str, number: int, /, **values: object) -> Markup:
    found = translations(context["language"]).ungettext(one, many, number)
    return _filled(found, {"num": number, **values})


def _filled(text: str, values: Mapping[str, object]) -> Markup:
    """A text of the catalogue, which is trusted, with values, which are not."""
    if "%" in text:
        text %= {name: escape(value) for name, value in values.items()}
    return Markup(text)  # noqa: S704 - the values are escaped


@pass_context
def _part(context: Context, name: str, **shown: Hashable) -> Markup:
    """A part of a page, rendered once for equal values.

    Its template sees `shown`, the language and the time zone, and nothing that only one visitor has; equal
    values must look the same.
    """
    return _rendered(name, context["language"], context["zone"], at_root(""), tuple(shown.items()))


@lru_cache(maxsize=_MOST_PARTS)
def _rendered(
    name: str, language: str, zone: str, _root: str, shown: tuple[tuple[str, Hashable], ...]
) -> Markup:
    """`_root` is what links in the part begin with."""
    # The template has escaped it.
    return Markup(TEMPLATES.get_template(name).render(language=language, zone=zone, **dict(shown)))  # noqa: S704


def _for_every_page(request: Request) -> dict[str, Any]:
    """What every template can use: `visitor`, `language`, `zone`, `csrf`, `navigation`."""
    visitor = visitor_of(request)
    return {
        "visitor": visitor,
        "language": language_of(request),
        "zone": visitor.timezone if visitor else "UTC",
        "csrf": _form_field(request),
        "navigation": NAVIGATION,
    }


def language_of(request: Request) -> str:
    """The language of the pages for whoever makes this request: what they chose, or their browser prefers."""
    visitor = visitor_of(request)
    chosen = visitor.language if visitor else ""
    return chosen or preferred_language(request.headers.get("accept-language", ""))


def _form_field(request: Request) -> Markup:
    """The hidden field every form with method="post" begins with."""
    code = form_code(request)
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, code) if code else Markup()


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("web"),
        autoescape=select_autoescape(["html", "svg"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", LocalLinks],
    )
    environment.globals |= {"at_root": at_root, "part": _part}
    environment.filters |= {"moment": _moment, "day": _day, "link": _link, "code": _code, "said": _said}
    environment.filters["language_name"] = _language_name
    # Texts: {{ _("Search") }}, {% trans n=3 %}{{ n }} story{% pluralize %}{{ n }} stories{% endtrans %}.
    environment.globals |= {"gettext": _gettext, "_": _gettext, "ngettext": _ngettext}
    # Values are passed on with the text.
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    return environment


TEMPLATES = Jinja2Templates(env=_environment(), context_processors=[_for_every_page])


def uncached_page(request: Request, name: str, words: dict[str, Any], status: int = 200) -> Response:
    """A page that no browser keeps: it shows secrets, or forms for them."""
    return TEMPLATES.TemplateResponse(request, name, words, status, headers={"Cache-Control": "no-store"})
