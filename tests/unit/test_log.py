"""The log: text or JSON lines, secrets masked, few lines for a fault that repeats."""

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest

from yaluwatch.errors import ArchiveFull
from yaluwatch.log import RateLimit, set_up_logging

LOG = logging.getLogger("scheduler.service")


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    for handler in root.handlers:
        if handler not in before:
            handler.close()
    root.handlers[:], root.level = before, level


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def fail(times: int, error: type[Exception] = ArchiveFull, words: str = "the disk is full") -> None:
    for number in range(times):
        try:
            raise error(f"adding https://u:p@x.example/{number}: {words}")
        except error:
            LOG.exception("job failed name=%s", "poll")


def test_off_a_terminal_each_line_is_an_object_with_the_values_as_fields(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logging("info")
    LOG.info("crawled source=%s new=%d seconds=%.1f detail=%s", "nk", 3, 1.25, "https://x.example/?token=abc")
    (line,) = lines(capsys)
    found = json.loads(line)
    assert found["time"].endswith("Z")
    assert {name: found[name] for name in ("level", "logger", "source", "new", "seconds", "detail")} == {
        "level": "info",
        "logger": "scheduler.service",
        "source": "nk",
        "new": 3,
        "seconds": 1.25,
        "detail": "https://x.example/?token=***",
    }
    assert found["message"].startswith("crawled source=nk new=3 seconds=1.2")


def test_on_a_terminal_lines_are_for_people(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    set_up_logging("info")
    LOG.info("processed tagged=%d", 3)
    assert lines(capsys)[0].endswith("INFO scheduler.service processed tagged=3")


def test_values_that_hide_a_name_of_ours_and_odd_messages_do_no_harm(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logging("info", "json")
    LOG.info("odd level=%s time=%s", "high", "noon")
    LOG.info("100%% done source=%s", "a")
    LOG.info({"a": 1})
    LOG.info("%(name)s is here", {"name": "x"})
    LOG.info(ValueError("an error as a message"))
    found = [json.loads(line) for line in lines(capsys)]
    assert (found[0]["level"], found[0]["field_level"]) == ("info", "high")
    assert found[1]["source"] == "a"
    assert found[3]["message"] == "x is here"
    assert found[4]["message"] == "an error as a message"


def test_a_line_can_not_be_forged(capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("text", "json"):
        set_up_logging("info", form)
        LOG.info("read title=%s", 'x"}\n{"level": "error"\x1b[31m')
        (line,) = lines(capsys)
        assert "\x1b" not in line


def test_our_own_errors_are_sentences_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("info", "text")
    fail(1)
    (line,) = lines(capsys)
    assert line.endswith(
        "job failed name=poll error=ArchiveFull: adding https://***@x.example/0: the disk is full"
    )


def test_an_error_nobody_foresaw_has_its_traceback_once(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("info", "json")
    fail(3, ZeroDivisionError, "division")
    found = [json.loads(line) for line in lines(capsys)]
    assert ["traceback" in one for one in found] == [True, False, False]
    assert found[0]["traceback"].startswith("Traceback")
    assert "u:p@" not in found[0]["traceback"]
    assert found[1]["error"].startswith("ZeroDivisionError: adding")


def test_a_fault_that_repeats_for_a_day_is_a_handful_of_lines_an_hour_at_most() -> None:
    now = [0.0]
    limit = RateLimit(lambda: now[0])
    passed = []
    for step in range(3 * 60 * 24):
        now[0] = step * 20.0
        record = LOG.makeRecord(LOG.name, logging.ERROR, "f", 1, "job failed name=%s", ("poll",), None)
        passed += [(now[0], getattr(one, "repeated", 0)) for one in limit.pass_on(record)]
    assert len([one for one in passed if one[0] < 40 * 60]) <= 10
    assert len(passed) <= 40
    passed += [(now[0], getattr(one, "repeated", 0)) for one in limit.due(float("inf"))]
    assert sum(repeated for _, repeated in passed) + len(passed) >= 3 * 60 * 24


def test_a_full_disk_of_forty_seconds_is_at_most_twenty_lines(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("info", "text")
    for _ in range(500):
        fail(1)
        LOG.warning("the archive is locked, recording again delivery=%d", 7)
        LOG.error("source list is invalid, keeping the previous one error=%s", "x")
    logging.getLogger().handlers[0].close()
    found = lines(capsys)
    assert len(found) <= 20
    assert any("… repeated 497 times" in line for line in found)


def test_another_fault_is_not_hidden_by_one_that_repeats(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("info", "text")
    fail(50)
    fail(1, ZeroDivisionError)
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_one_line_for_each_poll_and_job_comes_through(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("info", "text")
    for number in range(150):
        LOG.info("crawled source=%s outcome=ok", number)
    assert len(lines(capsys)) == 150


def test_information_is_held_back_by_the_minute() -> None:
    now = [0.0]
    limit = RateLimit(lambda: now[0])

    def ask(count: int) -> list[int]:
        record = LOG.makeRecord(LOG.name, logging.INFO, "f", 1, "crawled source=%s", ("a",), None)
        return [getattr(one, "repeated", 0) for _ in range(count) for one in limit.pass_on(record)]

    assert len(ask(250)) == 200
    now[0] = 61.0
    assert ask(1) == [50, 0]
    now[0] = 9000.0
    assert ask(1) == [0]


def test_kinds_of_messages_are_forgotten() -> None:
    now = [0.0]
    limit = RateLimit(lambda: now[0])
    for number in range(2000):
        record = LOG.makeRecord(LOG.name, logging.ERROR, "f", 1, f"odd {number}", (), None)
        assert len(list(limit.pass_on(record))) == 1
    assert len(limit._kinds) <= 500
    now[0] = 99_999.0
    assert list(limit.due(now[0])) == []
    assert limit._kinds == {}


def test_a_closed_stream_at_the_end_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    set_up_logging("info", "text")
    fail(9)
    stream.close()
    monkeypatch.setattr(logging, "raiseExceptions", False)
    logging.getLogger().handlers[0].close()


def test_a_record_is_left_as_it_is_for_other_handlers(caplog: pytest.LogCaptureFixture) -> None:
    root = logging.getLogger()
    kept = root.handlers[:]
    set_up_logging("info", "text")
    root.handlers += kept
    fail(1)
    assert caplog.records[0].exc_info is not None
