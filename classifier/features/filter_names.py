"""What the filters of a search can be set to, under all names: topics, places, goods, actors, languages."""

from collections.abc import Mapping, Sequence
from importlib.resources.abc import Traversable

from classifier.features.custom_topics import load_custom_topics
from classifier.lexicon import TOPICS, entry_names

_ENTRIES = ("place", "actor", "goods")
_LANGUAGES = {
    "en": ("English", "영어", "英语"),
    "ko": ("Korean", "한국어", "韩语", "韓国語"),
    "zh": ("Chinese", "중국어", "中文", "中国語"),
    "ja": ("Japanese", "일본어", "日语", "日本語"),
}


def filter_names(kind: str, extra: Traversable | None = None) -> Mapping[str, Sequence[str]]:
    """Name → the values of a filter that have it; empty for a filter the classifier does not know.

    `extra` is an operator's folder with additions. Raises LexiconError for an invalid topic in it.

    >>> filter_names("language")["Korean"]
    ('ko',)
    """
    if kind in _ENTRIES:
        return entry_names(kind, extra)
    if kind == "topic":
        own = load_custom_topics(extra) if extra else ()
        named = ((name, topic.id) for topic in own for name in (topic.id, topic.name))
        return {topic: (topic,) for topic in TOPICS} | {name: (value,) for name, value in named}
    if kind == "language":
        return {name: (code,) for code, names in _LANGUAGES.items() for name in (code, *names)}
    return {}
