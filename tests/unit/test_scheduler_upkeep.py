"""The jobs that keep an archive in good order."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from crawler.sources.source_list import write_sources
from scheduler import JOBS, Job, JobContext, context_of, upkeep
from scheduler.running.own_process import run_apart
from storage import Alarm, Archive, JobResult, open_archive
from tests.samples import NOW, article, page, source, verdict
from yaluwatch.config import BackupSettings, RetentionSettings, Settings
from yaluwatch.errors import ArchiveCorrupt, ArchiveError, ArchiveFull
from yaluwatch.model import Fetch, Outcome

DAY = timedelta(days=1)


class Desk:
    """A context over a folder of its own, with a clock that is set by hand."""

    def __init__(self, data: Path) -> None:
        self.now = NOW
        self.context = context_of(Settings(data=data), lambda: self.now)

    def set(self, **sections: object) -> JobContext:
        self.context = replace(self.context, settings=self.context.settings.model_copy(update=sections))
        return self.context

    def open(self) -> Archive:
        return open_archive(self.context.settings.archive)

    def names(self) -> list[str]:
        return sorted(path.name for path in self.context.settings.backups.iterdir())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.context.settings.make_secret()
    write_sources(
        made.context.settings.sources, [source(), source(id="b", urls=("https://b.example/f",), paused=True)]
    )
    with made.open() as archive:
        archive.articles.add(article(), page(), publisher="p")
        archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(10)], NOW)
    return made


def test_a_backup_is_named_by_its_time_verified_and_restored_for_a_test(desk: Desk) -> None:
    counts = upkeep.back_up(desk.context)
    assert (counts["articles"], counts["pages"]) == (1, 1)
    assert desk.names() == ["yalu-20261124T050000Z"]
    restored = upkeep.drill(desk.context)
    assert (restored["articles"], restored["pages"]) == (1, 1)
    assert desk.names() == ["yalu-20261124T050000Z"]


def test_backups_are_rotated_and_nothing_else_is_deleted(desk: Desk) -> None:
    desk.set(backup=BackupSettings(keep_daily=2, keep_weekly=1, keep_monthly=1))
    upkeep.back_up(desk.context)
    others = ("yalu-old", "yalu-20260101T000000Z.zip", "mine", "yalu-20260101T000000Z")
    for name in others:
        (desk.context.settings.backups / name).mkdir()
    for _ in range(3):
        desk.now += DAY
        upkeep.back_up(desk.context)
    assert desk.names() == sorted([*others, "yalu-20261126T050000Z", "yalu-20261127T050000Z"])


def test_a_backup_just_made_is_never_deleted_for_a_later_name(desk: Desk) -> None:
    desk.set(backup=BackupSettings(keep_daily=1, keep_weekly=0, keep_monthly=0))
    desk.now += timedelta(hours=6)
    upkeep.back_up(desk.context)
    desk.now -= timedelta(hours=6)
    upkeep.back_up(desk.context)
    assert "yalu-20261124T050000Z" in desk.names()


def test_no_backup_is_deleted_while_the_clock_is_in_doubt(desk: Desk) -> None:
    desk.set(backup=BackupSettings(keep_daily=1, keep_weekly=0, keep_monthly=0))
    upkeep.back_up(desk.context)
    desk.now += 400 * DAY
    upkeep.back_up(replace(desk.context, is_clock_sure=False))
    assert len(desk.names()) == 2
    # One that is dated ahead is not what a drill restores.
    desk.now = NOW + DAY
    assert upkeep.drill(desk.context)["articles"] == 1


def test_a_backup_without_room_says_so_before_it_writes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10_000))
    with pytest.raises(ArchiveFull, match=r"0 MB free, .* needed; free some space, or set backup\.folder"):
        upkeep.back_up(desk.context)
    assert desk.names() == []


def test_a_drill_needs_a_backup_that_is_whole(desk: Desk) -> None:
    desk.context.settings.backups.mkdir()
    with pytest.raises(ArchiveError, match=r"no backup in .* yet; `yalu jobs run backup` makes one"):
        upkeep.drill(desk.context)
    upkeep.back_up(desk.context)
    (file,) = desk.context.settings.backups.glob("*/yalu.db")
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(ArchiveCorrupt):
        upkeep.drill(desk.context)
    assert len(desk.names()) == 1


def test_verification_fails_with_the_first_problem(desk: Desk) -> None:
    assert upkeep.verify(desk.context)["pages"] == 1
    (file,) = desk.context.settings.data.glob("pages/*")
    file.write_bytes(b"something else")
    with pytest.raises(
        ArchiveCorrupt, match=r"found: .*\(`yalu verify` and `yalu doctor` list all problems\)"
    ):
        upkeep.verify(desk.context)


def test_what_is_old_is_deleted_if_the_settings_say_so(desk: Desk) -> None:
    with desk.open() as archive:
        old = NOW - 40 * DAY
        archive.sources.record(
            Fetch(
                source_id="courier", url="https://courier.example/f", kind="poll", outcome=Outcome.OK, at=old
            )
        )
    assert not any(upkeep.retain(desk.context).values())
    kept = desk.set(retention=RetentionSettings(fetches_days=30, pages_days=365))
    assert upkeep.retain(kept) == {"pages": 0, "requests": 1, "messages": 0}
    desk.now += 400 * DAY
    assert upkeep.retain(kept)["pages"] == 1


def test_old_records_of_jobs_are_forgotten(desk: Desk) -> None:
    with desk.open() as archive:
        for day in (100, 50, 1):
            at = NOW - day * DAY
            archive.jobs.end(archive.jobs.begin("tag", "me", at), at, JobResult.OK, {"tagged": 1})
    assert upkeep.forget(desk.context) == {"records of jobs": 1, "alarms": 0, "log-ins": 0}


def test_alarms_that_were_over_a_year_ago_are_forgotten(desk: Desk) -> None:
    def over(days: int) -> Alarm:
        ended = NOW - days * DAY
        return Alarm(
            kind="jobs",
            subject="backup",
            level="warn",
            proof="It failed.",
            help="yalu jobs",
            noticed_at=ended - DAY,
            raised_at=ended - DAY,
            cleared_at=ended,
            is_end_told=True,
        )

    with desk.open() as archive:
        for days in (400, 300):
            archive.alarms.save([over(days)])
        assert upkeep.forget(desk.context)["alarms"] == 1
        assert [alarm.cleared_at for alarm in archive.alarms.newest(5)] == [NOW - 300 * DAY]


def test_sources_are_compared_with_their_history_and_the_index_is_merged(desk: Desk) -> None:
    assert upkeep.source_health(desk.context) == {"sources": 1, "with findings": 0, "findings": 0}
    assert upkeep.optimize(desk.context) == {}


@pytest.mark.parametrize("name", [job.name for job in JOBS if job.is_apart])
def test_every_long_job_runs_in_a_process_of_its_own(desk: Desk, name: str) -> None:
    (job,) = (each for each in JOBS if each.name == name)
    if name == "restore-drill":
        upkeep.back_up(desk.context)
    ending = run_apart(job, desk.context)
    assert (ending.result, ending.error) == (JobResult.OK, "")
    if name == "backup":
        # By the clock of the service.
        assert desk.names() == ["yalu-20261124T050000Z"]


def test_every_job_has_a_name_a_limit_a_summary_and_a_schedule() -> None:
    settings = Settings(data=Path("nowhere"))
    assert len({job.name for job in JOBS}) == len(JOBS)
    for job in JOBS:
        assert job.name == job.name.lower().replace(" ", "-")
        assert job.summary
        assert timedelta() < job.limit <= DAY
        assert job.schedule(settings) is not None or job.name == "bounces"


def test_a_failing_job_in_its_own_process_says_why(desk: Desk) -> None:
    drill: Job = next(job for job in JOBS if job.name == "restore-drill")
    desk.context.settings.backups.mkdir()
    ending = run_apart(drill, desk.context)
    assert ending.result is JobResult.FAILED
    assert ending.error.startswith("there is no backup in ")
