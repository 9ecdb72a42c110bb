"""Custody on the command line: backups come back, nothing is overwritten, damage is said in sentences."""

import json
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default as policy
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from alerts.delivery.links import read_token, unsubscribe_token
from cli.app import app
from scheduler import custody, sole_service
from scheduler.custody import restore_drill
from scheduler.custody.backups import backups_in
from storage import is_complete_backup, open_archive
from storage.sqlite.schema import NAMES
from tests.contract.test_storage_schema import old_file
from tests.samples import NOW, article, page, placement, verdict
from yaluwatch import times
from yaluwatch.config import Settings, load_settings
from yaluwatch.errors import ArchiveCorrupt, OutputError, YaluError

READER = "desk@example.org"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An installation with an article, a reader, a message in the outbox, word lists and a password."""
    folder = tmp_path / "var"
    run(folder, "init")
    with open_archive(folder / "yalu.db") as archive:
        added = archive.articles.add(article(), page(), publisher="p")
        archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(10)], NOW)
        archive.stories.add(placement(added.id), NOW)
    run(folder, "subscriptions", "add", "desk", "--to", READER, "--force")
    run(folder, "digest", "desk")
    (folder / "words" / "lists").mkdir(parents=True)
    (folder / "words" / "lists" / "x.txt").write_text("x")
    (folder / "config.toml").write_text(
        '# mine\n[mail]\nsmtp_password = "hunter2"\nsmtp_user = "me"\n[web]\nport = 8500\n'
    )
    return folder


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--data", str(data), *arguments])


def shown(data: Path, *arguments: str) -> str:
    result = run(data, *arguments)
    assert result.exit_code == 0, f"{result.output}\n{result.exception}"
    return result.output


def refusal(data: Path, *arguments: str) -> str:
    result = run(data, *arguments)
    assert isinstance(result.exception, YaluError), result.output
    assert result.exception.exit_code != 0
    return str(result.exception)


def ran(data: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "cli", "--data", str(data), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_backup_brings_a_working_installation_back(data: Path, tmp_path: Path) -> None:
    settings, _ = load_settings(data)
    link_in_an_old_mail = unsubscribe_token(settings.secret, "desk", READER)
    assert "1 article and 1 page" in shown(data, "backup", str(tmp_path / "copy"))
    new = tmp_path / "elsewhere" / "new"
    shown(new, "restore", str(tmp_path / "copy"))
    before, after = contents(data), contents(new)
    for name in ("config.toml", "sources.toml", "secret", "words/lists/x.txt", "chain-head.txt"):
        assert after[name] == before[name]
    assert any(name.startswith("outbox/") for name in after)
    assert {name for name in after if "/" in name} == {name for name in before if "/" in name}
    restored, _ = load_settings(new)
    assert restored.web.port == 8500
    assert read_token(restored.secret, link_in_an_old_mail) == ("desk", READER)
    assert json.loads(shown(new, "search", "trucks", "--json"))["total"] == 1
    assert READER in shown(new, "subscriptions")
    shown(new, "verify")
    for file in [new, *new.rglob("*"), tmp_path / "copy", *(tmp_path / "copy").rglob("*")]:
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0 or file == new, file
    assert "everything works" in shown(data, "restore", "--drill", str(tmp_path / "copy"))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy", "elsewhere", "var"]


def test_secrets_may_be_left_out_and_are_made_anew(data: Path, tmp_path: Path) -> None:
    secret = (data / "secret").read_bytes()
    shown(data, "backup", "--no-secrets", str(tmp_path / "copy"))
    kept = b"".join(contents(tmp_path / "copy").values())
    assert b"hunter2" not in kept
    assert secret not in kept
    said = shown(tmp_path / "new", "restore", str(tmp_path / "copy"))
    assert "links in old mails do not work" in said
    settings, _ = load_settings(tmp_path / "new")
    assert (settings.mail.smtp_user, settings.web.port) == ("me", 8500)
    assert len(settings.secret) == 64
    assert settings.secret.encode() != secret


def test_a_key_of_dkim_in_the_data_folder_is_a_secret_of_the_installation(data: Path, tmp_path: Path) -> None:
    (data / "dkim.pem").write_text("private")
    (data / "config.toml").write_text(f'[mail]\ndkim_key_file = "{data / "dkim.pem"}"\n')
    settings, _ = load_settings(data)
    assert "dkim.pem" in custody.installation_files(settings)
    assert "dkim.pem" not in custody.installation_files(settings, with_secrets=False)
    (data / "dkim.pem").rename(tmp_path / "dkim.pem")
    (data / "config.toml").write_text(f'[mail]\ndkim_key_file = "{tmp_path / "dkim.pem"}"\n')
    assert "dkim.pem" not in custody.installation_files(load_settings(data)[0])
    (data / "config.toml").unlink()
    assert set(custody.installation_files(Settings(data=tmp_path / "none"))) == set()


def test_a_lost_page_file_and_a_link_in_the_outbox_are_named_and_the_rest_is_backed_up(
    data: Path, tmp_path: Path
) -> None:
    lost = next((data / "pages").iterdir())
    lost.unlink()
    (data / "outbox" / "link.eml").symlink_to("/etc/passwd")
    ended = ran(data, "backup", str(tmp_path / "copy"))
    assert ended.returncode == 1
    assert f"pages/{lost.name}" in ended.stderr
    assert "data/outbox/link.eml: it is a link" in ended.stdout
    assert "Traceback" not in ended.stderr
    ended = ran(tmp_path / "new", "restore", str(tmp_path / "copy"))
    assert ended.returncode == 1
    assert f"pages/{lost.name}" in ended.stderr
    assert json.loads(shown(tmp_path / "new", "search", "trucks", "--json"))["total"] == 1
    failed = restore_drill(tmp_path / "copy", times.clock)
    assert not failed.is_passed
    assert any(lost.name in problem for problem in failed.problems)
    assert "did not come back" in refusal(data, "restore", "--drill", str(tmp_path / "copy"))


def test_links_that_lead_nowhere_are_named(data: Path, tmp_path: Path) -> None:
    for name in ("sources.toml", "words"):
        (data / name).rename(tmp_path / name)
        (data / name).symlink_to(tmp_path / "unmounted" / name)
    said = run(data, "backup", str(tmp_path / "copy"))
    assert said.exit_code == 1 or isinstance(said.exception, ArchiveCorrupt)
    assert "data/sources.toml: No such file" in said.output
    assert "data/words: it is a link" in said.output
    (tmp_path / "unmounted").mkdir()
    for name in ("sources.toml", "words"):
        (tmp_path / name).rename(tmp_path / "unmounted" / name)
    # What the program reads through a link is what comes back.
    shown(data, "backup", "--force", str(tmp_path / "copy"))
    assert (tmp_path / "copy" / "data" / "words" / "lists" / "x.txt").read_text() == "x"


def test_a_refused_restore_leaves_nothing_behind(data: Path, tmp_path: Path) -> None:
    assert "is not a backup" in refusal(tmp_path / "new", "restore", str(tmp_path))
    shown(data, "backup", str(tmp_path / "copy"))
    (tmp_path / "copy" / "data" / "secret").write_bytes(b"another")
    assert "has changed" in refusal(tmp_path / "new", "restore", str(tmp_path / "copy"))
    assert not (tmp_path / "new").exists()
    before = contents(data)
    assert "has changed" in refusal(data, "restore", str(tmp_path / "copy"))
    assert contents(data) == before
    assert not restore_drill(tmp_path / "copy", times.clock).is_passed


def test_a_drill_names_a_missing_key_and_does_without_a_source_list(data: Path, tmp_path: Path) -> None:
    (data / "secret").unlink()
    (data / "sources.toml").unlink()
    settings, _ = load_settings(data)
    custody.back_up(settings, tmp_path / "copy")
    result = restore_drill(tmp_path / "copy", times.clock)
    assert result.problems == (
        "the key that signs links in mails is missing, so links in old mails do not work",
    )


@pytest.mark.usefixtures("free_web_port")
def test_restoring_where_a_service_has_run_takes_its_lock(data: Path, tmp_path: Path) -> None:
    shown(data, "backup", str(tmp_path / "copy"))
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "service.lock").write_text("")
    shown(tmp_path / "new", "restore", str(tmp_path / "copy"))
    assert "Subscription" not in shown(tmp_path / "new", "doctor", "--offline")


def test_backups_are_rotated(data: Path, tmp_path: Path) -> None:
    settings, _ = load_settings(data)
    folder = tmp_path / "backups"
    start = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
    (folder / "mine").mkdir(parents=True)
    (folder / "yalu-20200101T000000Z").mkdir()
    # What a process left that was killed.
    (folder / ".yalu-20261102T030000Z.abc").mkdir()
    removed = []
    for day in range(9):
        done = custody.back_up_and_rotate(settings, folder, start + day * timedelta(days=1))
        removed += [old.name for old in done.removed]
    # Of the week before, Sunday's stays.
    assert removed == ["yalu-20261102T030000Z", "yalu-20261103T030000Z"]
    assert len(backups_in(folder)) == 7
    assert min(file.name for file in folder.iterdir()) == "mine"
    # Not ours to delete: it has no manifest.
    assert (folder / "yalu-20200101T000000Z").exists()
    said = shown(data, "backup", "--rotate", str(folder))
    assert "verified the copy" in said
    with pytest.raises(OutputError, match="belongs to the data folder"):
        custody.back_up(settings, data / "pages" / "copy")
    with pytest.raises(ArchiveCorrupt, match="not a backup"):
        is_complete_backup(folder / "mine")


#: Commands that write a file where they are told to; {} is the file.
WRITING = {
    "export": ("export", "-o", "{}"),
    "export-parquet": ("export", "--format", "parquet", "-o", "{}"),
    "sources-export": ("sources", "export", "-o", "{}"),
    "publish": ("publish", "{}"),
    "count": ("count", "--picture", "{}.svg"),
    "series": ("series", "--picture", "{}.svg"),
    "pairs": ("pairs", "--picture", "{}.svg"),
    "train": ("classifier", "train", "{labelled}", "-o", "{}"),
    "evaluate": ("classifier", "evaluate", "{labelled}", "--picture", "{}"),
    "backup": ("backup", "{}"),
}


def told(name: str, file: Path, labelled: Path) -> list[str]:
    return [part.replace("{labelled}", str(labelled)).replace("{}", str(file)) for part in WRITING[name]]


@pytest.mark.parametrize("name", WRITING)
def test_commands_never_write_over_files_links_or_what_is_the_programs(
    name: str, data: Path, tmp_path: Path
) -> None:
    line = {"id": "1", "kind": "real", "lang": "en", "title": "T", "text": "T.", "relevant": True, "tags": []}
    (tmp_path / "en-dev.jsonl").write_text(json.dumps(line | {"story": "1"}) + "\n")
    suffix = WRITING[name][-1].partition("}")[2]
    before = contents(data)
    # A file of the installation, an existing file, a link to one: with and without --force.
    (tmp_path / f"there{suffix}").write_bytes(b"there before")
    (tmp_path / f"link{suffix}").symlink_to(data / "yalu.db")
    own = data / ("pages/new" if suffix else "yalu.db")
    for force in ([], ["--force"]):
        assert "belongs to the data folder" in refusal(data, *told(name, own, tmp_path), *force)
        refused = refusal(data, *told(name, tmp_path / "link", tmp_path), *force)
        assert "is a link" in refused or "is not a backup" in refused or "exists already" in refused
    assert "exists already" in refusal(data, *told(name, tmp_path / "there", tmp_path))
    assert (tmp_path / f"there{suffix}").read_bytes() == b"there before"
    after = {file: content for file, content in contents(data).items() if not file.endswith(("-wal", "-shm"))}
    assert after == {file: before[file] for file in after}
    assert set(after) == {file for file in before if not file.endswith(("-wal", "-shm"))}


@pytest.mark.parametrize("name", [name for name in WRITING if name not in {"train", "evaluate", "backup"}])
def test_a_file_is_replaced_with_force_and_is_whole(name: str, data: Path, tmp_path: Path) -> None:
    suffix = WRITING[name][-1].partition("}")[2]
    (tmp_path / f"there{suffix}").write_bytes(b"there before")
    shown(data, *told(name, tmp_path / "there", tmp_path), "--force")
    assert (tmp_path / f"there{suffix}").read_bytes() not in {b"", b"there before"}
    assert sorted(file.name for file in tmp_path.iterdir()) == [f"there{suffix}", "var"]


def test_a_backup_replaces_a_backup_only(data: Path, tmp_path: Path) -> None:
    for _ in range(2):
        shown(data, "backup", "--force", str(tmp_path / "copy"))
    assert "--force replaces an old one" in refusal(data, "backup", str(tmp_path / "copy"))


def test_a_demo_does_not_follow_a_link(data: Path) -> None:
    (data / "demo").symlink_to(data)
    before = contents(data)
    assert "is a link" in refusal(data, "demo")
    assert contents(data) == before


def test_verification_keeps_the_head_it_shows_and_finds_a_cut_end(data: Path) -> None:
    (data / "chain-head.txt").unlink()
    said = shown(data, "verify")
    assert "1 text, 1 verdict and 1 page checked" in said
    head = said.split("chain head ")[1].strip()
    assert head in (data / "chain-head.txt").read_text()
    assert shown(data, "verify", "--head", head.upper())
    assert "1 problem" in refusal(data, "verify", "--head", "0123")
    with closing(sqlite3.connect(data / "yalu.db")) as db:
        db.execute("DELETE FROM ledger WHERE id = 3")
        db.execute("DELETE FROM verdicts")
        db.commit()
    assert "problems" in refusal(data, "verify")
    assert head in (data / "chain-head.txt").read_text()


def test_a_digest_keeps_the_head_it_prints(data: Path) -> None:
    kept = (data / "chain-head.txt").read_text().split()[2]
    with open_archive(data / "yalu.db", read_only=True) as archive:
        message = archive.outbox.newest(1)[0]
        assert archive.maintenance.head().digest == kept
    read = message_from_bytes(message.content, policy=policy)
    plain = read.get_body(("plain",))
    assert plain is not None
    assert kept in "".join(plain.get_content().split())


def test_a_head_that_can_not_be_kept_is_said(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data / "chain-head.txt").unlink()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("storage.sql.checking.head_file.write_whole", refuse)
    assert "not kept in chain-head.txt: Permission denied" in shown(data, "verify")
    with open_archive(data / "yalu.db") as archive:
        archive.articles.add(article(url="https://b.example/2"), None, publisher="q")
        archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(10)], NOW)
    shown(data, "digest", "desk")


def test_damaged_pages_end_in_sentences_without_markup(data: Path) -> None:
    file = next((data / "pages").iterdir())
    file.write_bytes(b"[/bold][link=x]\x1b[31m[red]".ljust(file.stat().st_size, b"["))
    ended = ran(data, "verify")
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "\x1b" not in ended.stdout
    assert file.name in ended.stdout
    assert "1 problem" in ended.stderr


@pytest.mark.parametrize("damage", ["header", "middle", "cut", "empty"])
@pytest.mark.usefixtures("free_web_port")
def test_doctor_works_on_a_damaged_file(data: Path, damage: str) -> None:
    file = data / "yalu.db"
    with open_archive(file) as archive:
        archive.maintenance.optimize()
    whole = file.read_bytes()
    file.write_bytes(
        {
            "header": b"x" * 4096 + whole[4096:],
            "middle": whole[: len(whole) // 3] + b"\xa5" * (len(whole) // 3) + whole[2 * (len(whole) // 3) :],
            "cut": whole[: len(whole) // 2],
            "empty": b"",
        }[damage]
    )
    ended = ran(data, "doctor", "--offline")
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "FAIL" in ended.stdout
    findings = json.loads(ran(data, "doctor", "--offline", "--json").stdout)
    assert any(not finding["is_ok"] for finding in findings)


@pytest.mark.usefixtures("free_web_port")
def test_doctor_names_a_key_that_others_can_read(data: Path) -> None:
    (data / "secret").chmod(0o644)
    (data / "outbox").chmod(0o755)
    assert "permissions" in refusal(data, "doctor", "--offline")
    said = shown(data, "upgrade")
    assert f"{data / 'secret'} is no longer readable by others" in said
    assert "up to date" in said
    shown(data, "doctor", "--offline")


@pytest.mark.usefixtures("free_web_port")
def test_an_old_installation_is_upgraded_by_name(tmp_path: Path) -> None:
    data = tmp_path / "var"
    data.mkdir()
    old_file(data / "yalu.db", 20)
    assert "`yalu upgrade` upgrades it" in refusal(data, "search", "trucks")
    assert "`yalu upgrade` upgrades it" in run(data, "doctor", "--offline").output
    ended = ran(data, "upgrade")
    assert ended.returncode == 0, ended.stderr
    assert f"Upgraded {data / 'yalu.db'} by {len(NAMES) - 20} steps" in ended.stdout
    assert "created" in ended.stdout
    assert ended.stderr.count("upgrading the archive step=") == len(NAMES) - 20
    copies = list((data / "backups").iterdir())
    assert str(copies[0]) in ended.stdout
    assert len(load_settings(data)[0].secret) == 64
    assert "up to date" in shown(data, "upgrade")
    shown(data, "search", "양강도")


def test_no_service_runs_during_an_upgrade(tmp_path: Path) -> None:
    data = tmp_path / "var"
    data.mkdir()
    old_file(data / "yalu.db", 20)
    with sole_service(data):
        ended = ran(data, "upgrade")
    assert ended.returncode == 1
    assert "a service is already running" in ended.stderr
    assert "`yalu upgrade` upgrades it" in refusal(data, "search", "trucks")
    shown(data, "upgrade")
    with sole_service(data):
        shown(data, "upgrade")


def test_any_command_that_writes_says_that_it_upgrades(tmp_path: Path) -> None:
    data = tmp_path / "var"
    data.mkdir()
    old_file(data / "yalu.db", 20)
    ended = ran(data, "init")
    assert ended.returncode == 0
    assert "will be a copy from before" in ended.stderr
    assert len(list((data / "backups").iterdir())) == 1
    other = tmp_path / "other"
    other.mkdir()
    old_file(other / "yalu.db", 20)
    shown(other, "upgrade", "--no-copy")
    assert not (other / "backups").exists()
    assert "there is no archive" in refusal(tmp_path / "none", "upgrade")
    assert not (tmp_path / "none").exists()


def test_init_can_be_repeated_and_makes_a_missing_key(data: Path) -> None:
    before = contents(data)
    assert "already complete" in shown(data, "init")
    after = contents(data)
    assert {name: after[name] for name in after if "yalu.db" not in name} == {
        name: before[name] for name in before if "yalu.db" not in name
    }
    (data / "secret").unlink()
    shown(data, "tag")
    assert len((data / "secret").read_bytes()) == 64
    for name in ("config.toml", "sources.toml", "secret", "yalu.db"):
        (data / name).unlink()
    shown(data, "init")
    for name in ("config.toml", "sources.toml", "secret", "yalu.db"):
        assert stat.S_IMODE((data / name).stat().st_mode) == 0o600
