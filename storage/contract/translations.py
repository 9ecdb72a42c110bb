"""Machine translations, made once per text, language and translation service."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class Translations(Protocol):
    """Machine translations of headlines and quotes. They are shown to readers and used for nothing else."""

    def get(self, texts: Sequence[str], source: str, target: str, engine: str) -> dict[str, str]:
        """The stored translations of these texts, by text; without the texts that have none.

        `source` and `target` are languages, ISO 639-1; `engine` names the service that made them.
        """

    def put(self, translations: Mapping[str, str], source: str, target: str, engine: str) -> None:
        """Store translations by text, replacing earlier ones."""
