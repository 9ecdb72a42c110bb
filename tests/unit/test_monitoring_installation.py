"""The parts of the examination that need no network, each in its corners."""

import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitoring.installation import Finding, Result, files, parallel, settings, versions
from monitoring.installation.examination import asked
from monitoring.installation.findings import guarded, sentence
from monitoring.installation.network import masked
from tests.samples import source
from yaluwatch.config import Settings, load_settings
from yaluwatch.errors import LexiconError


def made(**sections: Any) -> Settings:
    return Settings(data=Path("var"), **sections)


MAIL = {"smtp_host": "smtp.example.org", "sender": "Yalu <yalu@example.org>"}


def test_settings_that_fit_are_fine() -> None:
    secure = {**MAIL, "smtp_user": "u", "smtp_password": "p"}
    for mail in ({}, MAIL, secure, {**secure, "smtp_port": 465, "smtp_security": "tls"}):
        assert settings.mail(made(mail=mail)).result is Result.OK
    local = {"smtp_host": "127.0.0.1", "smtp_user": "u", "smtp_password": "p", "smtp_security": "none"}
    assert settings.mail(made(mail=local)).result is Result.OK


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"smtp_port": 465}, "TLS from the start on port 465"),
        ({"smtp_port": 587, "smtp_security": "tls"}, "STARTTLS on port 587"),
        ({"smtp_user": "u"}, "without a password"),
        ({"smtp_password": "p"}, "without a user"),
        ({"smtp_user": "u", "smtp_password": "p", "smtp_security": "none"}, "without encryption"),
        ({"sender": "Yalu <yalu@localhost>"}, "other servers reject"),
    ],
)
def test_mail_settings_that_contradict_each_other_are_named(changes: dict[str, Any], said: str) -> None:
    found = settings.mail(made(mail={**MAIL, **changes}))
    assert found.result is Result.WARN
    assert said in found.detail
    assert found.help
    assert " p " not in found.detail


def test_an_open_address_without_accounts_fails() -> None:
    assert settings.web(made(), has_accounts=False).result is Result.OK
    for host in ("0.0.0.0", "", "news.example"):
        assert settings.web(made(web={"host": host}), has_accounts=False).result is Result.FAIL
        assert settings.web(made(web={"host": host}), has_accounts=True).result is Result.OK
    assert settings.web(made(web={"host": "::1"}), has_accounts=False).result is Result.OK
    assert (
        settings.web(made(web={"public_url": "https://news.example/x"}), has_accounts=False).result
        is Result.OK
    )


@pytest.mark.parametrize("url", ["https://", "https://[::1", "http://x:99999", "https://x:0", "https://a b"])
def test_addresses_that_are_none_fail_and_are_not_repeated(url: str) -> None:
    assert settings.complaint_of_url(url)
    assert settings.web(made(web={"public_url": url}), has_accounts=False).result is Result.FAIL
    found = settings.pings(made(ping={"job_url": f"{url}/SECRET-{{job}}"}))
    assert (found.result, "SECRET" in found.detail) == (Result.FAIL, False)
    translation = {"service": "openai", "url": url}
    assert settings.translation(made(translation=translation)).result is Result.FAIL


def test_addresses_for_pings_and_translations_may_be_left_out() -> None:
    assert "No monitor" in settings.pings(made()).detail
    assert settings.pings(made(ping={"url": "https://hc.example/x"})).result is Result.OK
    assert settings.translation(made()).result is Result.OK
    service = {"service": "libretranslate", "url": "http://127.0.0.1:5000"}
    assert "libretranslate" in settings.translation(made(translation=service)).detail


@pytest.mark.parametrize(
    ("alarm", "result", "said"),
    [
        ({}, Result.OK, "Nobody is told"),
        ({"to": "a@example.org"}, Result.WARN, "written to the outbox"),
        ({"to": "a..b@example.org"}, Result.FAIL, "alarm.to"),
        ({"webhook": "https://hooks.example/SECRET"}, Result.OK, "well-formed"),
        ({"webhook": "http://hooks.example/SECRET"}, Result.FAIL, "use https"),
        ({"webhook": "https://10.0.0.1/SECRET"}, Result.FAIL, "mail.allow_private"),
        ({"chat": "json://hooks.example/SECRET"}, Result.OK, "well-formed"),
        ({"chat": "nosuch://SECRET"}, Result.FAIL, "Apprise"),
    ],
)
def test_addresses_for_alarms(alarm: dict[str, str], result: Result, said: str) -> None:
    found = settings.addresses(made(alarm=alarm))
    assert (found.result, said in found.detail, "SECRET" in found.detail) == (result, True, False)


def test_alarms_by_mail_need_a_server() -> None:
    assert settings.addresses(made(alarm={"to": "a@example.org"}, mail=MAIL)).result is Result.OK


def test_sqlite_must_be_new_enough_and_have_full_text_search() -> None:
    assert versions.sqlite((3, 45, 1), True).result is Result.OK
    assert "too old" in versions.sqlite((3, 31, 0), True).detail
    assert "FTS5" in versions.sqlite((3, 45, 1), False).detail
    assert versions.has_fts5()


