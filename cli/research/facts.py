"""The command for facts of articles: prices, figures, dates, claims, with their quotation."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from classifier import FACT_RULES
from cli.app import AsJson, DataFolder, Force, console, data_folder, print_json, say
from cli.query import typed_query
from cli.tables import Row, print_rows
from indicators import Contradiction, contradiction_row, contradictions_of
from storage import Archive, FactQuery, Format, FoundFact
from storage.exports import fact_row, plain, write_facts
from storage.query import Choice
from yaluwatch.errors import ArchiveError
from yaluwatch.files import output_file
from yaluwatch.model import FACT_KINDS
from yaluwatch.text import counted

# Filters of facts; all others are filters of articles.
_FACT_FILTERS = ("kind", "good", "unit", "direction")
_DIRECTIONS = ("to-north", "from-north")
_LONGEST = 160


def register(app: typer.Typer) -> None:
    """Add this file's command."""
    app.command()(facts)


def facts(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NUMBER | QUERY | rebuild",
            help="Article number; or filters such as kind:price good:rice unit:KPW direction:to-north with "
            "those of search; or rebuild: read the facts of older articles, by the current rules.",
        ),
    ] = None,
    version: Annotated[int, typer.Option(min=0, help="Version of the article (default: the newest).")] = 0,
    limit: Annotated[int, typer.Option(min=1, help="Maximum number of facts shown.")] = 50,
    kind: Annotated[
        Format | None, typer.Option("--format", help="Write csv, jsonl or parquet: all facts.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Output file (default: standard output).")
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Show or export facts of articles: prices, figures, dates, claims, with their quotation.

    Example: [bold]yalu facts kind:price place:hyesan --format csv -o prices.csv[/bold]
    """
    here = data_folder(context)
    if words == ["rebuild"]:
        _rebuild(here)
        return
    with here.archive() as archive:
        if words and len(words) == 1 and words[0].isdecimal():
            found: Iterable[FoundFact] = archive.facts.of(int(words[0]), version)
            if kind is None and output is None:
                _show(found, _contradictions(archive, int(words[0]), version), as_json=as_json)
                return
        else:
            found = archive.facts.find(fact_query(here, words or ()), limit=None if kind else limit)
        if kind is None and output is None:
            _show(found, as_json=as_json)
            return
        kind = kind or Format.CSV
        if output is None:
            write_facts(found, kind, sys.stdout.buffer)
            return
        with output_file(output, data=here.data, force=force) as stream:
            total = write_facts(found, kind, stream)
    say(f"Wrote {counted(total, 'fact')} to {output}.")


def fact_query(here: DataFolder, words: Sequence[str]) -> FactQuery:
    """The query as typed. Raises ArchiveError or QueryError for a value that does not exist."""
    chosen: dict[str, list[str]] = {name: [] for name in _FACT_FILTERS}
    others = []
    for term in (term for word in words for term in _terms(word)):
        name, mark, value = term.partition(":")
        if mark and name in chosen:
            chosen[name] += value.split(",")
        else:
            others.append(term)
    _check("kind", chosen["kind"], FACT_KINDS)
    _check("direction", chosen["direction"], _DIRECTIONS)
    _, articles = typed_query(here, others)
    named = {"place": (), "actor": ()} | {
        part.kind: part.values for part in articles.tree.parts if isinstance(part, Choice)
    }
    return FactQuery(
        kinds=tuple(chosen["kind"]),
        goods=tuple(chosen["good"]),
        units=tuple(chosen["unit"]),
        directions=tuple(chosen["direction"]),
        places=tuple(named["place"]),
        actors=tuple(named["actor"]),
        articles=articles,
    )


def _terms(word: str) -> Iterator[str]:
    """The terms of an argument: a whole query may be one argument, if its first term is a filter of facts."""
    if word.partition(":")[0] in _FACT_FILTERS and '"' not in word:
        yield from word.split()
    else:
        yield word


def _check(name: str, values: Sequence[str], known: Sequence[str]) -> None:
    if unknown := [value for value in values if value not in known]:
        raise ArchiveError(f"there is no {name}:{unknown[0]}; use {name}: with {', '.join(known)}")


def _contradictions(archive: Archive, article_id: int, version: int) -> Sequence[Contradiction]:
    stored = archive.articles.get(article_id, version=version or None)
    return contradictions_of(stored) if stored else ()


def _show(found: Iterable[FoundFact], contradictions: Sequence[Contradiction] = (), *, as_json: bool) -> None:
    listed = list(found)
    if as_json:
        rows_of_two = [{"kind": "contradiction", **contradiction_row(each)} for each in contradictions]
        print_json([*map(fact_row, listed), *rows_of_two])
        return
    rows = [
        Row(
            (
                each.fact.kind,
                amount_text(each) or _shortened(each.speaker if each.fact.kind == "claim" else each.text, 30),
                each.fact.good,
                each.fact.place,
                each.fact.date,
            ),
            [_source_of(each)],
        )
        for each in listed
    ]
    if rows:
        print_rows(("kind", "value", "goods", "place", "date"), rows)
    say(f"{counted(len(listed), 'fact')}.")
    if contradictions:
        say(f"{counted(len(contradictions), 'contradiction')}:")
    for each in contradictions:
        say(f"- {each.kind}: {each.reason}")
        for passage in (each.first, each.second):
            say(f"  {passage.text}: “{_shortened(passage.quote, _LONGEST)}”")


def amount_text(found: FoundFact) -> str:
    """The value with its unit, "8000–9000 KPW/kg"; empty for other facts."""
    fact = found.fact
    if fact.value is None or fact.kind == "resolution":
        return ""
    values = "–".join(str(plain(value)) for value in (fact.value, fact.high) if value is not None)
    return f"{values} {fact.unit}" + (f"/{fact.per}" if fact.per else "")


def _source_of(found: FoundFact) -> str:
    """Where it stands, and who says so: "1839039897600 “Rice sold for 9,200 won …” (a source)"."""
    speaker = f" ({_shortened(found.speaker, 40)})" if found.speaker else ""
    return f"{found.article_id}  “{_shortened(found.sentence, _LONGEST)}”{speaker}"


def _shortened(text: str, longest: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _rebuild(here: DataFolder) -> None:
    # Only here: reading facts again brings the crawler along, as it is one of the jobs.
    from scheduler import rebuild_facts  # noqa: PLC0415

    with here.archive(read_only=False) as archive, Progress(console=console(), transient=True) as progress:
        task = progress.add_task("reading facts", total=archive.facts.count_outdated(FACT_RULES))
        done = rebuild_facts(archive, on_batch=lambda count: progress.update(task, completed=count))
    say(f"Read the facts of {counted(done, 'article')}; all relevant articles have theirs now.")
