"""What `yalu demo` does: crawl the invented publications twice, an hour apart."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from alerts.delivery import Draft, draft, queue
from cli.app import DataFolder, bold, say
from cli.collect import collect_with_progress, print_reports
from cli.start.init import prepare
from crawler.health import OUTCOME_WORDS
from crawler.polling import CrawlReport
from crawler.sources import read_sources, write_sources
from newsroom import Newsroom
from scheduler import jobs, mailing
from storage import Archive, open_archive, parse_query
from yaluwatch import times
from yaluwatch.config import Settings, load_settings
from yaluwatch.errors import OutputError
from yaluwatch.model import Outcome, Source
from yaluwatch.text import counted

_LATER = timedelta(hours=1)
_LANGUAGES = {"en": "English", "ko": "Korean", "zh": "Chinese", "ja": "Japanese"}
#: Searches shown at the end.
_SAMPLES = ("밀수", "走私", "丹东", "smuggling")

#: Where the pages of a demo are served.
DEMO_PORT = 8426


# Flags win over config.toml and environment variables.
_OWN_ARCHIVE = {"database.url": ""}


def demo_settings(folder: Path, port: int | None) -> Settings:
    """The settings of a demo in this folder: the defaults, environment variables, and the port.

    Its archive is a file of its own, whatever `database.url` says: invented news must not get into a real
    one.
    """
    # The demo replaces its folder, so the config.toml of an earlier demo does not count.
    settings, shown = load_settings(
        folder / "new", flags={**_OWN_ARCHIVE, **({"web.port": port} if port else {})}
    )
    if any(setting.name == "web.port" and setting.origin == "default" for setting in shown):
        # Another port than that of a service which may be running.
        settings, _ = load_settings(folder / "new", flags={**_OWN_ARCHIVE, "web.port": DEMO_PORT})
    return settings.model_copy(update={"data": folder})


@contextmanager
def running(settings: Settings, *, verbose: bool) -> Iterator[None]:
    """Run the demo in its folder, replacing an earlier one; the newsroom stays open inside the block."""
    folder = settings.data
    if folder.is_symlink():
        raise OutputError(f"{folder} is a link; the demo replaces its folder, so remove the link first")
    shutil.rmtree(folder, ignore_errors=True)
    prepare(folder, _OWN_ARCHIVE)
    here = DataFolder(folder, verbose, {**_OWN_ARCHIVE, "web.port": settings.web.port})
    morning = times.clock() - _LATER
    with Newsroom(morning) as newsroom:
        write_sources(settings.sources, newsroom.sources)
        count = len(newsroom.sources)
        say(f"{count} invented publications are served on 127.0.0.1. First crawl, in the morning:")
        first = _crawl_and_send(here, newsroom.sources, morning, "morning")
        newsroom.advance()
        say("An hour later, a text was edited, a page was removed, some reports are new. Second crawl:")
        second = _crawl_and_send(here, newsroom.sources, morning + _LATER, "later")
        _sum_up(folder, settings, first, second)
        yield


def source_reader(settings: Settings) -> Callable[[], Sequence[Source]]:
    """A function that reads the source list of the demo."""
    return lambda: read_sources(settings.sources)


def _crawl_and_send(here: DataFolder, sources: Sequence[Source], now: datetime, name: str) -> Draft:
    settings = here.settings()
    reports = collect_with_progress(here, sources, now)
    print_reports(reports)
    with here.archive(read_only=False) as archive:
        tagged = jobs.tag(archive, jobs.load_classifier(settings), now)
        relevant = jobs.group(archive, now)
        made = _digest(archive, settings, sources, now, name)
    say(f"{counted(tagged, 'article')} tagged, {relevant} of them relevant. {_rejected(reports)}".rstrip())
    say(f"Digest: {bold(made.rendered.subject)}\n")
    return made


def _digest(
    archive: Archive, settings: Settings, sources: Sequence[Source], now: datetime, name: str
) -> Draft:
    everything = archive.subscriptions.all()[0]
    made = draft(archive, everything, sources, period_key=name, web_url=settings.web.address, now=now)
    queue(archive, made, mailing.message_defaults(settings))
    mailing.send(settings, now)
    (settings.data / f"digest-{name}.html").write_text(made.rendered.html, encoding="utf-8")
    return made


def _rejected(reports: Sequence[CrawlReport]) -> str:
    rejected: Counter[Outcome] = Counter()
    for report in reports:
        rejected.update(report.refused)
    if not rejected:
        return ""
    counts = ", ".join(f"{count} {OUTCOME_WORDS[outcome]}" for outcome, count in rejected.items())
    return f"Pages skipped: {counts}."


def _sum_up(folder: Path, settings: Settings, first: Draft, second: Draft) -> None:
    stories = first.digest.stories
    languages = Counter(story.lead.article.language for story in stories)
    spread = ", ".join(f"{count} {_LANGUAGES[language]}" for language, count in languages.most_common())
    later = second.digest
    shown = counted(len(stories), "story", "stories")
    say(f"The first digest shows {shown} in full ({spread}), each with a quoted sentence;")
    say(f"the second one has {len(later.stories)} new and {len(later.updates)} updated. Search finds:")
    with open_archive(settings.archive, read_only=True) as archive:
        for word in _SAMPLES:
            say(f"  {word}: {counted(archive.search.count(parse_query(word)), 'article')}")
    command = f"yalu --data {folder}"
    say("\nTry next:")
    say(f"  {folder / 'digest-morning.html'}   the e-mail, for a browser")
    say(f"  {settings.outbox}/   the same as .eml files")
    say(f"  {command} search 밀수")
    say(f"  {command} sources")
    say("  yalu demo --serve   the archive in a browser")
