"""Commands that look inside: classify, config, health."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.markup import escape

from crawler.language import language_of
from scheduler import jobs
from yaluwatch.cli.app import LOOK, AsJson, place, print_json, print_table, say
from yaluwatch.config import load_settings
from yaluwatch.errors import ClassifierError, ServiceError
from yaluwatch.text import clean_line, clean_paragraphs


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command(rich_help_panel=LOOK)(classify)
    app.command(rich_help_panel=LOOK)(config)
    app.command(rich_help_panel=LOOK)(health)


def classify(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(help="A text file, or - for standard input; its first line is the headline.")
    ] = "-",
    lang: Annotated[str, typer.Option(help="en, ko, zh or ja; found from the script when not given.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say how a text would be tagged, and quote what decided it.

    Example: [bold]yalu classify article.txt[/bold]
    """
    title, body = _read(file)
    judge = jobs.load_classifier(place(context).settings())
    verdict = judge.classify(title, body, lang or language_of(title + body, "en"))
    if as_json:
        print_json(asdict(verdict))
        return
    subject = "on the subject" if verdict.is_relevant else "off the subject"
    say(f"{verdict.relevance:.0%} {subject} ({verdict.version})")
    for tag in verdict.tags:
        say(f"[cyan]{tag.topic}[/cyan] {tag.probability:.0%}")
        for span in tag.evidence:
            say(f"  {span.part} {span.start}–{span.end}  “{escape(span.text)}”")
    if verdict.mentions:
        say("named: " + ", ".join(dict.fromkeys(f"{m.gloss} ({m.kind})" for m in verdict.mentions)))
    if verdict.terms:
        say(
            "words: "
            + escape(
                " · ".join(
                    f"{term.text} = {term.gloss}" if term.gloss else term.text for term in verdict.terms
                )
            )
        )


def config(context: typer.Context, as_json: AsJson = False) -> None:
    """The settings in force and where each comes from; secrets hidden.

    Example: [bold]yalu config[/bold]
    """
    _, shown = load_settings(place(context).data)
    if as_json:
        print_json([asdict(setting) for setting in shown])
    else:
        print_table(("setting", "value", "from"), ((s.name, s.value, s.origin) for s in shown))


def health(context: typer.Context, as_json: AsJson = False) -> None:
    """Ask the running service whether it is well; exit code 1 when it is not, for monitors.

    Example: [bold]yalu health[/bold]
    """
    web = place(context).settings().web
    url = f"http://{'127.0.0.1' if web.host == '0.0.0.0' else web.host}:{web.port}/health"  # noqa: S104
    try:
        answer = httpx.get(url, timeout=10)
        found = answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise ServiceError(f"no healthy service at {url}: {error}") from error
    if as_json:
        print_json(found)
    else:
        say(f"{found['status']}: {found['sources_healthy']} of {found['sources']} sources healthy")


def _read(file: str) -> tuple[str, str]:
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise ClassifierError(f"{file} can't be read: {error.strerror}") from error
    title, _, body = raw.decode("utf-8", errors="replace").strip().partition("\n")
    return clean_line(title), clean_paragraphs(body)
