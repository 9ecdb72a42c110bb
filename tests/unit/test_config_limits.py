"""Settings and variables that nobody meant: each is one sentence, none stops the program for no reason."""

from pathlib import Path

import pytest

from yaluwatch.config import load_settings
from yaluwatch.errors import SettingsError

KUBERNETES = {
    "YALUWATCH_SERVICE_HOST": "10.43.7.1",
    "YALUWATCH_SERVICE_PORT": "8425",
    "YALUWATCH_SERVICE_PORT_HTTP": "8425",
    "YALUWATCH_PORT": "tcp://10.43.7.1:8425",
    "YALUWATCH_PORT_8425_TCP": "tcp://10.43.7.1:8425",
    "YALUWATCH_PORT_8425_TCP_PROTO": "tcp",
    "YALUWATCH_PORT_8425_TCP_PORT": "8425",
    "YALUWATCH_PORT_8425_TCP_ADDR": "10.43.7.1",
}
#: Services called yaluwatch-web, yaluwatch-mail-smtp and yaluwatch-db.
NEIGHBOURS = {
    "YALUWATCH_WEB_SERVICE_HOST": "10.43.7.2",
    "YALUWATCH_WEB_SERVICE_PORT": "80",
    "YALUWATCH_WEB_PORT": "tcp://10.43.7.2:80",
    "YALUWATCH_WEB_PORT_80_TCP": "tcp://10.43.7.2:80",
    "YALUWATCH_WEB_PORT_80_TCP_ADDR": "10.43.7.2",
    "YALUWATCH_MAIL_SMTP_PORT": "tcp://10.43.7.3:25",
    "YALUWATCH_MAIL_SMTP_PORT_25_TCP_PORT": "25",
    "YALUWATCH_DB_PORT_53_UDP_PROTO": "udp",
}
DOCKER = {
    "YALUWATCH_NAME": "/proxy/yaluwatch",
    "YALUWATCH_PORT_8425_TCP_PORT_START": "8425",
    "YALUWATCH_ENV_PYTHON_VERSION": "3.12",
    "YALUWATCH_1_PORT_8425_TCP": "tcp://172.17.0.5:8425",
}


@pytest.mark.parametrize("environment", [KUBERNETES, NEIGHBOURS, DOCKER])
def test_variables_of_an_orchestrator_are_no_settings(tmp_path: Path, environment: dict[str, str]) -> None:
    settings, shown = load_settings(tmp_path, environment=environment)
    assert (settings.web.port, settings.mail.smtp_port) == (8425, 587)
    assert {setting.origin for setting in shown} == {"default"}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("YALUWATCH_PORT", "9000"),
        ("YALUWATCH_NAME", "border watch"),
        ("YALUWATCH_ENV_LANG", "ko"),
        ("YALUWATCH_WEB_PORTS", "80"),
        ("YALUWATCH_WEB_PORT", "9000/tcp"),
        ("YALUWATCH_" + "X" * 1_000_000, "1"),
    ],
)
def test_a_variable_somebody_set_is_still_checked(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(tmp_path, environment={variable: value})
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[web]\nport = " + "[" * 900, "nested too deep"),
        ("[web]\nport = " + "[" * 900 + "]" * 900, "nested too deep"),
        ("[web]\nport = " + "7" * 5_000, "too many digits"),
        ("[web]\n" + "a." * 4_000 + "a = 1", "no setting"),
        (f'[web]\n"{"k" * 1_000_000}" = 1', "no setting"),
        (f'"{"k" * 1_000_000}" = 1', "must be inside"),
        (f'[mail]\nsender = "{"s" * 1_000_000}@x"', "more than 1000 characters"),
        ('[mail]\nsender = "Yalu <yalu@x.example>\\r\\nBcc: all@x.example"', "line break"),
        ('[mail]\nsender = "nobody"', "not an e-mail address"),
        ('[crawl]\ncontact = "me@x.example\\nX-Other: 1"', "line break"),
        ('[crawl]\ncontact = "me\\u2028you"', "line break"),
        ('[mail]\nsmtp_password = "a\\nb"', "line break"),
        ("[crawl]\nevery_minutes = 1000000000000", "less than or equal"),
        ("[crawl]\nseconds_per_source = 1000000000000", "less than or equal"),
        ("[crawl]\nmegabytes_per_source = 1000000000000", "less than or equal"),
        ("[mail]\nsmtp_timeout_seconds = 1000000000000", "less than or equal"),
        ("[digest]\nnews_hours = 1000000000000000000000000", "less than or equal|valid integer|maximum size"),
        ("[digest]\nweight_subject = nan", "finite number"),
        ("[digest]\nweight_subject = inf", "finite number"),
        ("[digest]\nsmuggling = -1", "greater than or equal"),
        ("[crawl]\nevery_minutes = true", "can't be true"),
        ("[web]\nport = 2026-11-29", r"web\.port"),
        ('[web]\npublic_url = "https://me:pw@yalu.example"', "user name or password"),
    ],
)
def test_a_value_nobody_meant_is_one_short_sentence(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(SettingsError, match=complaint) as refused:
        load_settings(tmp_path, environment={})
    assert len(str(refused.value)) < 400 + len(str(tmp_path))
    assert "\n" not in str(refused.value)


def test_a_file_is_read_as_editors_save_it(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xef\xbb\xbf[web]\r\nport = 81\r\n")
    assert load_settings(tmp_path, environment={})[0].web.port == 81
    file.write_text("[web]\nport = 81\n", encoding="utf-16")
    with pytest.raises(SettingsError, match="UTF-16; save it as UTF-8"):
        load_settings(tmp_path, environment={})
    file.write_bytes("[web]\nport = 81\n# 설정\n".encode("euc-kr"))
    with pytest.raises(SettingsError, match="line 3 is not UTF-8"):
        load_settings(tmp_path, environment={})
    file.unlink()
    file.mkdir()
    with pytest.raises(SettingsError, match="can't be read"):
        load_settings(tmp_path, environment={})


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"#" * 9_000_000)
    with pytest.raises(SettingsError, match="larger than 8 MB"):
        load_settings(tmp_path, environment={})
