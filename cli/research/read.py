"""Commands that show articles: search and show."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated

import typer

from cli.app import AsJson, bold, coloured, data_folder, print_json, say
from cli.query import typed_query
from cli.verdicts import relevance_line
from indicators.lists import listed_lines
from storage import Hit, Order, SnippetPart, caption_snippet, snippet
from yaluwatch.errors import ArchiveError
from yaluwatch.model import StoredArticle


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command()(search)
    app.command()(show)


def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help="Words, phrases and filters; all must match.")],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Maximum number of articles.")] = 20,
    order: Annotated[Order, typer.Option(help="Sort order.")] = Order.NEWEST,
    as_json: AsJson = False,
) -> None:
    """Search the archive in English, Korean, Chinese or Japanese.

    All words must occur; English ones in any form (=word: only this form).
    Also: "a phrase", prefix*, a OR b, (…), NEAR/5, -excluded.

    Filters: topic: place: actor: goods: language: source: publisher:
    after: before: score:>0.8 status:edited listed:un relevant:any.

    Example: [bold]yalu search 밀수 place:dandong after:2026-01[/bold]
    """
    typed, query = typed_query(data_folder(context), words)
    with data_folder(context).archive() as archive:
        total = archive.search.count(query)
        hits = archive.search.find(query, limit=limit, order=order)
    if as_json:
        print_json({"query": typed, "total": total, "articles": [_hit_row(hit) for hit in hits]})
        return
    for hit in hits:
        time = (hit.published_at or hit.first_seen_at).strftime("%Y-%m-%d %H:%M")
        say(bold(hit.title))
        say(f"  {time}  {hit.publisher}  {coloured(' '.join(hit.topics))}  yalu show {hit.id}")
        say("  " + _marked(snippet(hit.body, query.words)))
        if pieces := caption_snippet(hit.title, hit.body, hit.captions, query.words):
            say("  Caption: " + _marked(pieces))
    say(f"{total} found" + (f", {limit} shown" if total > limit else ""))
    if not total and typed.count('"') == 2 and " " in typed:
        say(f"Words in quotes are one phrase: {typed}")


def show(
    context: typer.Context,
    article_id: Annotated[
        int, typer.Argument(metavar="NUMBER", help="Article number, as printed by search.")
    ],
    as_json: AsJson = False,
) -> None:
    """Show one article with its verdict, evidence and story.

    Example: [bold]yalu show 1834500000000[/bold]
    """
    with data_folder(context).archive() as archive:
        stored = archive.articles.get(article_id)
        if stored is None:
            raise ArchiveError(f"there is no article {article_id}; `yalu search` prints the numbers")
        story = archive.stories.get([stored.story_id]).get(stored.story_id) if stored.story_id else None
        listed = listed_lines(archive.listed.of([article_id]))
        known = {(one.kind, one.id): one for one in archive.research.identifiers()} if as_json else {}
    if as_json:
        named = {(one.kind, one.id) for one in (stored.verdict.mentions if stored.verdict else ())}
        more = {
            "listed": [asdict(line) | {"text": line.text()} for line in listed],
            "identifiers": [asdict(known[key]) for key in sorted(named & known.keys())],
        }
        print_json(asdict(stored) | more)
        return
    _show(stored)
    for line in listed:
        say(f"Names {line.text()}")
    for other in story.articles if story else ():
        if other.id != stored.id:
            say(f"Same story: {other.article.title} ({other.publisher})  yalu show {other.id}")


def _show(stored: StoredArticle) -> None:
    article = stored.article
    say(bold(article.title))
    say(f"{stored.publisher}  published {article.published_at or 'unknown'}  version {stored.version}")
    if names := ", ".join(filter(None, [*article.authors, article.organisation])):
        say(f"By {names}")
    say(article.url)
    if stored.removed_at:
        say(typer.style(f"no longer on the site (since {stored.removed_at:%Y-%m-%d %H:%M})", fg="red"))
    if verdict := stored.verdict:
        say(f"\n{relevance_line(verdict)}")
        for tag in verdict.tags:
            said = tag.evidence[0].polarity
            mark = "" if said in {"", "asserted"} else f" ({said})"
            say(f"  {coloured(tag.topic)} {tag.probability:.0%}  “{tag.evidence[0].text}”{mark}")
        if verdict.terms:
            words = (f"{term.text} = {term.gloss}" if term.gloss else term.text for term in verdict.terms)
            say("  words: " + " · ".join(words))
    say("\n" + article.body + "\n")
    if article.is_partial:
        say("Only part of this article could be read.\n")
    if article.captions:
        say("Captions:")
        for caption in article.captions:
            say(f"  {caption}")
        say()


def _marked(pieces: Iterable[SnippetPart]) -> str:
    return "".join(typer.style(one.text, reverse=True) if one.is_match else one.text for one in pieces)


def _hit_row(hit: Hit) -> dict[str, object]:
    return {key: value for key, value in asdict(hit).items() if key != "body"}
