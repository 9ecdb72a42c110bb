"""Reads the settings: defaults, then config.toml, then YALUWATCH_* variables, then flags; later ones win."""

import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError

from yaluwatch.config.settings import Settings, fields
from yaluwatch.config.shown import shown_value
from yaluwatch.errors import SettingsError
from yaluwatch.shown import shown_line
from yaluwatch.toml_files import parse_toml, read_toml_text

_PREFIX = "YALUWATCH_"

# What Kubernetes and Docker set for a service called yaluwatch, or yaluwatch-web (https://kubernetes.io/docs/
# concepts/services-networking/service/#environment-variables, https://docs.docker.com/engine/network/links/).
_LINK = re.compile(
    r"YALUWATCH_(?:\w+_)?"
    r"(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:ADDR|PORT|PROTO|PORT_START|PORT_END))?)"
)
_LINK_ADDRESS = re.compile(r"(?:tcp|udp|sctp)://\S+")
# Settings of earlier versions, and what to do instead.
_GONE = {
    "web.allow_remote": "remove it; `yalu users add NAME --role admin` adds an account, and with accounts "
    "the pages may be served on any address"
}
_LINK_NAME = re.compile(r"/[\w.-]+/[\w.-]+")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting in force, as shown to people."""

    #: Dotted name, such as "web.port".
    name: str
    #: As TOML would write it; secrets as "***".
    value: str
    #: Where it comes from: "default", the path of config.toml, the name of a variable, or "flag".
    origin: str


def load_settings(
    data: Path, environment: Mapping[str, str] | None = None, flags: Mapping[str, object] | None = None
) -> tuple[Settings, list[Setting]]:
    """The settings in force in a data folder and where each comes from.

    `flags` are dotted names such as {"web.port": 9000}. Raises SettingsError naming the setting.
    """
    values: dict[str, object] = {}
    origins: dict[str, str] = {}
    for origin, layer in (
        ("config.toml", _from_file(data / "config.toml")),
        ("", _from_environment(os.environ if environment is None else environment)),
        ("flag", {name: (value, "flag") for name, value in (flags or {}).items()}),
    ):
        for name, (value, place) in layer.items():
            values[name] = value
            origins[name] = place or origin
    settings = _validated(data, values, origins)
    try:
        settings.write_location()
    except OSError as error:
        raise SettingsError(f"{settings.archive} can't be written: {error.strerror}") from error
    shown = [
        Setting(name, shown_value(getattr(getattr(settings, section), key)), origins.get(name, "default"))
        for section, key, name, _ in fields()
    ]
    return settings, shown


def secret_settings() -> list[str]:
    """The dotted names of all settings that are secrets."""
    return [name for _, _, name, field in fields() if field.annotation is SecretStr]


def _from_file(file: Path) -> dict[str, tuple[object, str]]:
    if not file.exists():
        return {}
    try:
        tables = parse_toml(read_toml_text(file))
    except ValueError as error:
        raise SettingsError(f"{file} can't be read: {shown_line(str(error))}") from error
    known = {name for _, _, name, _ in fields()}
    found: dict[str, tuple[object, str]] = {}
    for section, table in tables.items():
        if not isinstance(table, dict):
            raise SettingsError(
                f"{file}: {shown_line(section, 60)!r} must be inside a [section] such as [web]"
            )
        for key, value in table.items():
            name = f"{section}.{key}"
            if name not in known:
                raise SettingsError(
                    f"{file}: there is no setting {shown_line(name, 60)!r}{_closest(name, known)}"
                )
            found[name] = (value, str(file))
    return found


def _from_environment(environment: Mapping[str, str]) -> dict[str, tuple[object, str]]:
    names = {_PREFIX + name.replace(".", "_").upper(): name for _, _, name, _ in fields()}
    names[f"{_PREFIX}ADMIN_PASSWORD"] = "accounts.admin_password"
    found: dict[str, tuple[object, str]] = {}
    for variable, value in sorted(environment.items()):
        if not variable.startswith(_PREFIX) or variable in {f"{_PREFIX}DATA", f"{_PREFIX}SHARED"}:
            continue
        if _is_service_link(variable, value, environment):
            continue
        if variable in names:
            found[names[variable]] = (value, variable)
        elif (plain := variable.removesuffix("_FILE")) in names:
            # An empty file, such as /dev/null, stands for a secret that is not set: config.toml counts.
            if secret := _secret(variable, Path(value)):
                found[names[plain]] = (secret, variable)
        else:
            raise SettingsError(
                f"there is no setting for {shown_line(variable, 60)}{_closest(variable, names)}"
            )
    return found


def _is_service_link(variable: str, value: str, environment: Mapping[str, str]) -> bool:
    """Whether an orchestrator set the variable for a service of our name; nobody sets a port to tcp://…."""
    if _LINK.fullmatch(variable) or (variable.endswith("_PORT") and _LINK_ADDRESS.fullmatch(value)):
        return True
    if variable.endswith("_NAME"):
        return _LINK_NAME.fullmatch(value) is not None
    # Docker passes the linked container's own variables on, as NAME_ENV_…, next to NAME_NAME.
    linked, mark, _ = variable.partition("_ENV_")
    return bool(mark) and f"{linked}_NAME" in environment


def _secret(variable: str, file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{variable} names {file}, which can't be read: {error}") from error


def _closest(name: str, known: Mapping[str, str] | set[str]) -> str:
    """What to do about a name that is not known, as the end of a sentence."""
    dotted = name.removeprefix(_PREFIX).lower().replace("_", ".", 1) if name.startswith(_PREFIX) else name
    if dotted in _GONE:
        return f"; {_GONE[dotted]}"
    close = difflib.get_close_matches(name[:200], list(known), n=1)
    return f"; did you mean {close[0]}?" if close else "; remove it or correct its name"


def _validated(data: Path, values: Mapping[str, object], origins: Mapping[str, str]) -> Settings:
    tables: dict[str, Any] = {}
    for name, value in values.items():
        section, key = name.split(".", 1)
        tables.setdefault(section, {})[key] = value
    try:
        return Settings(data=data, **tables)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        reason = shown_line(first["msg"].removeprefix("Value error, "))
        raise SettingsError(f"{name} from {origins.get(name, 'a flag')} is not valid: {reason}") from error
