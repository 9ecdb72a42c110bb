"""Metrics that Prometheus can read; alert rules and a dashboard that name only metrics that exist."""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_open
from prometheus_client.parser import text_string_to_metric_families as parse_plain
from prometheus_client.samples import Sample

from monitoring import Facts, render_metrics
from storage import ArchiveStatus, Instance, JobResult, JobState, MailProblem, Queue
from tests.samples import NOW, source
from tests.unit.test_monitoring_checks import healthy, run, state
from yaluwatch.model import Fault, Outcome

ROOT = Path(__file__).resolve().parents[2]
RULES_FILE = ROOT / "deploy" / "prometheus" / "alerts.yml"
RULES = [rule for group in yaml.safe_load(RULES_FILE.read_text())["groups"] for rule in group["rules"]]
BOARD = json.loads((ROOT / "deploy" / "grafana" / "yaluwatch.json").read_text())
#: What Prometheus itself adds about each program it asks.
UP = [Sample("up", {"job": "yaluwatch", "instance": "a"}, 1.0)]

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

#: Linters of metrics complain about everything else.
NAME = re.compile(r"yaluwatch_[a-z_]+")
SUFFIXES = ("_seconds", "_bytes", "_ratio", "_total", "_info")
COUNTS = {
    "archive_readable",
    "articles",
    "check_level",
    "job_failures",
    "outbox_held_messages",
    "outbox_messages",
    "own_outage",
    "queue_articles",
    "recipients",
    "service_running",
    "sources",
}


def families(facts: Facts) -> list[Metric]:
    return list(parse_plain(render_metrics(facts)[0].decode()))


def samples(facts: Facts) -> list[Sample]:
    return [*UP, *(sample for family in families(facts) for sample in family.samples)]


def value(facts: Facts, name: str, **labels: str) -> float:
    (found,) = (one.value for one in samples(facts) if one.name == name and one.labels == labels)
    return float(found)


def test_both_formats_are_understood_and_say_the_same() -> None:
    plain, kind = render_metrics(healthy())
    assert kind.startswith("text/plain; version=")
    opened, open_kind = render_metrics(
        healthy(), "application/openmetrics-text;version=1.0.0;q=0.9,*/*;q=0.1"
    )
    assert open_kind.startswith("application/openmetrics-text")
    ours = {
        (one.name, tuple(one.labels.items()), one.value)
        for family in parse_open(opened.decode())  # type: ignore[no-untyped-call]
        for one in family.samples
        if one.name.startswith("yaluwatch")
    }
    assert ours == {
        (one.name, tuple(one.labels.items()), one.value)
        for family in parse_plain(plain.decode())
        for one in family.samples
        if one.name.startswith("yaluwatch")
    }


def test_names_follow_the_conventions() -> None:
    for family in families(healthy()):
        for one in family.samples:
            if not one.name.startswith("yaluwatch"):
                continue
            assert NAME.fullmatch(one.name)
            assert one.name.endswith(SUFFIXES) or one.name.removeprefix("yaluwatch_") in COUNTS, one.name
            assert not {"job", "instance"} & set(one.labels), "Prometheus has labels of these names"
        assert family.documentation


def test_values_are_those_of_the_facts() -> None:
    facts = healthy(
        status=ArchiveStatus(
            untagged=Queue(3, NOW - MINUTE),
            messages={"deferred": 2},
            recipients={"suspended": 1},
            articles=9,
            fetches=70,
        ),
        sources=[source(), source(id="b"), source(id="c"), source(id="d", paused=True), source(id="e")],
        states={
            "courier": state(),
            "b": state("b", last_outcome=Outcome.DNS),
            "c": state("c", silent_since=NOW - DAY),
        },
        mail=[MailProblem(Fault.SERVER, NOW, 2, "x")],
    )
    assert value(facts, "yaluwatch_queue_age_seconds", queue="untagged") == 60
    assert value(facts, "yaluwatch_queue_articles", queue="untagged") == 3
    assert value(facts, "yaluwatch_outbox_messages", state="deferred") == 2
    assert value(facts, "yaluwatch_outbox_messages", state="queued") == 0
    assert value(facts, "yaluwatch_outbox_held_messages", fault="server") == 2
    assert value(facts, "yaluwatch_recipients", state="suspended") == 1
    assert value(facts, "yaluwatch_fetches_total") == 70
    by_state = {"readable": 1, "failing": 1, "silent": 1, "paused": 1, "not polled": 1}
    for name, count in by_state.items():
        assert value(facts, "yaluwatch_sources", state=name) == count
    assert value(facts, "yaluwatch_check_level", check="mail") == 2
    assert value(facts, "yaluwatch_sources_failing_ratio") == pytest.approx(1 / 3)


def test_an_archive_that_can_not_be_read_has_no_values_of_its_own() -> None:
    facts = Facts(now=NOW, archive_error="it is damaged")
    assert value(facts, "yaluwatch_archive_readable") == 0
    assert not [one for one in samples(facts) if one.name == "yaluwatch_articles"]


def test_a_service_that_never_ran_has_no_moments() -> None:
    facts = healthy(instance=None, states={}, jobs=[])
    assert not [one for one in samples(facts) if "timestamp" in one.name]


# The rules use few forms: a metric, perhaps with labels, perhaps its age, compared with a number.
FORM = re.compile(
    r"(?P<age>time\(\) - )?(?P<name>[a-z_]+)(?:\{(?P<labels>[^}]*)\})? (?P<sign>==|>=|>|<) (?P<limit>[\d.e]+)"
)


