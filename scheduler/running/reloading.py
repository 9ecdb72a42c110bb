"""Taking over changed settings, sources and word lists in a running service; nothing that is invalid."""

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from alerts.translation import translator
from classifier import Classifier
from crawler.sources import read_sources
from scheduler import jobs, mailing
from yaluwatch.config import Settings
from yaluwatch.errors import SettingsError, YaluError
from yaluwatch.model import Source

log = logging.getLogger(__name__)

#: What tells two states of files apart: path, time of change, size and inode of each.
_State = tuple[tuple[str, int, int, int], ...]


class Reloader:
    """The settings, source list and classifier in force. It may be used from several threads."""

    def __init__(self, settings: Settings, read_settings: Callable[[], Settings]) -> None:
        """`read_settings` reads them again. Raises YaluError when something is invalid at the start."""
        self._lock = threading.RLock()
        self._read_settings = read_settings
        self._read = {
            "settings": (self._reload_settings, self._settings_files),
            "sources": (self._reload_sources, self._source_files),
            "words": (self._reload_words, self._word_files),
        }
        self.settings = settings
        self._check(settings)
        self._seen = {part: _state(files()) for part, (_, files) in self._read.items()}
        self._with_content = {
            file for file in (*self._settings_files(), *self._source_files()) if _has_content(file)
        }
        #: What a look has found changed, and is taken over when the next one finds the same: a file may be
        #: in the middle of being written.
        self._changing = dict(self._seen)
        self._problems: dict[str, str] = {}
        self._classifier = jobs.load_classifier(settings)
        self._sources: Sequence[Source] = read_sources(settings.sources)

    @property
    def problem(self) -> str:
        """Why something new was not taken over; "" when everything is in force."""
        with self._lock:
            return "; ".join(self._problems[part] for part in sorted(self._problems))

    def classifier(self) -> Classifier:
        """The classifier in force."""
        with self._lock:
            return self._classifier

    def sources(self) -> Sequence[Source]:
        """The source list as it is in the file now; while the file is invalid, the last valid one."""
        with self._lock:
            now = _state(self._source_files())
            if now != self._seen["sources"]:
                self._take_over("sources", now)
            return self._sources

    def look(self, *, is_forced: bool = False) -> bool:
        """Take over what has changed and does not change any more; whether anything was read again.

        With `is_forced` everything is read again.
        """
        with self._lock:
            is_new = False
            for part, (_, files) in self._read.items():
                now = _state(files())
                is_settled = now != self._seen[part] and now == self._changing[part]
                self._changing[part] = now
                if is_forced or is_settled:
                    self._take_over(part, now)
                    is_new = True
            return is_new

    def _take_over(self, part: str, state: _State) -> None:
        self._seen[part] = self._changing[part] = state
        read, _ = self._read[part]
        try:
            read()
        except (YaluError, OSError) as error:
            kept = (
                "source list is invalid, keeping the previous one"
                if part == "sources"
                else (f"new {part} are invalid, keeping the previous ones")
            )
            log.error("%s error=%s", kept, error)
            self._problems[part] = str(error)
        else:
            self._problems.pop(part, None)

    def _reload_settings(self) -> None:
        self._check_still_there(self.settings.data / "config.toml")
        settings = self._read_settings()
        self._check(settings)
        if settings == self.settings:
            return
        if settings.web != self.settings.web:
            log.warning("settings in [web] have changed, they are used after the next start")
        self.settings = settings
        log.info("new settings are in force")

    def _check(self, settings: Settings) -> None:
        """Raise SettingsError for what only those who use it can find wrong."""
        mailing.preferences(settings)
        translator(settings.translation)

    def _reload_sources(self) -> None:
        self._check_still_there(self.settings.sources)
        found = read_sources(self.settings.sources)
        if found != self._sources:
            log.info("new source list is in force sources=%d", len(found))
        self._sources = found

    def _reload_words(self) -> None:
        found = jobs.load_classifier(self.settings)
        if found.version != self._classifier.version:
            log.info("new word lists are in force version=%s", found.version)
        self._classifier = found

    def _check_still_there(self, file: Path) -> None:
        """Raise SettingsError for a file that has vanished or become empty.

        Without it the defaults would be in force, and mail would go nowhere. That is hardly what anybody
        wants from a running service; an editor that found the disk full leaves such a file.
        """
        if _has_content(file):
            self._with_content.add(file)
        elif file in self._with_content:
            raise SettingsError(
                f"{file} has vanished or is empty; restore it, or restart the service without it"
            )

    def _settings_files(self) -> Iterable[Path]:
        return [self.settings.data / "config.toml"]

    def _source_files(self) -> Iterable[Path]:
        return [self.settings.sources]

    def _word_files(self) -> Iterable[Path]:
        return sorted(self.settings.words.rglob("*"))


def _has_content(file: Path) -> bool:
    return file.exists() and bool(file.read_bytes().strip())


def _state(files: Iterable[Path]) -> _State:
    found = []
    for file in files:
        try:
            state = file.stat()
        except OSError:
            continue
        found.append((str(file), state.st_mtime_ns, state.st_size, state.st_ino))
    return tuple(found)
