import json
from pathlib import Path

import pytest

from yaluwatch.config import Settings, load_settings, template
from yaluwatch.errors import SettingsError


def test_defaults_hold_where_nothing_is_set(tmp_path: Path) -> None:
    settings, shown = load_settings(tmp_path, environment={})
    assert settings.web.port == 8425
    assert settings.archive == tmp_path / "yalu.db"
    assert {setting.origin for setting in shown} == {"default"}


def test_file_then_environment_then_flags_win(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[web]\nport = 1001\nhost = '::1'\n[crawl]\nparallel = 3\n")
    settings, shown = load_settings(
        tmp_path,
        environment={"YALUWATCH_WEB_PORT": "1002", "YALUWATCH_CRAWL_PARALLEL": "4"},
        flags={"web.port": 1003},
    )
    assert (settings.web.port, settings.web.host, settings.crawl.parallel) == (1003, "::1", 4)
    origins = {setting.name: setting.origin for setting in shown}
    assert origins["web.port"] == "flag"
    assert origins["crawl.parallel"] == "YALUWATCH_CRAWL_PARALLEL"
    assert origins["web.host"].endswith("config.toml")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[web]\nprot = 1", r"no setting 'web\.prot'; did you mean web\.port"),
        ("[wbe]\nport = 1", r"no setting 'wbe\.port'"),
        ("port = 1", "'port' must be inside a"),
        ("[web]\nport = 99999", r"web\.port from .*config\.toml"),
        ("[mail]\nsmtp_security = 'ssl'", r"mail\.smtp_security"),
        ("[web", "can't be read"),
        ("[web]\nport = 1\nport = 2", "can't be read"),
    ],
)
def test_an_odd_file_is_refused_by_name(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(SettingsError, match=complaint):
        load_settings(tmp_path, environment={})


@pytest.mark.parametrize(
    ("variable", "value", "complaint"),
    [
        ("YALUWATCH_WEB_PROT", "1", "no setting for YALUWATCH_WEB_PROT; did you mean YALUWATCH_WEB_PORT"),
        ("YALUWATCH_WEB_PORT", "many", r"web\.port from YALUWATCH_WEB_PORT"),
        ("YALUWATCH_MAIL_SMTP_PASSWORD_FILE", "/nowhere", "/nowhere, which can't be read"),
    ],
)
def test_an_odd_variable_is_refused_by_name(
    tmp_path: Path, variable: str, value: str, complaint: str
) -> None:
    with pytest.raises(SettingsError, match=complaint):
        load_settings(tmp_path, environment={variable: value})


def test_a_secret_may_come_from_a_file_and_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hunter2\n")
    settings, shown = load_settings(
        tmp_path, environment={"YALUWATCH_MAIL_SMTP_PASSWORD_FILE": str(tmp_path / "secret")}
    )
    assert settings.mail.smtp_password.get_secret_value() == "hunter2"
    assert "hunter2" not in repr(settings) + repr(shown)
    assert {setting.name: setting.value for setting in shown}["mail.smtp_password"] == '"***"'


def test_the_template_sets_nothing_and_names_everything(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(template())
    settings, shown = load_settings(tmp_path, environment={})
    assert settings == load_settings(tmp_path / "empty", environment={})[0].model_copy(
        update={"data": tmp_path}
    )
    assert all(f"# {setting.name.split('.')[1]} = " in template() for setting in shown)


def test_every_default_of_the_template_is_valid_when_uncommented(tmp_path: Path) -> None:
    lines = [
        line.removeprefix("# ") if line.startswith("# ") and " = " in line else line
        for line in template().splitlines()
    ]
    (tmp_path / "config.toml").write_text("\n".join(lines))
    load_settings(tmp_path, environment={})


def test_where_pages_are_reached_is_without_a_slash_at_the_end(tmp_path: Path) -> None:
    plain, _ = load_settings(tmp_path, environment={})
    public, _ = load_settings(tmp_path, environment={"YALUWATCH_WEB_PUBLIC_URL": "https://yalu.example/"})
    assert plain.web.address == "http://127.0.0.1:8425"
    assert public.web.address == "https://yalu.example"


def test_a_setting_of_an_earlier_version_is_refused_with_what_replaces_it(tmp_path: Path) -> None:
    for environment, content in (
        ({"YALUWATCH_WEB_ALLOW_REMOTE": "true"}, ""),
        ({}, "[web]\nallow_remote = true\n"),
    ):
        (tmp_path / "config.toml").write_text(content)
        with pytest.raises(SettingsError, match="remove it; `yalu users add NAME"):
            load_settings(tmp_path, environment=environment)


def test_a_process_of_ours_gets_the_settings_with_their_secrets(tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {
            "data": tmp_path,
            "database": {"url": "postgresql://yalu:s3cret@db.example/yalu"},
            "alarm": {"webhook": "https://hooks.example/s3cret", "to": "a@example.org"},
            "mail": {"smtp_password": "s3cret"},
        }
    )
    assert Settings.model_validate(json.loads(json.dumps(settings.for_child()))) == settings
    # All others get them masked.
    assert "s3cret" not in json.dumps(settings.model_dump(mode="json"))
