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
# Decimals that are kept though they are zero.
_CENTS = 2


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

    def large_number(self, value: float) -> str:
        """A large number in the unit the language counts in, such as "2,180.39" million or "21.8039" 억."""
        unit, digits = self.catalogue["numbers"]["unit"], self.catalogue["numbers"]["digits"]
        text = f"{value / unit:,.{digits}f}"
        return text if digits == _CENTS else text.rstrip("0").rstrip(".")

    def topic(self, topic: str) -> str:
        """The name of a shipped topic; a custom topic keeps its id."""
        return str(self.catalogue["topics"].get(topic, topic))

    def day(self, time: datetime, zone: str, now: datetime | None = None) -> str:
        """The date in time zone `zone`, such as "24 Nov"; with the year if it is not that of `now`."""
        return self._in(time, zone, now, "day")

    def moment(self, time: datetime, zone: str, now: datetime | None = None) -> str:
        """Date and time in time zone `zone`, such as "24 Nov 08:00"; with the year as for `day`."""
        return self._in(time, zone, now, "moment")

    def _in(self, time: datetime, zone: str, now: datetime | None, key: str) -> str:
        local = time.astimezone(ZoneInfo(zone))
        is_other_year = now is not None and local.year != now.astimezone(ZoneInfo(zone)).year
        month = self.catalogue["months"]["names"][local.month - 1]
        values = {"d": local.day, "month": month, "time": f"{local:%H:%M}", "year": local.year}
        # The values a phrase has no place for are left out.
        return self.label(f"{key}_of_year" if is_other_year else key, **values)


@cache
def labels_in(language: str) -> Labels:
    """The labels of a language; English if it has no catalogue."""
    known = language if language in LANGUAGES else "en"
    text = (files("alerts.rendering") / "catalogues" / f"{known}.toml").read_text(encoding="utf-8")
    return Labels(known, tomllib.loads(text))
