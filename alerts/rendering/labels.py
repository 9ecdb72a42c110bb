"""Labels of e-mails in the subscription's language; headlines and quotes are never translated."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

#: Languages that have a catalogue, ISO 639-1.
LANGUAGES = ("en", "ko", "zh")


@dataclass(frozen=True, slots=True)
class Labels:
    """The catalogue of one language."""

    #: ISO 639-1.
    language: str
    #: The parsed TOML file.
    catalogue: dict[str, Any]

    def label(self, key: str, **values: object) -> str:
        """A phrase with its placeholders filled."""
        phrase: str = self.catalogue["phrases"][key]
        return phrase.format(**values)

    def count(self, number: int, key: str, **values: object) -> str:
        """A phrase in the singular or plural form, such as "1 story" or "2 stories"."""
        phrase: str = self.catalogue["singular" if number == 1 else "plural"][key]
        return phrase.format(n=number, **values)

    def topic(self, topic: str) -> str:
        """The name of a shipped topic; a custom topic keeps its id."""
        return str(self.catalogue["topics"].get(topic, topic))

    def day(self, time: datetime, zone: str) -> str:
        """The date in time zone `zone`, such as "24 Nov"."""
        local = time.astimezone(ZoneInfo(zone))
        return self.label("day", d=local.day, month=self.catalogue["months"]["names"][local.month - 1])

    def moment(self, time: datetime, zone: str) -> str:
        """Date and time in time zone `zone`, such as "24 Nov 08:00"."""
        local = time.astimezone(ZoneInfo(zone))
        month = self.catalogue["months"]["names"][local.month - 1]
        return self.label("moment", d=local.day, month=month, time=f"{local:%H:%M}")


@cache
def labels_in(language: str) -> Labels:
    """The labels of a language; English if it has no catalogue."""
    known = language if language in LANGUAGES else "en"
    text = (files("alerts.rendering") / "catalogues" / f"{known}.toml").read_text(encoding="utf-8")
    return Labels(known, tomllib.loads(text))
