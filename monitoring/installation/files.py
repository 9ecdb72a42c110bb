"""What stands in the data folder: settings, source list, word lists, key, and who may read them."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from classifier import Classifier
from monitoring.installation.findings import Finding, Result
from yaluwatch.config import Setting, Settings, secret_settings
from yaluwatch.files import is_open_to_others
from yaluwatch.model import Source
from yaluwatch.text import counted


def source_list(settings: Settings, read: Callable[[Path], Sequence[Source]]) -> Iterator[Finding]:
    """Whether the source list can be read, and anything in it is polled. Raises SourceListError."""
    name = "source list"
    if not settings.sources.exists():
        yield Finding(name, Result.FAIL, f"There is no source list at {settings.sources}.", "yalu init")
        return
    sources = read(settings.sources)
    active = sum(not source.paused for source in sources)
    if not active:
        detail = f"None of {counted(len(sources), 'source')} is polled: all are paused."
        yield Finding(name, Result.WARN, detail, "yalu sources add URL")
        return
    yield Finding(name, Result.OK, f"{active} of {counted(len(sources), 'source')} are polled.")


def word_lists(settings: Settings) -> Iterator[Finding]:
    """Whether the word lists can be read. Raises LexiconError."""
    name = "word lists"
    own = settings.words if settings.words.is_dir() else None
    Classifier.load(own)
    where = f"the shipped ones, and those in {own}" if own else "the shipped ones"
    yield Finding(name, Result.OK, f"The word lists can be read: {where}.")


def key(settings: Settings) -> Iterator[Finding]:
    """Whether there is a key that signs links in mails."""
    name, file = "key of links", settings.data / "secret"
    if not file.exists():
        detail = f"There is no key at {file}, so links in mails can't be signed."
        yield Finding(name, Result.WARN, detail, "yalu upgrade")
    elif not file.read_bytes().strip():
        yield Finding(name, Result.FAIL, f"The key at {file} is empty.", "yalu upgrade")
    else:
        yield Finding(name, Result.OK, "There is a key that signs links in mails.")


def permissions(settings: Settings, shown: Sequence[Setting]) -> Iterator[Finding]:
    """Whether only their owner can read the files that hold secrets or addresses.

    `shown` says where each setting comes from; config.toml holds a secret if one comes from it.
    """
    name = "permissions: key, outbox"
    private = [settings.data / "secret", settings.outbox]
    is_open = [str(file) for file in private if file.exists() and is_open_to_others(file)]
    if is_open:
        yield Finding(name, Result.FAIL, f"Others may read {', '.join(is_open)}.", "yalu upgrade")
    else:
        yield Finding(name, Result.OK, "Only their owner may read them.")
    name, file = "permissions: settings", settings.data / "config.toml"
    secrets = [one.name for one in shown if one.name in secret_settings() and one.origin == str(file)]
    if secrets and file.exists() and is_open_to_others(file):
        detail = f"Others may read {file}, which holds {', '.join(secrets)}."
        yield Finding(name, Result.WARN, detail, f"chmod 600 {file}")
    else:
        yield Finding(name, Result.OK, "Nobody else may read a password in config.toml.")