def firing(expression: str, found: Sequence[Sample], now: float) -> list[Mapping[str, str]]:
    """Labels of the series for which an expression is true."""
    form = FORM.fullmatch(expression)
    assert form, expression
    wanted = dict(re.findall(r'(\w+)="([^"]*)"', form["labels"] or ""))
    limit = float(form["limit"])
    true: list[Mapping[str, str]] = []
    for one in found:
        if one.name == form["name"] and all(one.labels.get(name) == text for name, text in wanted.items()):
            number = now - one.value if form["age"] else one.value
            holds = {"==": number == limit, ">=": number >= limit, ">": number > limit, "<": number < limit}
            if holds[form["sign"]]:
                true.append(one.labels)
    return true


def failed(job: str, times: int, ok_ago: timedelta) -> JobState:
    return JobState(job, NOW + HOUR, run(job, JobResult.FAILED), NOW - ok_ago, times)


#: Alert → facts for which it fires.
FAULTS: Mapping[str, Facts] = {
    "YaluwatchArchiveUnreadable": Facts(now=NOW, archive_error="it is damaged"),
    "YaluwatchServiceStopped": healthy(instance=Instance("me", "d", 1, "1", NOW - DAY, NOW - 3 * MINUTE)),
    "YaluwatchCheckFails": healthy(mail=[MailProblem(Fault.SERVER, NOW, 2, "x")]),
    "YaluwatchJobFails": healthy(jobs=[failed("poll", 3, HOUR)]),
    "YaluwatchNoPolls": healthy(states={"courier": state(last_polled_at=NOW - 4 * HOUR)}),
    "YaluwatchSourcesFailing": healthy(states={"courier": state(last_outcome=Outcome.DNS)}),
    "YaluwatchQueueStuck": healthy(status=ArchiveStatus(untagged=Queue(1, NOW - 2 * HOUR))),
    "YaluwatchMailHeldUp": healthy(mail=[MailProblem(Fault.SERVER, NOW, 2, "x")]),
    "YaluwatchDiskFull": replace(healthy(), storage=replace(healthy().storage, free_bytes=10**9)),
    "YaluwatchBackupOld": healthy(jobs=[failed("backup", 1, 3 * DAY)]),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_a_rule_fires_for_its_fault_and_not_for_a_healthy_service(rule: Mapping[str, Any]) -> None:
    now = NOW.timestamp()
    assert firing(rule["expr"], samples(healthy()), now) == []
    if rule["alert"] == "YaluwatchAbsent":
        assert firing(rule["expr"], [UP[0]._replace(value=0.0)], now)
    else:
        assert firing(rule["expr"], samples(FAULTS[rule["alert"]]), now)
    assert rule["annotations"]["help"]
    named = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]))
    series = [one.labels for one in samples(healthy()) if one.name in rule["expr"]] or [UP[0].labels]
    assert named <= set(series[0]) | {"instance"}


def test_every_metric_of_rules_and_dashboard_exists() -> None:
    known = {one.name for one in samples(healthy())} | {"process_open_fds", "process_max_fds"}
    expressions = [target["expr"] for panel in BOARD["panels"] for target in panel["targets"]]
    expressions += [BOARD["templating"]["list"][1]["query"], *(rule["expr"] for rule in RULES)]
    named = {name for text in expressions for name in re.findall(r"\b(?:yaluwatch|process)_[a-z_]+", text)}
    assert len(named) > 20
    assert named <= known


def test_every_panel_has_a_place_of_its_own() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in BOARD["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert place["x"] + place["w"] <= 24
        assert not cells & taken
        taken |= cells


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool of Prometheus is not installed")
def test_prometheus_itself_accepts_the_rules_the_settings_and_the_metrics(tmp_path: Path) -> None:
    folder = RULES_FILE.parent
    for arguments in (("check", "rules", RULES_FILE), ("check", "config", folder / "prometheus.yml")):
        subprocess.run(["promtool", *map(str, arguments)], check=True, capture_output=True)
    series = "\n".join(
        f"      - series: '{one.name}{{{labels_of(one)}}}'\n        values: '{one.value}x10'"
        for one in samples(healthy(jobs=[failed("poll", 3, HOUR)]))
        if one.name == "yaluwatch_job_failures"
    )
    (tmp_path / "test.yml").write_text(
        f"rule_files: [{RULES_FILE}]\nevaluation_interval: 1m\ntests:\n  - interval: 1m\n    input_series:\n"
        f"{series}\n    alert_rule_test:\n      - eval_time: 8m\n        alertname: YaluwatchJobFails\n"
        "        exp_alerts:\n          - exp_labels: {severity: warning, job_name: poll, instance: a}\n"
        "            exp_annotations:\n              summary: The job poll on a has failed 3 times in a row\n"
        "              help: yalu jobs\n"
    )
    done = subprocess.run(
        ["promtool", "test", "rules", str(tmp_path / "test.yml")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    linted = subprocess.run(
        ["promtool", "check", "metrics"], input=render_metrics(healthy())[0], capture_output=True, check=False
    )
    assert b"yaluwatch" not in linted.stderr, linted.stderr


def labels_of(one: Sample) -> str:
    return ", ".join(f'{name}="{text}"' for name, text in {**one.labels, "instance": "a"}.items())
