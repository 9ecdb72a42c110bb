"""What `yalu demo` does: a morning and an hour later in the local newsroom."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from alerts.delivery import Draft, draft, queue
from cli.app import Place, bold, say
from cli.collect import collect_with_progress, print_reports
from cli.start.init import prepare
from crawler.polling import CrawlReport
from crawler.sources import read_sources, write_sources
from newsroom import Newsroom
from scheduler import jobs
from storage import Archive, open_archive, parse_query
from yaluwatch.config import Settings
from yaluwatch.model import Outcome, Source

_LATER = timedelta(hours=1)
_LANGUAGES = {"en": "English", "ko": "Korean", "zh": "Chinese", "ja": "Japanese"}
#: What is asked of the archive at the end: one word in each script.
_SAMPLES = ("밀수", "走私", "丹东", "smuggling")


@contextmanager
def shown(folder: Path, *, verbose: bool) -> Iterator[Settings]:
    """Run the demonstration in a folder made anew; the newsroom stays open inside the block."""
    shutil.rmtree(folder, ignore_errors=True)
    prepare(folder)
    here = Place(folder, verbose)
    settings = here.settings()
    morning = jobs.clock() - _LATER
    with Newsroom(morning) as newsroom:
        write_sources(settings.sources, newsroom.sources)
        count = len(newsroom.sources)
        say(f"{count} invented publications are open on 127.0.0.1. First round, as in the morning:")
        first = _round(here, newsroom.sources, morning, "morning")
        newsroom.advance()
        say("An hour later one text was edited, one page is gone, a few reports are new. Second round:")
        second = _round(here, newsroom.sources, morning + _LATER, "later")
        _sum_up(folder, settings, first, second)
        yield settings


def source_reader(settings: Settings) -> Callable[[], Sequence[Source]]:
    """Reads the demonstration's source list."""
    return lambda: read_sources(settings.sources)


def _round(here: Place, sources: Sequence[Source], now: datetime, name: str) -> Draft:
    settings = here.settings()
    reports = collect_with_progress(here, sources, now)
    print_reports(reports)
    with here.archive(read_only=False) as archive:
        tagged = jobs.tag(archive, jobs.load_classifier(settings), now)
        relevant = jobs.group(archive, now)
        made = _digest(archive, settings, sources, now, name)
    say(f"{tagged} articles tagged, {relevant} of them on the subject. {_refused(reports)}")
    say(f"Digest: {bold(made.rendered.subject)}\n")
    return made


def _digest(
    archive: Archive, settings: Settings, sources: Sequence[Source], now: datetime, name: str
) -> Draft:
    everything = archive.subscriptions.all()[0]
    made = draft(archive, everything, sources, period_key=name, web_url=settings.web.address, now=now)
    queue(archive, made, jobs.message_defaults(settings))
    jobs.send(archive, settings, now)
    (settings.data / f"digest-{name}.html").write_text(made.rendered.html, encoding="utf-8")
    return made


def _refused(reports: Sequence[CrawlReport]) -> str:
    refused: Counter[Outcome] = Counter()
    for report in reports:
        refused.update(report.refused)
    if not refused:
        return ""
    counts = ", ".join(f"{count} {outcome}" for outcome, count in refused.items())
    return f"Not taken for articles: {counts}."


def _sum_up(folder: Path, settings: Settings, first: Draft, second: Draft) -> None:
    stories = first.digest.stories
    languages = Counter(story.lead.article.language for story in stories)
    spread = ", ".join(f"{count} {_LANGUAGES[language]}" for language, count in languages.most_common())
    later = second.digest
    say(f"The morning's digest tells {len(stories)} stories ({spread}), each with a sentence as evidence;")
    say(f"the later one has {len(later.stories)} new and {len(later.updates)} updated. Found in the archive:")
    with open_archive(settings.archive, read_only=True) as archive:
        for word in _SAMPLES:
            say(f"  {word}: {archive.search.count(parse_query(word))} articles")
    command = f"yalu --data {folder}"
    say("\nLook around:")
    say(f"  {folder / 'digest-morning.html'}   the mail, in a browser")
    say(f"  {settings.outbox}/   the same as mail files")
    say(f"  {command} search 밀수")
    say(f"  {command} sources")
    say("  yalu demo --serve   the archive in a browser")
