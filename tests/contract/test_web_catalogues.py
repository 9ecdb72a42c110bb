"""The pages say everything in every language."""

import ast
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
    "alerts",
    "classifier",
    "crawler",
    "indicators",
    "monitoring",
    "scheduler",
    "storage",
    "stories",
    "web",
    "yaluwatch",
)
#: What is not read as a text: comments, translated blocks, values, code.
NO_TEXT = [
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r"\{#.*?#\}",
        r"\{%-?\s*trans\b.*?endtrans\s*-?%\}",
        # Attributes put together before the tag.
        r"\{% set marks %\}.*?\{% endset %\}",
        r"\{%.*?%\}",
        r"\{\{.*?\}\}",
        r"<(script|style|code|kbd|pre)\b.*?</\1>",
    )
]
SAME_EVERYWHERE = {
    "· Yaluwatch",
    ":  · Yaluwatch",
    "Yaluwatch",
    'class="wide"',
    "CSV",
    "API",
    "Datasette",
    "openapi.json",
}
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
    yield from ((text,) for text in said())


def said() -> Iterator[str]:
    """Every sentence of the program that pages show, mostly of errors."""
    for folder in PACKAGES:
        for module in (WEB.parent / folder).rglob("*.py"):
            # The API answers in English.
            if (WEB / "api") not in module.parents and folder != "monitoring":
                for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
                    yield from sentences(node)


# Function → which of its arguments is a sentence for pages.
_GIVEN = {
    "Sentence": 0,
    "HTTPException": 1,
    "QueryError": 0,
    "change_by": 1,
    "record_change": 2,
    "changing_file": 1,
}


def sentences(node: ast.AST) -> Iterator[str]:
    """The sentence that a call is given, such as the detail of an HTTPException; both of "a if b else c"."""
    place = _GIVEN.get(getattr(getattr(node, "func", None), "id", ""))
    if not isinstance(node, ast.Call) or place is None or len(node.args) <= place:
        return
    given = node.args[place]
    for one in (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,):
        assert not isinstance(one, ast.JoinedStr), f"only a Sentence can be translated: {ast.unparse(node)}"
        # What is only placeholders is the same in every language.
        if (
            isinstance(one, ast.Constant)
            and isinstance(one.value, str)
            and re.search("[a-z]{2}", PLACEHOLDER.sub("", one.value))
        ):
            yield one.value


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


def test_templates_have_no_text_that_is_not_translated() -> None:
    """Words outside of tags and gettext, apart from names that are the same everywhere."""
    for template in sorted((WEB / "templates").rglob("*.html")):
        text = template.read_text(encoding="utf-8")
        for markup in NO_TEXT:
            text = markup.sub("", text)
        words = [line.strip() for line in re.sub("<[^>]*>", "\n", text).split("\n")]
        left = [line for line in words if re.search("[A-Za-z]{3}", line) and line not in SAME_EVERYWHERE]
        assert left == [], template.name


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


def test_gettext_in_templates_is_given_literals_only() -> None:
    """Jinja's newer gettext takes its text for markup and for a format: data goes through the filter `said`.

    https://github.com/mozilla/puente/issues/39, https://github.com/pallets/jinja/issues/516
    """
    for template in sorted((WEB / "templates").rglob("*.*")):
        given = re.findall(r"\b_\(\s*([^\"'\s])", template.read_text(encoding="utf-8"))
        assert given == [], template.name
