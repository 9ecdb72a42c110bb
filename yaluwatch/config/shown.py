"""Settings as people read them: a commented config.toml, and values with secrets hidden."""

import inspect

from pydantic import SecretStr

from yaluwatch.config.settings import SECTIONS, fields


def template() -> str:
    """A config.toml in which every setting is commented out, with its meaning and default."""
    lines = [
        "# Yaluwatch settings. To change one, remove its # and edit it. `yalu config` shows those in force."
    ]
    current = ""
    for section, key, _, field in fields():
        if section != current:
            current = section
            meaning = inspect.cleandoc(SECTIONS[section].__doc__ or "").splitlines()
            lines += ["", *(f"# {line}" for line in meaning if line), f"[{section}]"]
        default = "" if isinstance(field.default, SecretStr) else field.default
        lines += [f"# {field.description}", f"# {key} = {_toml(default)}"]
    return "\n".join(lines) + "\n"


def shown_value(value: object) -> str:
    """As TOML would write it; a secret that is set as "***"."""
    return ('"***"' if value.get_secret_value() else '""') if isinstance(value, SecretStr) else _toml(value)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else f'"{value}"'
