"""Replays dated events at the border: on each day only what was published until then is known."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from classifier import Classifier
from indicators import BorderState, border_states, crossings_at
from scheduler import jobs
from storage import Archive, open_archive
from tests.samples import article

EVENTS = Path(__file__).parents[1] / "border" / "events.tsv"
TITLES = {
    "en": "On the border of China and North Korea",
    "ko": "북중 국경 교역 소식",
    "zh": "中朝边境贸易消息",
    "ja": "中朝国境の貿易",
}
NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
# Day, crossing, traffic, state. Between two events the state lasts; in the end it is too old.
REPLAY = """
1997-02-09 quanhe-wonjong road unknown
1997-02-11 quanhe-wonjong passengers open
1997-12-01 quanhe-wonjong passengers unknown
2009-12-01 new-yalu-bridge road planned
2010-12-30 new-yalu-bridge road unknown
2011-02-01 new-yalu-bridge road planned
2011-12-21 changbai-hyesan road closed
2011-12-19 changbai-hyesan road unknown
2014-11-01 new-yalu-bridge road closed
2015-10-16 new-yalu-bridge road unknown
2016-03-04 dandong-sinuiju freight unknown
2016-10-21 quanhe-wonjong road open
2017-08-16 dandong-sinuiju freight unknown
2018-03-29 dandong-sinuiju passengers unknown
2019-04-09 jian-manpo road open
2019-04-07 jian-manpo road unknown
2020-01-21 dandong-sinuiju rail unknown
2020-01-29 dandong-sinuiju road closed
2020-01-30 dandong-sinuiju rail unknown
2020-02-01 dandong-sinuiju rail closed
2020-02-14 quanhe-wonjong freight unknown
2020-02-18 quanhe-wonjong freight closed
2020-02-18 dandong-sinuiju road closed
2020-08-27 tumen-namyang rail closed
2021-02-01 dandong-sinuiju rail closed
2021-11-09 dandong-sinuiju rail unknown
2021-11-13 dandong-sinuiju rail closed
2022-01-16 dandong-sinuiju rail closed
2022-01-18 dandong-sinuiju rail open
2022-01-18 quanhe-wonjong road closed
2022-04-30 dandong-sinuiju rail closed
2022-09-27 dandong-sinuiju rail open
2023-01-19 quanhe-wonjong road unknown
2023-01-21 quanhe-wonjong road open
2023-08-17 dandong-sinuiju passengers open
2023-10-19 nanping-musan road open
2023-12-21 changbai-hyesan freight open
2025-01-16 changbai-hyesan freight open
2025-02-19 quanhe-wonjong passengers planned
2025-02-21 quanhe-wonjong passengers open
2025-03-06 quanhe-wonjong passengers closed
2025-03-14 new-yalu-bridge road closed
2026-02-01 new-yalu-bridge road planned
2026-03-11 dandong-sinuiju passengers planned
2026-03-13 dandong-sinuiju rail open
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    made = open_archive(tmp_path_factory.mktemp("border") / "yalu.db")
    for number, line in enumerate(EVENTS.read_text(encoding="utf-8").splitlines()):
        day, language, text = line.split("\t")
        made.articles.add(
            article(
                url=f"https://p{number % 7}.example/{number}",
                title=TITLES[language],
                body=text,
                language=language,
                published_at=datetime.fromisoformat(f"{day}T03:00:00+00:00"),
                fetched_at=NOW,
            ),
            None,
            publisher=f"Publisher {number % 7}",
        )
    jobs.tag(made, Classifier.load(), NOW)
    yield made
    made.close()


def state(archive: Archive, day: str, crossing: str, mode: str) -> BorderState:
    states = border_states(archive, date.fromisoformat(day), crossings_at(crossing))[crossing]
    (found,) = [each for each in states if each.mode == mode]
    return found


@pytest.mark.parametrize("line", REPLAY.split("\n")[1:-1])
def test_a_day_is_replayed_as_it_was_known_then(archive: Archive, line: str) -> None:
    day, crossing, mode, expected = line.split()
    assert state(archive, day, crossing, mode).state == expected
