"""Why an article is in its story, in the reader's language."""

import pytest

from web.analyst.placing import why
from web.languages import said_in


@pytest.mark.parametrize(
    ("reason", "language", "said"),
    [
        ("nothing like it before", "zh", "此前没有类似事件"),
        ("86% of the wording in common", "ko", "표현의 86% 일치"),
        ("the same event: 10 vehicles, solar-panels, dandong", "zh", "同一事件：10辆, 太阳能板, 丹东"),
        ("the same event: 1500000 CNY, 2026-11-24", "ko", "같은 사건: 150만 위안, 2026-11-24"),
        ("the same event: 1500000 CNY, solar-panels", "en", "the same event: 1.5 million yuan, solar panels"),
        # Of other versions, or of a plugin's.
        ("a person said so", "zh", "a person said so"),
    ],
)
def test_a_reason_is_said_in_the_readers_words(reason: str, language: str, said: str) -> None:
    assert said_in(language, why(reason, language)) == said
