"""Schedules of jobs on the pages."""

import pytest

from web.languages import said_in
from web.operator.schedules import schedule_words


@pytest.mark.parametrize(
    ("schedule", "language", "said"),
    [
        ("every 5 min", "en", "every 5 min"),
        ("every 20 s", "zh", "每 20 秒"),
        ("every 2 h", "ko", "2시간마다"),
        ("daily 18:20", "en", "daily at 18:20"),
        ("sunday 19:10", "zh", "每周日 19:10"),
        ("off", "ko", "꺼짐"),
        ("", "ko", ""),
    ],
)
def test_a_schedule_is_said_in_the_readers_words(schedule: str, language: str, said: str) -> None:
    assert said_in(language, schedule_words(schedule)) == said
