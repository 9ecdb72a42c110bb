"""Reading one file of a web archive: from its records to articles with verdicts."""

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from classifier import Classifier
from crawler.extraction import extract
from crawler.text import TimeLimitReached, clean_url, time_limit
from scheduler.jobs import verdict_on
from scheduler.web_archives.prefilter import Prefilter
from scheduler.web_archives.publishers import Publishers
from scheduler.web_archives.records import Capture, FileState, Reason, read_records
from storage import PAGE_LEVEL, ReadFile, ReadRecord, pack_page
from yaluwatch.errors import PageRefused
from yaluwatch.model import Outcome, Page, Source

log = logging.getLogger(__name__)

#: Seconds for one page.
PAGE_SECONDS = 20.0
#: Records between two calls of `on_progress`.
_TELL_EVERY = 100


class FileReader:
    """Reads files of web archives; what it needs is loaded once."""

    def __init__(self, classifier: Classifier, sources: Sequence[Source], level: int = PAGE_LEVEL) -> None:
        self._classifier = classifier
        #: At which level pages are compressed, 1–9.
        self._level = level
        self._publishers = Publishers(sources)
        self.prefilter = Prefilter(classifier.words)

    def read(
        self, path: Path, now: datetime, on_progress: Callable[[int], None] = lambda _: None
    ) -> ReadFile:
        """All of a file. `on_progress` gets the bytes read so far.

        Pages that name nothing of North Korea are left out before they are parsed, unless they are of a
        source in the list. Main thread only. Raises OSError if the file can't be read.
        """
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            size = stream.tell()
        state, refused, articles = FileState(), Counter[str](), list[ReadRecord]()
        records = passed = 0
        for records, found in enumerate(read_records(path, state), 1):
            if records % _TELL_EVERY == 0:
                on_progress(state.position)
            if not isinstance(found, Capture):
                refused[found] += 1
            elif not self._passes(found):
                refused[Reason.NOT_NAMED] += 1
            else:
                passed += 1
                article = self._article(found, now)
                if isinstance(article, ReadRecord):
                    articles.append(article)
                else:
                    refused[article] += 1
        on_progress(size)
        return ReadFile(
            size=size,
            sha256=sha256,
            records=records,
            passed=passed,
            refused=refused,
            articles=articles,
            detail=state.detail,
        )

    def _passes(self, capture: Capture) -> bool:
        return self._publishers.listed(capture.url) is not None or self.prefilter.passes(capture.body)

    def _article(self, capture: Capture, now: datetime) -> ReadRecord | Reason | Outcome:
        """The article on a page with its verdict, or why it is none."""
        url = clean_url(capture.url)
        if url is None:
            return Reason.NO_URL
        source = self._publishers.source_of(url)
        page = Page(
            source_id=source.id,
            requested_url=url,
            url=url,
            status=capture.status,
            headers=capture.headers,
            body=capture.body,
            fetched_at=capture.captured_at,
            truncated=capture.truncated,
        )
        try:
            with time_limit(PAGE_SECONDS):
                article = replace(extract(page, source), fetched_at=now)
        except PageRefused as refused:
            return refused.outcome
        except TimeLimitReached:
            return Reason.TOO_SLOW
        except Exception:
            # One page must not keep all others of its file out.
            log.exception("page of a web archive not read url=%s", url)
            return Outcome.CRASHED
        return ReadRecord(
            article=article,
            page=pack_page(page, self._level),
            publisher=source.publisher,
            verdict=verdict_on(self._classifier, article),
            offset=capture.offset,
        )