def test_libraries_are_compared_with_the_requirements() -> None:
    have = {"lxml": "6.1", "httpx": "0.20", "rich": "15.0rc1"}
    wanted = ["lxml>=6.1", 'pytest>=9; extra == "dev"', 'nothing>=1; python_version < "3"', "rich>=14"]
    found = versions.libraries(wanted, lambda name: have.get(name, ""))
    assert (found.result, found.detail) == (Result.OK, "2 libraries as required.")
    found = versions.libraries(["lxml>=7", "httpx>=0.28", "gone", "???"], lambda name: have.get(name, ""))
    assert found.result is Result.FAIL
    assert "lxml is 6.1, needed is >=7" in found.detail
    assert "gone is missing" in found.detail
    assert "'???' can't be read" in found.detail


def test_the_libraries_of_this_installation_are_as_required(monkeypatch: pytest.MonkeyPatch) -> None:
    assert versions.installed("no-such-distribution") == ""
    assert {one.check for one in versions.versions()} == {"version", "SQLite", "libraries"}
    monkeypatch.setattr(versions, "_OURS", "no-such-distribution")
    assert [one.result for one in versions.versions()][-1] is Result.SKIPPED


def test_what_can_not_be_examined_fails_with_the_reason() -> None:
    def broken() -> list[Finding]:
        raise LexiconError(Path("words/places.tsv"), 3, "no tab")

    (found,) = guarded("word lists", broken)
    assert (found.result, found.detail) == (
        Result.FAIL,
        "It can't be examined: words/places.tsv:3: no tab.",
    )
    assert sentence("did you mean web.port?") == "did you mean web.port."


def test_a_probe_that_hangs_is_left_and_the_others_are_kept() -> None:
    release = threading.Event()

    def hangs() -> Finding:
        release.wait(60)
        return Finding("slow", Result.OK, "late")

    def fails() -> Finding:
        raise OSError("no route")

    started = time.monotonic()
    probes = {"fast": lambda: Finding("fast", Result.OK, "here"), "slow": hangs, "ill": fails}
    running = parallel.start(probes, 0.5)
    found = running.findings()
    assert time.monotonic() - started < 30
    assert [(one.check, one.result) for one in found] == [
        ("fast", Result.OK),
        ("slow", Result.FAIL),
        ("ill", Result.FAIL),
    ]
    assert "within 0.5 s" in found[1].detail
    assert "--timeout 60" in found[1].help
    assert all(thread.daemon for thread in running.threads.values())
    release.set()


def test_the_first_active_sources_on_different_hosts_are_asked_for_the_time() -> None:
    listed = [
        source(id="p", paused=True, urls=("https://paused.example/feed",)),
        source(id="a", urls=("https://user:pw@a.example:8443/feed?key=SECRET",)),
        source(id="b", urls=("https://a.example/other",)),
        source(id="c", urls=("http://c.example/",)),
        source(id="d", urls=("http://d.example/",)),
        source(id="e", urls=("http://e.example/",)),
    ]
    hosts = ["https://a.example:8443", "http://c.example", "http://d.example"]
    assert asked(listed) == [f"{host}/robots.txt" for host in hosts]
    assert asked([replace(listed[0], paused=False, urls=())]) == []


def test_a_password_that_a_server_repeats_is_masked() -> None:
    sent = "hunter2 aHVudGVyMg== AHlhbHUAaHVudGVyMg=="
    assert masked(f"535 no: {sent}", "yalu", "hunter2") == "535 no: *** *** ***"
    assert masked("535 no", "yalu", "") == "535 no"


def test_files_of_the_data_folder(tmp_path: Path) -> None:
    made = Settings(data=tmp_path)
    assert [one.help for one in files.source_list(made, lambda _: [])] == ["yalu init"]
    made.sources.write_text("")
    (found,) = files.source_list(made, lambda _: [source(paused=True)])
    assert (found.result, "all are paused" in found.detail) == (Result.WARN, True)
    (found,) = files.source_list(made, lambda _: [source(paused=True), source(id="b")])
    assert found.detail == "1 of 2 sources are polled."
    assert [one.result for one in files.key(made)] == [Result.WARN]
    (tmp_path / "secret").write_text("\n")
    assert [one.result for one in files.key(made)] == [Result.FAIL]
    (tmp_path / "secret").write_text("0123")
    assert [one.result for one in files.key(made)] == [Result.OK]


def test_passwords_in_a_file_that_others_can_read_are_named(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[mail]\nsmtp_password = "hunter2"\n')
    config.chmod(0o644)
    found = list(files.permissions(*load_settings(tmp_path, {})))
    assert [one.result for one in found] == [Result.OK, Result.WARN]
    assert "mail.smtp_password" in found[1].detail
    assert "hunter2" not in found[1].detail
    config.chmod(0o600)
    assert [one.result for one in files.permissions(*load_settings(tmp_path, {}))] == [Result.OK] * 2
    config.write_text("[mail]\nsmtp_port = 25\n")
    config.chmod(0o644)
    assert [one.result for one in files.permissions(*load_settings(tmp_path, {}))] == [Result.OK] * 2
