"""The commands for accounts, and the start of the service with and without them."""

import socket
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from cli.app import app
from cli.start.accounts import access_rules, has_accounts
from cli.start.service import listening
from storage import open_archive
from web.access import is_password
from yaluwatch.config import AccountSettings, Settings, WebSettings, load_settings
from yaluwatch.errors import SettingsError


@pytest.fixture
def data(tmp_path: Path) -> Path:
    open_archive(tmp_path / "yalu.db").close()
    return tmp_path


def run(data: Path, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["--data", str(data), "users", *arguments], input=typed)


def refusal(result: Result) -> str:
    assert result.exit_code != 0
    return str(result.exception or result.output)


def test_an_account_is_added_listed_disabled_and_enabled(data: Path) -> None:
    assert "no accounts" in run(data, "list").output
    added = run(data, "add", "kim", "--role", "analyst", "--address", "kim@example.org")
    password = added.output.rpartition("Password: ")[2].strip()
    with open_archive(data / "yalu.db", read_only=True) as archive:
        user = archive.accounts.named("KIM")
    assert user
    assert is_password(password, user.password_hash)
    listed = run(data, "list").output
    assert "kim@example.org" in listed
    assert "can log in" in listed
    assert run(data, "disable", "kim").exit_code == 0
    assert "disabled since" in run(data, "list").output
    assert run(data, "enable", "Kim").output == "kim can log in again.\n"


def test_a_password_comes_from_a_file_or_standard_input(data: Path) -> None:
    file = data / "password"
    file.write_text("three otters by the river\n")
    assert "Password" not in run(data, "add", "kim", "--password-file", str(file)).output
    done = run(data, "password", "kim", "--password-file", "-", typed="four otters by the river\n")
    assert done.output == "kim has a new password.\n"
    assert "Password: " in run(data, "password", "kim").output
    with open_archive(data / "yalu.db", read_only=True) as archive:
        assert [change.what for change in archive.accounts.changes(limit=9)] == [
            "password reset",
            "password reset",
            "account added",
        ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add", "-x-", "--role", "reader"], ""),
        (["add", "kim", "--role", "king"], "no role 'king'"),
        (["add", "kim", "--address", "nowhere"], "not an e-mail address"),
        (["add", "kim", "--timezone", "Mars"], "no time zone"),
        (["add", "kim", "--password-file", "missing"], "missing can't be read"),
        (["disable", "nobody"], "yalu users list"),
    ],
)
def test_bad_input_is_refused_with_the_way_out(data: Path, arguments: list[str], said: str) -> None:
    assert said in refusal(run(data, *arguments))
    with open_archive(data / "yalu.db", read_only=True) as archive:
        assert not archive.accounts.all()


def test_a_name_is_taken_once_and_the_last_administrator_stays(data: Path) -> None:
    run(data, "add", "root", "--role", "admin")
    assert "an account ROOT already" in refusal(run(data, "add", "ROOT"))
    assert "last administrator" in refusal(run(data, "disable", "root"))
    run(data, "add", "second", "--role", "admin")
    assert run(data, "disable", "root").exit_code == 0


def settings(data: Path, password: str = "") -> Settings:
    return Settings(data=data, accounts=AccountSettings(admin_password=SecretStr(password)))


def test_the_first_administrator_comes_from_a_secret_file_once(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = data / "secret-of-admin"
    file.write_text("three otters by the river\n")
    read, _ = load_settings(data, environment={"YALUWATCH_ADMIN_PASSWORD_FILE": str(file)})
    assert has_accounts(read)
    assert "account admin was created" in capsys.readouterr().out
    run(data, "password", "admin", "--password-file", "-", typed="four otters by the river\n")
    # A later start changes nothing.
    assert has_accounts(read)
    with open_archive(data / "yalu.db", read_only=True) as archive:
        (user,) = archive.accounts.all()
    assert is_password("four otters by the river", user.password_hash)


def test_without_a_secret_there_is_no_administrator(data: Path) -> None:
    assert not has_accounts(settings(data))


def test_an_easy_secret_stops_the_start(data: Path) -> None:
    with pytest.raises(SettingsError, match="This password is too easy"):
        has_accounts(settings(data, "aaaaaaaaaaaaaaa"))
    with pytest.raises(SettingsError, match="fewer than 12 characters"):
        load_settings(data, environment={"YALUWATCH_ADMIN_PASSWORD": "short"})


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "news.example"])
def test_an_address_for_others_needs_accounts(host: str) -> None:
    with (
        pytest.raises(SettingsError, match="nobody has an account; run `yalu users add NAME --role admin`"),
        listening(WebSettings(host=host, port=1), has_accounts=False),
    ):
        pass


def test_with_accounts_any_address_will_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with listening(WebSettings(host="0.0.0.0", port=port), has_accounts=True) as listener:
        assert listener.getsockname()[1] == port


def test_the_settings_become_rules_of_access(data: Path) -> None:
    web = WebSettings(trusted_proxies="10.0.0.0/8, 192.0.2.1 ,", root_path="/yalu")
    rules = access_rules(Settings(data=data, web=web, accounts=AccountSettings(idle_hours=1, max_days=2)))
    assert rules.proxies == ("10.0.0.0/8", "192.0.2.1")
    assert rules.root_path == "/yalu"
    assert (rules.idle.total_seconds(), rules.longest.days) == (3600, 2)
