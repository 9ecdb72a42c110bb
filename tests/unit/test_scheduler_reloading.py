"""New settings, sources and words in a running service."""

import os
from pathlib import Path

import pytest

from crawler.sources.source_list import write_sources
from scheduler.running.reloading import Reloader
from tests.samples import source
from yaluwatch.config import Settings, load_settings
from yaluwatch.errors import SettingsError, SourceListError


@pytest.fixture
def reloader(tmp_path: Path) -> Reloader:
    write_sources(tmp_path / "sources.toml", [source()])
    return made(tmp_path)


def made(data: Path) -> Reloader:
    def read() -> Settings:
        return load_settings(data, environment={})[0]

    return Reloader(read(), read)


def change(file: Path, text: str) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)


def settle(reloader: Reloader) -> list[bool]:
    """What a look says that finds a change, and what the next one says."""
    return [reloader.look(), reloader.look()]


def test_changed_settings_are_in_force_once_the_file_is_at_rest(reloader: Reloader, tmp_path: Path) -> None:
    assert not reloader.look()
    change(tmp_path / "config.toml", "[crawl]\nevery_minutes = 7\n")
    assert settle(reloader) == [False, True]
    assert reloader.settings.crawl.every_minutes == 7
    assert not reloader.look()
    assert reloader.problem == ""


@pytest.mark.parametrize("file", ["config.toml", "sources.toml"])
@pytest.mark.parametrize("is_emptied", [True, False])
def test_a_file_that_vanishes_or_is_emptied_leaves_what_is_in_force(
    reloader: Reloader, tmp_path: Path, file: str, is_emptied: bool
) -> None:
    change(tmp_path / "config.toml", "[mail]\nsmtp_host = 'mail.example'\n")
    settle(reloader)
    change(tmp_path / file, "\n") if is_emptied else (tmp_path / file).unlink()
    settle(reloader)
    assert reloader.settings.mail.smtp_host == "mail.example"
    assert len(reloader.sources()) == 1
    assert f"{file} has vanished or is empty" in reloader.problem


def test_invalid_settings_are_said_once_and_the_old_ones_kept(
    reloader: Reloader, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    change(tmp_path / "config.toml", "[crawl]\nevery_minutes = 7\n")
    settle(reloader)
    change(tmp_path / "config.toml", "[crawl]\nevery_minutes = 'often'\n")
    settle(reloader)
    settle(reloader)
    assert reloader.settings.crawl.every_minutes == 7
    assert "crawl.every_minutes" in reloader.problem
    assert caplog.text.count("new settings are invalid, keeping the previous ones") == 1
    change(tmp_path / "config.toml", "[crawl]\nevery_minutes = 8\n")
    settle(reloader)
    assert (reloader.settings.crawl.every_minutes, reloader.problem) == (8, "")


def test_settings_that_only_their_users_can_check_are_checked(reloader: Reloader, tmp_path: Path) -> None:
    change(tmp_path / "config.toml", "[translation]\nservice = 'libretranslate'\n")
    settle(reloader)
    assert "translation.url is empty" in reloader.problem
    assert reloader.settings.translation.service == ""
    with pytest.raises(SettingsError, match=r"translation\.url is empty"):
        made(tmp_path)


def test_settings_of_the_pages_are_said_to_need_a_start(
    reloader: Reloader, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    change(tmp_path / "config.toml", "[web]\nport = 9000\n")
    settle(reloader)
    assert "[web] have changed, they are used after the next start" in caplog.text


def test_a_source_list_is_in_force_at_once_when_it_is_asked_for(reloader: Reloader, tmp_path: Path) -> None:
    write_sources(
        tmp_path / "sources.toml", [source(), source(id="other", urls=("https://other.example/feed.xml",))]
    )
    assert [each.id for each in reloader.sources()] == ["courier", "other"]
    change(tmp_path / "sources.toml", "[[source]]\nid = 3")
    assert len(reloader.sources()) == 2
    assert "source number 1: id" in reloader.problem
    with pytest.raises(SourceListError):
        made(tmp_path)


def test_a_file_replaced_by_one_of_the_same_size_and_time_is_noticed(
    reloader: Reloader, tmp_path: Path
) -> None:
    file = tmp_path / "config.toml"
    change(file, "[crawl]\nparallel = 3\n")
    settle(reloader)
    before = file.stat()
    change(tmp_path / "new", "[crawl]\nparallel = 4\n")
    os.utime(tmp_path / "new", ns=(before.st_atime_ns, before.st_mtime_ns))
    (tmp_path / "new").rename(file)
    settle(reloader)
    assert reloader.settings.crawl.parallel == 4


def test_new_words_are_in_force_and_invalid_ones_are_not(reloader: Reloader, tmp_path: Path) -> None:
    first = reloader.classifier().version
    change(tmp_path / "words" / "topics.toml", "this is [no TOML")
    settle(reloader)
    assert "topics.toml" in reloader.problem
    assert reloader.classifier().version == first
    (tmp_path / "words" / "topics.toml").unlink()
    settle(reloader)
    assert reloader.problem == ""


def test_everything_is_read_anew_when_asked(reloader: Reloader, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    assert reloader.look(is_forced=True)
    assert "in force" not in caplog.text
    assert reloader.problem == ""
