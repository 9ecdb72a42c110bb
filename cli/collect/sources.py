"""Commands that change the source list, or show what a source would give."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.app import AsJson, DataFolder, Force, bold, data_folder, print_json, print_table, say
from cli.collect.source_health import chosen_sources, moment, sources_app, trial_data
from crawler.autodiscovery import (
    PRIVATE_HINT,
    Discovered,
    discover,
    homepage_of,
    read_list,
    source_entry_for,
)
from crawler.health import MOVED_POLLS
from crawler.polling import GOOD
from crawler.sources import (
    address_key,
    append_sources,
    exported_toml,
    replace_urls,
    set_paused,
    to_csv,
    to_opml,
)
from crawler.text import clean_url
from crawler.workers import DELAY, PageFetcher, Trial, try_source
from scheduler import jobs
from yaluwatch import times
from yaluwatch.errors import CrawlError, SourceListError
from yaluwatch.files import output_file
from yaluwatch.model import Article, Candidate, Outcome, Source, SourceKind
from yaluwatch.shown import without_secrets
from yaluwatch.text import counted

Url = Annotated[str, typer.Argument(help="URL of a home page, section page, feed, sitemap or WordPress API.")]
AllowPrivate = Annotated[bool, typer.Option("--allow-private", help="Allow a site inside your own network.")]
#: Number of characters of a body that are shown.
_SHOWN = 300


class ListFormat(StrEnum):
    """File formats of an exported source list."""

    CSV = "csv"
    OPML = "opml"
    TOML = "toml"


_WRITERS = {ListFormat.CSV: to_csv, ListFormat.OPML: to_opml, ListFormat.TOML: exported_toml}


def register(_app: typer.Typer) -> None:
    """Importing this file has added its commands to the group."""


@sources_app.command()
def find(
    context: typer.Context, url: Url, allow_private: AllowPrivate = False, as_json: AsJson = False
) -> None:
    """Find the feeds, WordPress posts, sitemaps and listing pages a site offers; nothing is written.

    Example: [bold]yalu sources find https://www.dailynk.com/english/[/bold]
    """
    found = _discovered(data_folder(context), url, allow_private=allow_private)
    if as_json:
        print_json([asdict(one) for one in found])
    else:
        _print_found(found)


@sources_app.command()
def add(
    context: typer.Context,
    url: Url,
    result: Annotated[int, typer.Option(min=1, metavar="N", help="Number of the result to add.")] = 1,
    use: Annotated[int, typer.Option(hidden=True)] = 0,
    source_id: Annotated[str, typer.Option("--id", help="Source id (default: from the host).")] = "",
    name: Annotated[str, typer.Option(help="Display name (default: the site's own).")] = "",
    publisher: Annotated[str, typer.Option(help="Publisher family (default: the name).")] = "",
    language: Annotated[str, typer.Option(metavar="xx", help="Language code (default: detected).")] = "",
    country: Annotated[
        str, typer.Option(metavar="XX", help="Country code (default: from host or language).")
    ] = "",
    timezone: Annotated[str, typer.Option(help="IANA time zone (default: from the country).")] = "",
    tier: Annotated[
        int, typer.Option(min=1, max=3, help="1 specialist, 2 regular, 3 occasional source.")
    ] = 2,
    allow_private: AllowPrivate = False,
) -> None:
    """Find the feed, posts, sitemap or listing page of a site, show three items, and add it to the list.

    Comments and order of the file are kept. A source that is already listed
    is not added again.

    Example: [bold]yalu sources add https://www.dailynk.com/english/ --tier 1[/bold]
    """
    here = data_folder(context)
    found = _discovered(here, url, allow_private=allow_private)
    result = use or result
    if result > len(found):
        raise SourceListError(f"--result {result} is too high: {url} has {counted(len(found), 'result')}")
    _print_found(found)
    entry = source_entry_for(
        found[result - 1],
        homepage_of(url, found[result - 1]),
        name=name,
        language=language,
        country=country,
        taken={source.id for source in here.sources()},
    )
    chosen = {"id": source_id, "publisher": publisher, "timezone": timezone}
    chosen = {field: value for field, value in chosen.items() if value}
    entry = _private(replace(entry, tier=tier, **chosen), allow_private)  # type: ignore[arg-type]
    append_sources(here.settings().sources, [entry])
    say(f"\nAdded {bold(entry.id)} ({entry.name}, {entry.language}) to {_file(here)}.")
    say(f"`yalu sources try {entry.id}` shows how its articles are read.")


@sources_app.command(name="try")
def try_(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="ID|URL", help="Id of a listed source, or any URL.")],
    allow_private: AllowPrivate = False,
    as_json: AsJson = False,
) -> None:
    """Poll a source and show one article field by field, with the rule that found each field.

    Nothing is stored.

    Example: [bold]yalu sources try dailynk-en[/bold]
    """
    here = data_folder(context)
    settings = here.settings()
    source = _named(here, what) or _unlisted(here, what, allow_private=allow_private)
    trial = try_source(
        source,
        limits=jobs.limits(settings),
        user_agent=jobs.user_agent(settings.crawl.contact),
        now=times.clock(),
    )
    if as_json:
        print_json(trial_data(trial))
    else:
        _print_trial(trial)
    if trial.report.outcome not in GOOD:
        report = trial.report
        hint = PRIVATE_HINT if report.outcome is Outcome.BLOCKED_ADDRESS else ""
        raise CrawlError(f"{source.id} can't be read: {report.outcome} {report.detail}".rstrip() + hint)
    if trial.article is None:
        raise CrawlError(
            f"{source.id} announces {counted(trial.report.announced, 'article')}, but none could be read"
        )


@sources_app.command(name="import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="OPML, CSV or TOML file.")],
) -> None:
    """Add the sources from an OPML, CSV or TOML file that are not listed yet.

    Example: [bold]yalu sources import feeds.opml[/bold]
    """
    here = data_folder(context)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise SourceListError(f"{file} can't be read: {error.strerror}") from error
    read = read_list(str(file), content, here.sources())
    if read.new:
        append_sources(here.settings().sources, read.new)
    say(f"{counted(len(read.new), 'source')} added to {_file(here)}; {read.known} already listed.")


@sources_app.command()
def export(
    context: typer.Context,
    kind: Annotated[
        ListFormat, typer.Option("--format", help="csv and toml have every field, opml only the feeds.")
    ] = ListFormat.CSV,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Output file (default: standard output).")
    ] = None,
    force: Force = False,
) -> None:
    """Export the source list: CSV or TOML with every field, or the feeds as OPML.

    Keys and tokens in addresses are replaced by ***.

    Example: [bold]yalu sources export --format opml -o feeds.opml[/bold]
    """
    here = data_folder(context)
    listed = here.sources()
    text = _WRITERS[kind](listed)
    if output is None:
        sys.stdout.write(text)
        return
    with output_file(output, data=here.data, force=force) as stream:
        stream.write(text.encode())
    feeds = [source for source in listed if source.kind is SourceKind.FEED]
    count = len(feeds if kind is ListFormat.OPML else listed)
    say(f"Wrote {counted(count, 'source')} to {output}.")


@sources_app.command()
def pause(
    context: typer.Context, source_id: Annotated[str, typer.Argument(metavar="ID", help="Source id.")]
) -> None:
    """Stop polling a source; its articles stay.

    Example: [bold]yalu sources pause kcna-watch[/bold]
    """
    set_paused(data_folder(context).settings().sources, source_id, paused=True)
    say(f"{source_id} is paused.")


@sources_app.command()
def resume(
    context: typer.Context, source_id: Annotated[str, typer.Argument(metavar="ID", help="Source id.")]
) -> None:
    """Poll a paused source again.

    Example: [bold]yalu sources resume kcna-watch[/bold]
    """
    set_paused(data_folder(context).settings().sources, source_id, paused=False)
    say(f"{source_id} is resumed.")


@sources_app.command()
def move(
    context: typer.Context, source_id: Annotated[str, typer.Argument(metavar="ID", help="Source id.")]
) -> None:
    """Write a source's new address into the list, after its old one was redirected for good several times.

    Example: [bold]yalu sources move dailynk-en[/bold]
    """
    here = data_folder(context)
    (source,) = chosen_sources(here, source_id)
    with here.archive(read_only=False) as archive:
        moved = archive.sources.state(source.id).moved
    new = {url: target for url, (target, count) in moved.items() if count >= MOVED_POLLS}
    if not new:
        raise SourceListError(
            f"{source_id} has not moved: none of its addresses was redirected for good to the same one by "
            f"{MOVED_POLLS} polls in a row"
        )
    replace_urls(_file(here), source_id, new)
    for url, target in new.items():
        say(without_secrets(f"{source_id}: {url} is now {target}."))


def _discovered(here: DataFolder, url: str, *, allow_private: bool) -> list[Discovered]:
    """The results for a site. Raises CrawlError if there are none."""
    if clean_url(url) is None:
        raise SourceListError(f"{url!r} is not an http or https URL")
    settings = here.settings()
    with (
        here.archive(read_only=False) as archive,
        PageFetcher(
            archive,
            jobs.user_agent(settings.crawl.contact),
            times.clock(),
            limits=jobs.limits(settings),
            allow_private=allow_private,
            # A site in your own network needs no pause between requests.
            delay=0.0 if allow_private else DELAY,
        ) as fetcher,
    ):
        found = discover(url, fetcher.get)
    if not found:
        raise CrawlError(
            f"{url} has no feed, sitemap or recognisable list of articles; "
            "try its news section, or set `selectors.links` (docs/add-a-source.md)"
        )
    return found


def _named(here: DataFolder, what: str) -> Source | None:
    """The source with this id or URL; None for a URL that is not listed."""
    key = address_key(what)
    for source in here.sources():
        if what == source.id or key in map(address_key, source.urls):
            return source
    if "://" not in what:
        raise SourceListError(f"there is no source {what!r}; `yalu sources` lists them")
    return None


def _unlisted(here: DataFolder, url: str, *, allow_private: bool) -> Source:
    found = _discovered(here, url, allow_private=allow_private)[0]
    return _private(source_entry_for(found, homepage_of(url, found)), allow_private)


def _private(entry: Source, allow_private: bool) -> Source:
    """The entry, for a site inside your own network if `allow_private`; that needs no pause."""
    return replace(entry, allow_private=True, delay_seconds=0.0) if allow_private else entry


def _file(here: DataFolder) -> Path:
    return here.settings().sources


def _print_found(found: Sequence[Discovered]) -> None:
    rows = (
        (str(number), one.kind, str(one.items), one.url, one.title or one.site)
        for number, one in enumerate(found, 1)
    )
    print_table(("", "kind", "items", "URL", "title"), rows)
    for number, one in enumerate(found, 1):
        if one.samples:
            say(f"\n{number}:" + (f" links to articles match {one.include[0]}" if one.include else ""))
            _print_samples(one.samples)


def _print_samples(samples: Sequence[Candidate]) -> None:
    for sample in samples:
        say(f"  {moment(sample.published_at or sample.updated_at)}  {sample.title or sample.url}")


def _print_trial(trial: Trial) -> None:
    report = trial.report
    say(f"{bold(trial.source.name)}  {trial.source.kind}  {trial.source.language}")
    for poll in trial.polls:
        said = f"poll  {poll.outcome}  {poll.announced} announced  {poll.url}  {poll.detail}"
        say(without_secrets(said))
    if not trial.polls:
        say(f"poll  {report.outcome}  {without_secrets(report.detail)}")
    _print_samples(trial.samples)
    for page in trial.pages:
        say(f"page  {page.outcome}  {page.url}  {without_secrets(page.detail)}")
    if trial.article:
        say()
        print_table(("field", "found by", ""), _article_rows(trial.article))


def _article_rows(article: Article) -> Iterator[tuple[str, str, str]]:
    by = article.found_by
    body = article.body.replace("\n\n", " ¶ ")
    cut = body[:_SHOWN] + (" …" if len(body) > _SHOWN else "")
    yield "url", by.get("url", "feed"), article.url
    yield "title", by.get("title", ""), article.title
    yield "published", by.get("published_at", ""), moment(article.published_at)
    yield "modified", "", moment(article.modified_at)
    yield "authors", by.get("authors", ""), ", ".join(article.authors) or "–"
    yield "organisation", "", article.organisation or "–"
    yield "language", "", article.language
    yield "section", "", article.section or "–"
    yield "image", "", article.image_url or "–"
    yield "also in", "", ", ".join(f"{other.language} {other.url}" for other in article.alternates) or "–"
    yield "tables", "", str(len(article.tables))
    yield "captions", "", " ¶ ".join(article.captions)[:_SHOWN] or "–"
    yield "encoding", "", by.get("encoding", "–")
    yield "body", by.get("body", ""), f"{counted(len(article.body), 'character')}: {cut}"
