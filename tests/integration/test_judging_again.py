"""Other models, judging again and feedback: shown first, then done; old verdicts stay."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from alerts.delivery import MessageDefaults, draft, queue_alerts
from classifier import Classifier
from classifier.features.rules import load_rules
from classifier.features.weights import write_rules
from classifier.training.labelled import read_labelled
from cli.app import app
from scheduler import jobs, reclassify
from scheduler.reclassify import judge_again
from storage import Archive, open_archive, parse_query
from tests.samples import NOW, article, connection_of, source, subscribe, subscription
from yaluwatch.model import Frequency

ON = article(title="Smugglers cross the Yalu", body="Smuggling from China into North Korea at Dandong grew.")
OFF = article(
    url="https://courier.example/2", title="Harbour festival", body="Crowds came to the sea in Busan."
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with open_archive(tmp_path / "yalu.db") as archive:
        archive.articles.add_all([(ON, None, "p"), (OFF, None, "p")])
        jobs.tag(archive, Classifier.load(), NOW)
        jobs.group(archive, NOW)
    return tmp_path


def strict(tmp_path: Path, *, threshold: float) -> Path:
    """The shipped weights with another threshold of relevance."""
    text = write_rules(load_rules(Path("classifier/data/weights.toml")))
    file = tmp_path / f"weights-{threshold}.toml"
    file.write_text(text.replace("threshold = 0.5", f"threshold = {threshold}", 1), encoding="utf-8")
    return file


def run(data: Path, *words: str, code: int = 0) -> str:
    ended = CliRunner().invoke(app, ["--data", str(data), *words])
    if ended.exception and not isinstance(ended.exception, SystemExit):
        return str(ended.exception)
    assert ended.exit_code == code, ended.output
    return ended.output


def number(data: Path, query: str) -> str:
    with open_archive(data / "yalu.db", read_only=True) as archive:
        return str(archive.search.find(parse_query(query), limit=1)[0].id)


def told(archive: Archive, key: str) -> int:
    reader = subscription(created_at=NOW - timedelta(days=1), topics=(), places=())
    made = draft(archive, reader, [], period_key=key, web_url="", now=NOW + timedelta(hours=1))
    archive.outbox.add(made.record, [("", f"<{key}@yalu>", b"mail")])
    return len(made.record.articles)


def test_another_model_shows_what_it_changes_before_it_is_put_in_force(data: Path) -> None:
    file = strict(data, threshold=0.0001)
    shown = run(data, "classifier", "use", str(file))
    assert "1 gained, 0 lost" in shown
    assert "Harbour festival" in shown
    assert not (data / "words" / "weights.toml").exists()
    assert "is active" in run(data, "classifier", "use", str(file), "--yes")
    assert run(data, "reclassify", "--dry-run").count("Harbour festival") == 1
    assert "1 gained" in run(data, "reclassify")
    assert "0 articles re-classified" in run(data, "reclassify")
    assert number(data, "harbour")
    assert "1 lost" in run(data, "classifier", "use", "shipped", "--yes")
    assert "1 lost" in run(data, "reclassify")
    with open_archive(data / "yalu.db") as archive:
        assert archive.search.count(parse_query("harbour")) == 0
        assert archive.search.count(parse_query("harbour relevant:any")) == 1
        with connection_of(archive).read("counting verdicts") as db:
            assert db.execute("SELECT count(*) FROM verdicts").fetchone() == (6,)


def test_judging_again_goes_on_where_it_was_broken_off(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generous = Classifier.load().with_rules(load_rules(strict(tmp_path, threshold=0.0001)))

    def break_off(_: reclassify.Shift) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(reclassify, "BATCH", 1)
    with open_archive(data / "yalu.db") as archive:
        with pytest.raises(KeyboardInterrupt):
            judge_again(archive, generous, NOW, is_dry=False, on_batch=break_off)
        assert len(archive.verdicts.outdated(generous.version, after=0, limit=9)) == 1
        assert judge_again(archive, generous, NOW, is_dry=False).judged == 1
        assert not archive.verdicts.outdated(generous.version, after=0, limit=9)


def test_readers_are_not_told_of_what_was_only_judged_again(data: Path, tmp_path: Path) -> None:
    with open_archive(data / "yalu.db") as archive:
        assert told(archive, "first") == 1
        generous = Classifier.load().with_rules(load_rules(strict(tmp_path, threshold=0.0001)))
        shift = judge_again(archive, generous, NOW + timedelta(hours=1), is_dry=False)
        assert (shift.judged, shift.gained) == (2, 1)
        jobs.group(archive, NOW + timedelta(hours=1))
        assert told(archive, "second") == 0


def test_feedback_becomes_examples_and_the_last_word_counts(data: Path, tmp_path: Path) -> None:
    on, off = number(data, "smugglers"), number(data, "harbour relevant:any")
    run(data, "feedback", "add", on, "wrong", "--topic", "smuggling", "--by", "Kim")
    run(data, "feedback", "add", on, "relevant", "--topic", "border")
    run(data, "feedback", "add", off, "not-relevant")
    run(data, "feedback", "add", off, "relevant", "--topic", "tourism", "--note", "after all")
    assert [row["judgement"] for row in json.loads(run(data, "feedback", "list", "--json"))] == [
        "relevant",
        "not-relevant",
        "relevant",
        "wrong",
    ]
    assert "after all" in run(data, "feedback", "list")
    lines = tmp_path / "feedback.jsonl"
    lines.write_text(run(data, "feedback", "list", "--labels"), encoding="utf-8")
    by_title = {label.title: label for label in read_labelled(lines)}
    assert by_title[ON.title].relevant
    assert "border" in by_title[ON.title].tags
    assert "smuggling" not in by_title[ON.title].tags
    assert by_title[OFF.title].tags == {"tourism"}


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (("feedback", "add", "5", "right"), "no article 5"),
        (("feedback", "add", "{}", "wrong"), "name the wrong topic"),
        (("feedback", "add", "{}", "wrong", "--topic", "sport"), "no topic 'sport'"),
        (("feedback", "add", "{}", "right", "--topic", "border"), "leave out --topic"),
        (("classifier", "use", "nowhere.toml"), "no file nowhere.toml"),
        (("classifier", "compare", "shipped", "shipped", "."), "no labelled articles"),
    ],
)
def test_what_makes_no_sense_is_refused(data: Path, words: tuple[str, ...], refusal: str) -> None:
    typed = [word.format(number(data, "smugglers")) for word in words]
    assert refusal in run(data, *typed, code=1)


def test_two_models_are_compared_on_labelled_articles(data: Path, tmp_path: Path) -> None:
    labelled = {
        "id": "x",
        "lang": "en",
        "title": OFF.title,
        "text": OFF.body,
        "relevant": False,
        "tags": [],
        "kind": "core",
    }
    (tmp_path / "a-dev.jsonl").write_text(json.dumps(labelled), encoding="utf-8")
    shown = run(
        data, "classifier", "compare", "shipped", str(strict(tmp_path, threshold=0.0001)), str(tmp_path)
    )
    assert "1 difference" in shown
    assert "off the subject" in shown


#: What five papers print, too unlike each other to be copies.
ASIDES = {
    "a": "Fishing boats left the bay before a storm.",
    "b": "The stadium was sold out for the final match.",
    "c": "Parliament voted on next year's budget.",
    "d": "A library opened with a million old books.",
    "e": "Farmers expect a record harvest of apples.",
}


def publish(archive: Archive, at: datetime, lead: str) -> None:
    for hours, (paper, aside) in enumerate(ASIDES.items()):
        then = at - timedelta(hours=hours)
        made = article(
            url=f"https://{paper}.example/{at:%d%H%M}",
            source_id=paper,
            title=f"{aside} {at:%d%H%M}",
            body=f"{aside} {lead} at Dandong.",
            fetched_at=then,
            published_at=then,
        )
        archive.articles.add(made, None, publisher=paper)
    jobs.tag(archive, Classifier.load(), at)
    jobs.group(archive, at)


def test_a_place_that_is_unusual_only_when_judged_again_is_no_alert(tmp_path: Path) -> None:
    generous = Classifier.load().with_rules(load_rules(strict(tmp_path, threshold=0.0001)))
    defaults = MessageDefaults("yalu@example.org", "http://yalu.example", "")
    later = NOW + timedelta(minutes=1)
    with open_archive(tmp_path / "yalu.db") as archive:
        publish(archive, NOW - timedelta(days=29), "Smugglers cross from China into North Korea")
        publish(archive, NOW, "Visitors came from all over and spent the night")
        subscribe(
            archive, subscription(frequency=Frequency.IMMEDIATE, created_at=NOW, minimum_score=1.0, topics=())
        )
        assert judge_again(archive, generous, NOW, is_dry=False).gained == len(ASIDES)
        jobs.group(archive, NOW)
        assert queue_alerts(archive, [source()], defaults, NOW) == []
        publish(archive, later, "North Korean coal is smuggled into Chinese ports")
        (made,) = queue_alerts(archive, [source()], defaults, later)
        assert "place:dandong" in {spike.subject for spike in made.digest.spikes}


def test_a_page_of_today_that_was_rewritten_counts_as_it_reads_now(tmp_path: Path) -> None:
    defaults = MessageDefaults("yalu@example.org", "http://yalu.example", "")
    with open_archive(tmp_path / "yalu.db") as archive:
        publish(archive, NOW - timedelta(days=29), "Smugglers cross from China into North Korea")
        publish(archive, NOW, "Visitors came from all over and spent the night")
        subscribe(
            archive, subscription(frequency=Frequency.IMMEDIATE, created_at=NOW, minimum_score=1.0, topics=())
        )
        assert queue_alerts(archive, [source()], defaults, NOW) == []
        publish(archive, NOW, "North Korean coal is smuggled into Chinese ports")
        (made,) = queue_alerts(archive, [source()], defaults, NOW)
        assert "place:dandong" in {spike.subject for spike in made.digest.spikes}
