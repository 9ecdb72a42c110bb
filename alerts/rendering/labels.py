"""A mail's labels in the reader's language, from the catalogues; headlines and quotes stay as printed."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

#: Languages there are words for.
LANGUAGES = ("en", "ko", "zh")


@dataclass(frozen=True, slots=True)
class Labels:
    """One language's words."""

    #: ISO 639-1.
    language: str
    #: The catalogue as its file has it.
    words: dict[str, Any]

    def say(self, key: str, **values: object) -> str:
        """A phrase with its gaps filled."""
        phrase: str = self.words["phrases"][key]
        return phrase.format(**values)

    def count(self, number: int, key: str) -> str:
        """So many of something, such as "1 story", "2 stories"."""
        word: str = self.words["one_word" if number == 1 else "many_words"][key]
        return word.format(n=number)

    def topic(self, topic: str) -> str:
        """A topic's name; that of an operator's own topic as it is."""
        return str(self.words["topics"].get(topic, topic))

    def day(self, time: datetime, zone: str) -> str:
        """Such as "24 Nov"."""
        local = time.astimezone(ZoneInfo(zone))
        return self.say("day", d=local.day, month=self.words["months"]["names"][local.month - 1])

    def moment(self, time: datetime, zone: str) -> str:
        """Such as "24 Nov 08:00"."""
        local = time.astimezone(ZoneInfo(zone))
        month = self.words["months"]["names"][local.month - 1]
        return self.say("moment", d=local.day, month=month, time=f"{local:%H:%M}")


@cache
def labels_in(language: str) -> Labels:
    """The words of a language; English for one we have no words for."""
    known = language if language in LANGUAGES else "en"
    text = (files("alerts.rendering") / "catalogues" / f"{known}.toml").read_text(encoding="utf-8")
    return Labels(known, tomllib.loads(text))
