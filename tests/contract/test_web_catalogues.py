"""The pages say everything in every language."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from web.languages import LANGUAGES
from web.templating import NAVIGATION

WEB = Path(__file__).parents[2] / "web"
PACKAGES = (
    "alerts", "classifier", "crawler", "indicators", "monitoring", "scheduler", "storage", "web", "yaluwatch",
)  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def texts() -> Iterator[tuple[str, ...]]:
    """Every text of the templates: the singular, and the plural where there is one."""
    for template in sorted(
        one for one in (WEB / "templates").rglob("*.*") if one.suffix in {".html", ".svg"}
    ):
        with template.open("rb") as file:
            options = dict.fromkeys(("trim_blocks", "lstrip_blocks", "newstyle_gettext"), "true") | {
                "silent": "false"
            }
            for _, _, message, _ in babel_extract(file, ("_", "gettext", "ngettext"), (), options):
                parts = message if isinstance(message, tuple) else (message,)
                if found := tuple(part for part in parts if part):
                    yield found
    yield from ((title,) for _, _, title, _ in NAVIGATION)


def messages(language: str) -> dict[str, Message]:
    content = (WEB / "catalogues" / f"{language}.po").read_bytes()
    return {
        message.id if isinstance(message.id, str) else message.id[0]: message
        for message in read_po(io.BytesIO(content), locale=language)
        if message.id
    }


def put_in() -> tuple[str, set[str]]:
    """What the program may put into a page, such as states and kinds of places: its source, and cells."""
    modules = (file for folder in PACKAGES for file in (WEB.parent / folder).rglob("*.py"))
    tables = (WEB.parent / "classifier").rglob("*.csv")
    lines = (line for file in tables for line in file.read_text(encoding="utf-8").splitlines())
    return "".join(file.read_text(encoding="utf-8") for file in modules), {
        cell for line in lines for cell in line.split(",")
    }


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_text_is_translated_and_nothing_else(language: str) -> None:
    known = messages(language)
    wanted = {text[0] for text in texts()}
    assert sorted(wanted - set(known)) == []
    source, cells = put_in()
    unused = [text for text in set(known) - wanted if f'"{text}"' not in source and text not in cells]
    assert sorted(unused) == []


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_both_languages_have_the_same_texts(language: str) -> None:
    assert set(messages(language)) == set(messages(LANGUAGES[1]))


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_translations_keep_placeholders(language: str) -> None:
    for text, message in messages(language).items():
        forms = message.string if isinstance(message.string, list | tuple) else [message.string]
        assert all(forms), text
        for form in forms:
            ids = message.id if isinstance(message.id, list | tuple) else (message.id,)
            expected = set(PLACEHOLDER.findall(ids[-1]))
            assert set(PLACEHOLDER.findall(str(form))) == expected, text
