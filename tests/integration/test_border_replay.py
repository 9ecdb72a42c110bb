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

FOLDER = Path(__file__).parents[1] / "border"
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
2021-11-09 dandong-sinuiju rail open
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
# The same with 69 more dated events and 19 reports of something else.
REPLAY += """
1950-11-01 dandong-sinuiju rail unknown
1954-12-31 tumen-namyang freight unknown
1968-04-10 sanhe-hoeryong road closed
1968-12-31 dandong-sinuiju rail unknown
1998-06-01 quanhe-wonjong road unknown
2000-11-01 quanhe-wonjong road unknown
2002-10-01 dandong-sinuiju passengers unknown
2006-10-10 dandong-sinuiju road open
2006-11-01 dandong-sinuiju road open
2009-12-10 dandong-sinuiju freight unknown
2010-03-15 new-yalu-bridge road planned
2013-04-01 dandong-sinuiju road open
2014-01-10 dandong-sinuiju road open
2016-04-10 dandong-sinuiju freight unknown
2017-03-01 nanping-musan freight unknown
2017-10-10 dandong-sinuiju road unknown
2018-08-01 dandong-sinuiju road unknown
2020-02-06 dandong-sinuiju rail closed
2020-11-25 dandong-sinuiju freight closed
2021-01-05 changbai-hyesan freight closed
2021-11-03 dandong-sinuiju rail open
2022-12-15 dandong-sinuiju rail open
2023-08-30 tumen-namyang passengers open
2023-11-05 tumen-namyang road unknown
2024-10-01 dandong-sinuiju road unknown
2025-02-01 quanhe-wonjong road unknown
2025-06-20 quanhe-wonjong passengers closed
2025-06-20 changbai-hyesan freight unknown
2025-09-06 dandong-sinuiju rail unknown
2025-12-10 quanhe-wonjong passengers limited
2026-01-20 quanhe-wonjong passengers limited
2026-02-20 dandong-sinuiju freight unknown
2026-04-05 dandong-sinuiju passengers closed
2026-07-15 dandong-sinuiju passengers closed
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    made = open_archive(tmp_path_factory.mktemp("border") / "yalu.db")
    press = [(FOLDER / name).read_text(encoding="utf-8") for name in ("events.tsv", "more_events.tsv")]
    for number, line in enumerate("".join(press).splitlines()):
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


@pytest.mark.parametrize("line", [line for line in REPLAY.splitlines() if line])
def test_a_day_is_replayed_as_it_was_known_then(archive: Archive, line: str) -> None:
    day, crossing, mode, expected = line.split()
    assert state(archive, day, crossing, mode).state == expected
