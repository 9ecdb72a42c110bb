"""The command that shows how texts would be tagged."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from classifier import Classifier, Reason
from classifier.facts import Facts, find_facts
from cli.app import AsJson, coloured, data_folder, print_json, say
from cli.verdicts import relevance_line
from crawler.text import language_of
from scheduler import jobs
from yaluwatch.errors import ClassifierError
from yaluwatch.model import Verdict
from yaluwatch.text import clean_line, clean_paragraphs

# More reasons than this are not helpful.
_MOST_REASONS = 6


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(classify)


def classify(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(help="Text file, or - for standard input. The first line is the headline.")
    ] = "-",
    language: Annotated[str, typer.Option(help="en, ko, zh or ja (default: detected from the text).")] = "",
    lang: Annotated[str, typer.Option(hidden=True)] = "",
    published: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Publication day, to resolve dates without a year."),
    ] = None,
    as_json: AsJson = False,
    many: Annotated[
        bool,
        typer.Option("--jsonl", help="Read and print one JSON object per line (title, text or body)."),
    ] = False,
) -> None:
    """Show how a text would be tagged, with the evidence for and against.

    Example: [bold]yalu classify article.txt --published 2026-11-24[/bold]
    """
    judge = jobs.load_classifier(data_folder(context).settings())
    raw = _read(file)
    if many:
        for row in judged_lines(judge, raw):
            typer.echo(json.dumps(row, ensure_ascii=False, default=str))
        return
    title, _, rest = raw.strip().partition("\n")
    title, body = clean_line(title), clean_paragraphs(rest)
    language = language or lang or language_of(title + body, "en")
    verdict = judge.classify(title, body, language)
    facts = find_facts(f"{title}\n\n{body}", published.date() if published else None)
    reasons = judge.reasons(title, body, language)
    if as_json:
        print_json({**asdict(verdict), "facts": asdict(facts), "reasons": [asdict(each) for each in reasons]})
    else:
        _explain(verdict, reasons, facts)


def judged_lines(judge: Classifier, raw: str) -> Iterator[dict[str, Any]]:
    """Verdict, facts and reasons for each line of JSON; a missing `id` becomes the line number.

    Raises ClassifierError naming the first line that is not an article.
    """
    for number, line in enumerate(raw.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = _article_line(line)
            day = date.fromisoformat(str(row["published"])[:10]) if row.get("published") else None
        except ValueError as error:
            raise ClassifierError(f"line {number} is not an article: {error}") from error
        title, body = clean_line(row["title"]), clean_paragraphs(row["text"])
        language = str(row.get("lang") or language_of(title + body, "en"))
        verdict = judge.classify(title, body, language)
        yield {
            "id": row.get("id", number),
            **asdict(verdict),
            "facts": asdict(find_facts(f"{title}\n\n{body}", day)),
            "reasons": [asdict(each) for each in judge.reasons(title, body, language)],
        }


def _article_line(line: str) -> dict[str, Any]:
    """The object in the line, its body as `text`. Raises ValueError naming what is missing."""
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"invalid JSON at character {error.pos + 1}") from error
    if not isinstance(row, dict):
        raise ValueError("expected a JSON object with title and text")
    title, text = row.get("title") or "", row.get("text") or row.get("body") or ""
    if not (isinstance(title, str) and isinstance(text, str)):
        raise ValueError("title and text must be strings")
    if not (title or text):
        raise ValueError("it has neither title nor text")
    return {**row, "title": title, "text": text}


def _explain(verdict: Verdict, reasons: tuple[Reason, ...], facts: Facts) -> None:
    say(relevance_line(verdict))
    for tag in verdict.tags:
        say(f"{coloured(tag.topic)} {tag.probability:.0%}")
        for span in tag.evidence:
            said = "" if span.polarity in {"", "asserted"} else f" ({span.polarity})"
            say(f"  {span.part} {span.start}–{span.end}  “{span.text}”{said}")
    strong = [reason for reason in reasons if abs(reason.weight) >= 0.05]
    for name, chosen in (
        ("for", [reason for reason in strong if reason.weight > 0]),
        ("against", [reason for reason in strong if reason.weight < 0]),
    ):
        if chosen:
            shown = "; ".join(f"{each.told} {each.weight:+.2f}" for each in chosen[:_MOST_REASONS])
            say(f"{name}: {shown}")
    if verdict.mentions:
        say("names: " + ", ".join(dict.fromkeys(f"{m.gloss} ({m.kind})" for m in verdict.mentions)))
    if verdict.terms:
        words = (f"{term.text} {term.gloss}".rstrip() for term in verdict.terms)
        say("words: " + " · ".join(words))
    for name, values in facts_in_words(facts):
        if values:
            say(f"{name}: {', '.join(dict.fromkeys(values))}")


def facts_in_words(facts: Facts) -> Iterator[tuple[str, list[str]]]:
    """Each kind of fact with its values, as text for people."""
    yield "dates", [f"{each.value} ({each.text})" for each in facts.dates]
    yield "amounts", [f"{each.value.normalize():,f} {each.unit}" for each in facts.amounts]
    yield "according to", [each.text for each in facts.attributions]
    yield "resolutions", [str(each.number) for each in facts.resolutions]
    yield "ships", [f"{each.name} {each.imo}".strip() for each in facts.ships]


def _read(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise ClassifierError(f"{file} can't be read: {error.strerror}") from error
    return raw.decode("utf-8", errors="replace")
