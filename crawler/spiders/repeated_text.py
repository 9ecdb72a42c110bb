"""Distinguishing an article's own text from text that every page of its site repeats. Pure."""

from collections.abc import Iterable

from crawler.extraction import weight_of

#: A paragraph belongs to the site when this many other articles have it.
_MIN_OTHERS = 2
# Paragraphs that are shorter, in weighted characters, or have more digits, may be a date, the author or the
# number of readers.
_MIN_WEIGHT, _MAX_DIGITS = 15, 0.25


class RepeatedText:
    """The texts of a source's articles, and which of their paragraphs are repeated."""

    def __init__(self, texts: Iterable[tuple[str, str]] = ()) -> None:
        """`texts` are title and body of stored articles."""
        self._titles: dict[str, set[str]] = {}
        self._seen: set[str] = set()
        for title, body in texts:
            self.add(title, body)

    @property
    def is_informed(self) -> bool:
        """Whether enough articles are known to judge each of them."""
        return len(self._seen) > _MIN_OTHERS

    def add(self, title: str, body: str) -> None:
        """Remember an article's text."""
        self._seen.add(title)
        for line in _lines(body):
            self._titles.setdefault(line, set()).add(title)

    def is_all_of(self, title: str, body: str) -> bool:
        """Whether a body has nothing of its own: articles with other titles have its paragraphs, too.

        The headline and what is too short to be a sentence, or a date, may be its own.
        """
        lines = [line for line in _lines(body) if _is_sentence(line) and line not in title]
        return bool(lines) and all(
            len(self._titles.get(line, set()) - {title}) >= _MIN_OTHERS for line in lines
        )


def _is_sentence(line: str) -> bool:
    return weight_of(line) >= _MIN_WEIGHT and sum(map(str.isdigit, line)) <= _MAX_DIGITS * len(line)


def _lines(body: str) -> list[str]:
    return [line for line in map(str.strip, body.splitlines()) if line]
