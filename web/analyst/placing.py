"""Why an article is in its story, in the reader's language: what grouping wrote down, in English and ids."""

from decimal import Decimal

from alerts.digests import figure_text
from classifier.lexicon import entries
from web.names import name_of
from yaluwatch.patterns import lazy_regex
from yaluwatch.sentence import Sentence

_SAME_EVENT = "the same event: "
_COPY = lazy_regex(r"(\d+%) of the wording in common")
_FIGURE = lazy_regex(r"(\d+(?:\.\d+)?) (\w+)")
_KINDS = ("place", "actor", "goods")


def why(reason: str, language: str) -> str:
    """The reason of a placement, for `said`, with names and figures as readers of a language write them.

    >>> why("the same event: 10 vehicles, dandong", "zh")
    'the same event: 10辆, 丹东'
    """
    if reason.startswith(_SAME_EVENT):
        shared = [_name(detail, language) for detail in reason.removeprefix(_SAME_EVENT).split(", ")]
        return Sentence("the same event: %(shared)s", shared=", ".join(shared))
    if share := _COPY.fullmatch(reason):
        return Sentence("%(share)s of the wording in common", share=share[1])
    return reason


def _name(detail: str, language: str) -> str:
    if figure := _FIGURE.fullmatch(detail):
        return figure_text(Decimal(figure[1]), figure[2], language)
    kind = next((kind for kind in _KINDS if detail in entries(kind)), "rule")
    return name_of(kind, detail, language)
