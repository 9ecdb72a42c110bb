"""The command as people type it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from crawler.sources.source_list import read_sources, write_sources
from storage import open_archive
from tests.samples import NOW, article, page, source, verdict
from tests.shared_material import shared
from yaluwatch import __version__
from yaluwatch.errors import YaluError
from yaluwatch.model import DeliveryState, SourceState

COMMAND = [sys.executable, "-m", "cli"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    assert run(tmp_path, "init").exit_code == 0
    return tmp_path


def run(data: Path, *arguments: str, typed: str = "") -> Result:
    """A command in this process; an error of ours is the result's exception."""
    return CliRunner().invoke(app, ["--data", str(data), *arguments], input=typed)


def ran(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command as the shell runs it."""
    return subprocess.run(
        [*COMMAND, "--data", str(data), *arguments], capture_output=True, text=True, timeout=900, check=False
    )


def refusal(result: Result) -> str:
    assert isinstance(result.exception, YaluError), result.output
    return str(result.exception)


def test_version_and_help_are_there() -> None:
    assert __version__ in CliRunner().invoke(app, ["--version"]).output
    shown = CliRunner().invoke(app, ["--help"]).output
    for panel in ("Start here", "Collect", "Search and read", "Digests", "Maintenance", "Inspect"):
        assert panel in shown


def test_init_makes_a_folder_ready_and_leaves_what_is_there(data: Path) -> None:
    assert {file.name for file in data.iterdir()} >= {"config.toml", "sources.toml", "yalu.db"}
    assert len(read_sources(data / "sources.toml")) > 100
    (data / "sources.toml").write_text("# mine\n")
    assert "already complete" in run(data, "init").output
    assert (data / "sources.toml").read_text() == "# mine\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["crawl", "nobody"], 2, "no source 'nobody'"),
        (["search", "topik:x"], 2, "no filter 'topik'"),
        (["show", "1"], 1, "no article 1"),
        (["digest", "nobody"], 2, "no subscription 'nobody'; existing ones: everything"),
        (["subscriptions", "add", "Bad Id"], 2, "'Bad Id' is not a valid id"),
        (["subscriptions", "add", "x", "--to", "nobody"], 2, "'nobody' is not a valid e-mail address"),
        (["subscriptions", "add", "x", "--topic", "sport"], 2, "unknown topic 'sport'"),
        (["subscriptions", "add", "x", "--query", "place:"], 2, "place:"),
        (["subscriptions", "add", "x", "--place", "atlantis"], 2, "unknown place 'atlantis'"),
        (["subscriptions", "add", "x", "--lang", "fr"], 2, "unknown language 'fr'"),
        (["subscriptions", "add", "x", "--to", "a@b.kr", "--to", "A@B.kr"], 2, "a@b.kr is named twice"),
        (["subscriptions", "add", "x", "--source", "none"], 2, "unknown source 'none'"),
        (["subscriptions", "add", "x", "--timezone", "Mars/Base"], 2, "'Mars/Base' is not an IANA time zone"),
        (["subscriptions", "remove", "nobody"], 2, "no subscription 'nobody'"),
        (["sources", "pause", "nobody"], 2, "no source 'nobody'"),
        (["classify", "/nowhere.txt"], 1, "/nowhere.txt can't be read"),
        (["health"], 1, "no healthy service"),
    ],
)
def test_a_refusal_is_one_sentence_and_an_exit_code(
    data: Path, arguments: list[str], code: int, said: str
) -> None:
    result = run(data, *arguments)
    assert said in refusal(result)
    assert isinstance(result.exception, YaluError)
    assert result.exception.exit_code == code


@pytest.mark.usefixtures("measured_programs")
def test_the_shell_sees_the_sentence_and_the_code(data: Path) -> None:
    ended = ran(data, "search", "topik:x")
    assert ended.returncode == 2
    assert ended.stderr.startswith("yalu: ")
    assert "Traceback" not in ended.stderr
    assert ran(data, "search").returncode == 2
    assert ran(data, "--no-such-option").returncode == 2


def test_without_an_archive_reading_says_how_to_start(tmp_path: Path) -> None:
    assert "yalu crawl" in refusal(run(tmp_path, "search", "x"))
    assert "yalu init" in refusal(run(tmp_path, "crawl"))


def test_an_odd_setting_stops_every_command(data: Path) -> None:
    (data / "config.toml").write_text("[web]\nprot = 1\n")
    for command in (["search", "x"], ["crawl"], ["config"], ["run"]):
        assert "did you mean web.port" in refusal(run(data, *command))


def unreachable(data: Path) -> None:
    """Two sources on names and ports where nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    write_sources(
        data / "sources.toml",
        [
            source(
                id="closed", urls=(f"http://127.0.0.1:{port}/feed",), allow_private=True, delay_seconds=0.0
            ),
            source(id="nowhere", urls=("https://feeds.nowhere.invalid/rss",), delay_seconds=0.0),
        ],
    )


def test_without_a_network_a_crawl_names_every_source_and_why(data: Path) -> None:
    unreachable(data)
    with open_archive(data / "yalu.db") as archive:
        archive.articles.add(article(), None, publisher="p")
    ended = ran(data, "crawl")
    assert ended.returncode == 1
    assert "2 of 2 sources could not be read" in ended.stderr
    for name, outcome in (("closed", "connection"), ("nowhere", "dns")):
        assert re.search(rf"{name} +{outcome}", ended.stdout)
    assert "Traceback" not in ended.stdout + ended.stderr
    with open_archive(data / "yalu.db") as archive:
        # Cut off ourselves, we blame nobody and ask again soon.
        assert {state.failure_weight for state in archive.sources.states().values()} == {0.0}
    assert json.loads(run(data, "search", "trucks", "relevant:any", "--json").output)["total"] == 1


def test_subscriptions_are_added_listed_paused_and_removed(data: Path) -> None:
    added = run(
        data, "subscriptions", "add", "desk", "--to", "desk@example.org", "--topic", "border", "--hour", "7"
    )
    assert added.exit_code == 0
    listed = json.loads(run(data, "subscriptions", "--json").output)
    assert [(item["id"], item["topics"]) for item in listed] == [("desk", ["border"]), ("everything", [])]
    assert "topic border" in run(data, "subscriptions").output
    run(data, "subscriptions", "pause", "desk")
    assert "paused" in run(data, "subscriptions").output
    run(data, "subscriptions", "resume", "desk")
    run(data, "subscriptions", "remove", "desk")
    assert [item["id"] for item in json.loads(run(data, "subscriptions", "--json").output)] == ["everything"]


def test_earlier_spellings_of_options_keep_working_but_are_not_in_the_help(data: Path) -> None:
    korean = "북중 무역 재개"
    current = run(data, "classify", "--language", "zh", "--json", typed=korean)
    earlier = run(data, "classify", "--lang", "zh", "--json", typed=korean)
    assert (earlier.output, earlier.exit_code) == (current.output, 0)
    assert "unknown language 'fr'" in refusal(run(data, "subscriptions", "add", "x", "--lang", "fr"))
    tagged(data)
    assert refusal(run(data, "verify", "--head", "missing")) == "verification found 1 problem (see above)"
    assert refusal(run(data, "verify", "--link", "missing")) == "verification found 1 problem (see above)"
    for command, spelling in (("classify", "--lang "), ("verify", "--link"), ("classifier train", "--write")):
        assert spelling not in run(data, *command.split(), "--help").output


def test_a_digest_is_previewed_and_written(data: Path) -> None:
    assert "Subject: [DPRK–China]" in run(data, "digest", "--preview").output
    assert not (data / "outbox").exists()
    assert "sent" in run(data, "digest").output
    assert len(list((data / "outbox").glob("*.eml"))) == 1
    assert [item["state"] for item in json.loads(run(data, "outbox", "--json").output)] == ["sent"]


def test_a_source_that_has_moved_gets_its_new_address_and_keeps_its_comments(data: Path) -> None:
    listed = data / "sources.toml"
    before = listed.read_text(encoding="utf-8")
    (source,) = [one for one in read_sources(listed) if one.id == "dailynk-en"]
    refused = run(data, "sources", "move", "dailynk-en")
    assert "has not moved" in str(refused.exception)
    target = "https://feeds.example/dailynk?lang=en"
    with open_archive(data / "yalu.db") as archive:
        archive.sources.save_state(SourceState(source_id="dailynk-en", moved={source.urls[0]: (target, 3)}))
    assert "moved address" in run(data, "sources").output
    assert run(data, "sources", "move", "dailynk-en").exit_code == 0
    assert listed.read_text(encoding="utf-8") == before.replace(source.urls[0], target)


def test_sources_are_listed_paused_and_resumed_keeping_comments(data: Path) -> None:
    file = data / "sources.toml"
    before = file.read_text()
    assert run(data, "sources", "pause", "dailynk-en").exit_code == 0
    listed = {item["id"]: item for item in json.loads(run(data, "sources", "--json").output)}
    assert listed["dailynk-en"]["paused"] is True
    assert "dailynk-en" in run(data, "sources").output
    assert run(data, "sources", "resume", "dailynk-en").exit_code == 0
    assert file.read_text() == before


def test_config_shows_what_is_in_force(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YALUWATCH_MAIL_SMTP_PASSWORD", "hunter2")
    shown = run(data, "config").output
    assert re.search(r"web\.port +8425 +default", shown)
    assert "hunter2" not in shown
    assert any(
        item["origin"] == "YALUWATCH_MAIL_SMTP_PASSWORD"
        for item in json.loads(run(data, "config", "--json").output)
    )


def test_classify_quotes_what_decided(data: Path) -> None:
    text = (shared("seeds") / "000_162a5116d9346863.txt").read_text(encoding="utf-8")
    verdict = json.loads(run(data, "classify", "-", "--json", typed=text).output)
    assert verdict["is_relevant"]
    assert verdict["reasons"][0]["weight"] > 0
    shown = run(data, "classify", "--published", "2020-02-19", typed=text).output
    assert "smuggling" in shown
    assert "relevant: relevance" in shown
    assert "for: " in shown
    assert "against: " in shown
    assert "2020-02-14 (Feb. 14), 2020-02-18 (Feb. 18)" in shown
    assert "according to: a high-level government source in Pyongyang" in shown


def test_classify_judges_many_and_names_the_line_that_is_none(data: Path) -> None:
    lines = (
        '{"id": 7, "title": "북중 무역 재개", "published": "2026-11-24"}\n\n{"title": "Harbour festival"}\n'
        '{"body": "Coal is smuggled from North Korea to China at Dandong."}\n'
    )
    rows = [json.loads(line) for line in run(data, "classify", "--jsonl", typed=lines).output.splitlines()]
    assert [(row["id"], row["is_relevant"]) for row in rows] == [(7, True), (3, False), (4, True)]
    assert rows[0]["reasons"][0]["weight"] > 0


@pytest.mark.parametrize(
    ("line", "lack"),
    [
        ("{title}", "invalid JSON at character 2"),
        ("[]", "expected a JSON object"),
        ('{"text": 1}', "title and text must be strings"),
        ('{"id": 1}', "neither title nor text"),
        ('{"title": "a", "published": "yesterday"}', "Invalid isoformat"),
    ],
)
def test_a_line_that_is_no_article_is_named_with_what_it_lacks(data: Path, line: str, lack: str) -> None:
    told = refusal(run(data, "classify", "--jsonl", typed=f'{{"title": "a"}}\n{line}'))
    assert "line 2 is not an article" in told
    assert lack in told


def test_an_operators_own_words_are_used_and_a_bad_list_is_named(data: Path) -> None:
    (data / "words").mkdir()
    (data / "words" / "lexicon-en.tsv").write_text("no such columns\n")
    assert "lexicon-en.tsv:1" in refusal(run(data, "classify", typed="A headline"))
    assert "lexicon-en.tsv:1" in refusal(run(data, "run"))


def test_the_classifier_is_measured_on_labelled_articles_only(data: Path) -> None:
    assert "no labelled articles" in refusal(run(data, "classifier", "evaluate", str(data)))


def test_stages_can_be_run_by_hand(data: Path) -> None:
    with open_archive(data / "yalu.db") as archive:
        archive.articles.add(article(), None, publisher="p")
    assert "1 article tagged" in run(data, "tag").output
    assert "1 article grouped" in run(data, "group").output
    assert "0 messages" in run(data, "send").output
    shown = run(data, "search", "trucks").output
    number = re.search(r"yalu show (\d+)", shown)
    assert number is not None
    assert "relevant: relevance" in run(data, "show", number[1]).output
    assert json.loads(run(data, "show", number[1], "--json").output)["id"] == int(number[1])


def tagged(data: Path) -> int:
    """A data folder with one article on the subject, edited once; the article's number."""
    with open_archive(data / "yalu.db") as archive:
        added = archive.articles.add(
            article(tables=((("year", "USD"), ("2024", "2,180")),)), page(), publisher="p"
        )
        archive.articles.add(
            article(body="210 trucks crossed from Dandong to North Korea."), page(), publisher="p"
        )
        archive.verdicts.add([(stored, verdict()) for stored in archive.verdicts.untagged(10)], NOW)
    return added.id


def test_researchers_count_follow_and_compare(data: Path, tmp_path: Path) -> None:
    number = str(tagged(data))
    assert json.loads(run(data, "count", "--by", "place", "--json").output)["counts"] == [
        {"value": "dandong", "articles": 1}
    ]
    assert "border" in run(data, "count", "trucks").output
    picture = tmp_path / "series.svg"
    assert "1" in run(data, "series", "--by", "month", "--picture", str(picture)).output
    assert picture.read_text().startswith("<svg")
    assert "border" in run(data, "count", "--picture", str(tmp_path / "topics.PNG")).output
    assert (tmp_path / "topics.PNG").read_bytes().startswith(b"\x89PNG")
    assert "is neither" in refusal(run(data, "pairs", "--picture", str(tmp_path / "pairs.gif")))
    assert json.loads(run(data, "pairs", "--json").output) == []
    assert "2 " in run(data, "versions", number).output
    changes = run(data, "versions", number, "--compare", "1", "2").output
    assert "{+210" in changes
    assert "numbers added: 210" in changes
    assert "no tables" in run(data, "tables", number).output
    assert "no article 5" in refusal(run(data, "versions", "5"))
    assert "2024" in run(data, "trade").output
    assert len(json.loads(run(data, "events", "dandong", "logistics", "--json").output)) > 5
    assert "Quanhe" not in run(data, "events", "dandong").output


@pytest.mark.parametrize("kind", ["csv", "jsonl", "ris", "csl", "atom"])
def test_exports_are_written_to_a_file_or_to_the_next_program(data: Path, tmp_path: Path, kind: str) -> None:
    number = str(tagged(data))
    assert "Wrote 1 article to" in run(data, "export", "--format", kind, "-o", str(tmp_path / "out")).output
    assert number in (tmp_path / "out").read_text("utf-8")
    assert number in ran(data, "export", "--format", kind).stdout
    assert "can't be written" in refusal(run(data, "export", "-o", str(tmp_path / "none" / "out")))


@pytest.mark.usefixtures("free_web_port")
def test_an_archive_is_examined_backed_up_and_restored(data: Path, tmp_path: Path) -> None:
    tagged(data)
    run(data, "subscriptions", "add", "desk", "--to", "desk@example.org")
    assert "ok" in run(data, "doctor", "--offline").output
    assert "2 pages checked" in run(data, "verify").output
    assert "verified the copy" in run(data, "backup", str(tmp_path / "copy")).output
    restored = tmp_path / "restored"
    assert "1 article and 2 pages" in run(restored, "restore", str(tmp_path / "copy")).output
    assert json.loads(run(restored, "search", "trucks", "--json").output)["total"] == 1
    public = tmp_path / "public" / "yalu.db"
    assert "safe to share" in run(data, "publish", str(public)).output
    assert b"desk@example.org" not in public.read_bytes()
    assert run(data, "optimize").exit_code == 0
    assert "1 article indexed" in run(data, "reindex").output
    assert "Deleted 0 pages" in run(data, "retain", "--pages", "100000").output


def test_a_page_that_was_tampered_with_is_found(data: Path) -> None:
    tagged(data)
    file = next((data / "pages").glob("*.warc.gz"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    assert "verification found 1 problem" in refusal(run(data, "verify"))


@pytest.fixture
def service(data: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    unreachable(data)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [*COMMAND, "--data", str(data), "run", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    while "Ctrl-C" not in process.stdout.readline():
        assert process.poll() is None
    yield process, port
    if process.poll() is None:
        process.kill()
    process.communicate()


@pytest.mark.usefixtures("measured_programs")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_run_serves_its_pages_and_ends_in_order(
    service: tuple[subprocess.Popen[str], int], data: Path, ending: signal.Signals
) -> None:
    process, port = service
    answer = httpx.get(f"http://127.0.0.1:{port}/", timeout=300, trust_env=False)
    assert answer.status_code == 200
    assert "Yaluwatch" in answer.text
    assert httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False).json()["sources"] == 2
    assert "already running" in ran(data, "run").stderr
    here = {"YALUWATCH_WEB_PORT": str(port)}
    healthy = CliRunner().invoke(app, ["--data", str(data), "health", "--json"], env=here)
    assert json.loads(healthy.stdout)["sources"] == 2
    asked = CliRunner().invoke(app, ["--data", str(data), "health"], env=here)
    # Both are out of reach, which is known once they have been polled.
    assert re.search("0 of 2 sources|Our own connection is down", f"{asked.output}{asked.exception}")
    process.send_signal(ending)
    said, _ = process.communicate(timeout=600)
    assert process.returncode == 0
    assert "Traceback" not in said
    assert "Stopping" in said


def test_a_taken_port_is_named(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"port {port}" in refusal(run(data, "run", "--port", str(port)))


def test_pages_without_log_in_stay_on_this_machine(data: Path) -> None:
    (data / "config.toml").write_text('[web]\nhost = "0.0.0.0"\n')
    assert "nobody has an account; run `yalu users add NAME --role admin`" in refusal(run(data, "run"))


def test_a_subscription_follows_a_search_and_speaks_the_readers_language(data: Path) -> None:
    tagged(data)
    run(data, "group")
    options = ["--query", "trucks -coal", "--mail-language", "ko", "--frequency", "immediate"]
    added = run(data, "subscriptions", "add", "desk", *options).output
    assert "would have matched 1 story" in added
    assert "at once to the outbox" in added
    (made,) = [row for row in json.loads(run(data, "subscriptions", "--json").output) if row["id"] == "desk"]
    assert (made["query"], made["language"], made["frequency"]) == ("trucks -coal", "ko", "immediate")
    run(data, "subscriptions", "edit", "desk", "--topic", "border", "--hour", "7")
    run(data, "subscriptions", "edit", "desk", "--topic", "", "--max-stories", "5", "--force")
    (made,) = [row for row in json.loads(run(data, "subscriptions", "--json").output) if row["id"] == "desk"]
    assert (made["topics"], made["hours"], made["query"], made["max_stories"]) == ([], [7], "trucks -coal", 5)
    assert "확인하지 못한 출처" in run(data, "digest", "desk", "--preview").output
    assert (
        run(data, "subscriptions", "preview", "desk").output
        == run(data, "digest", "desk", "--preview").output
    )
    assert '<html lang="ko">' in run(data, "subscriptions", "preview", "desk", "--html").output
    assert run(data, "subscriptions", "list", "--json").output == run(data, "subscriptions", "--json").output
    run(data, "subscriptions", "add", "other", "--query", "barges", "--force")
    assert "0 stories in" in run(data, "subscriptions", "backtest", "other").output


def test_an_operator_takes_messages_in_hand(data: Path) -> None:
    run(data, "subscriptions", "add", "desk", "--to", "desk@example.org", "--force")
    run(data, "digest", "desk")
    assert "Subject: [DPRK–China]" not in run(data, "outbox", "show", "1").output
    assert "Message-ID: <" in run(data, "outbox", "show", "1").output
    assert "can't be undone" in refusal(run(data, "outbox", "drop", "1"))
    assert "no message 9" in refusal(run(data, "outbox", "retry", "9"))
    with open_archive(data / "yalu.db") as archive:
        archive.outbox.set_state(1, [DeliveryState.SENT], DeliveryState.FAILED, "550 full")
    assert "was failed and is now queued" in run(data, "outbox", "retry", "1").output
    assert "was queued and is now dropped" in run(data, "outbox", "drop", "1").output
    assert "dropped manually" in run(data, "outbox").output
    assert "not a bounce" in refusal(run(data, "bounces", typed="Subject: hello\n\nHello."))


def test_addresses_named_by_others_are_asked_first_where_they_can_answer(data: Path) -> None:
    add = ("subscriptions", "add", "desk", "--to", "kim@example.org", "--force")
    assert "Asked to confirm" not in run(data, *add).output
    (data / "config.toml").write_text('[web]\npublic_url = "https://yalu.example"\n')
    edit = ("subscriptions", "edit", "desk", "--to", "kim@example.org", "--to", "lee@example.org", "--force")
    assert "Asked to confirm first: lee@example.org" in run(data, *edit).output
    assert "not confirmed yet" in run(data, "subscriptions").output.replace("\n", " ")
    assert "lee@example.org" in run(data, "outbox").output
    assert "is confirmed" in run(data, "subscriptions", "ask", "desk", "lee@example.org", "--agreed").output
    assert "confirmed yet" not in run(data, "subscriptions").output
    assert "will be asked" in run(data, "subscriptions", "ask", "desk", "lee@example.org").output
    assert "not in the subscription" in refusal(run(data, "subscriptions", "ask", "desk", "x@example.org"))
    others = ("subscriptions", "add", "other", "--to", "park@example.org", "--force", "--agreed")
    assert "Asked to confirm" not in run(data, *others).output


def test_a_subscription_has_feeds_and_a_signing_secret_once_there_is_a_key(data: Path) -> None:
    run(data, "subscriptions", "add", "desk", "--force")
    secret = run(data, "subscriptions", "secret", "desk").output
    assert secret.startswith("whsec_")
    addresses = run(data, "subscriptions", "feed", "desk").output.split()
    assert [address.rpartition("/")[2] for address in addresses] == ["atom", "json"]
    assert "there is no subscription" in refusal(run(data, "subscriptions", "feed", "none"))
    (data / "secret").unlink()
    for command in ("secret", "feed"):
        assert "`yalu init` creates one" in refusal(run(data, "subscriptions", command, "desk"))


def test_pages_are_read_again_and_what_changed_is_listed(data: Path) -> None:
    one = read_sources(data / "sources.toml")[0]
    body = "<p>Ten trucks crossed the bridge at Dandong on Monday, a trader there said.</p>" * 9
    html = f"<html><body><article><h1>Trucks</h1>{body}</article></body></html>".encode()
    with open_archive(data / "yalu.db") as archive:
        archive.articles.add(
            article(source_id=one.id, url=f"{one.homepage}news/20261124-trucks", body="Old."),
            page(source_id=one.id, url=f"{one.homepage}news/20261124-trucks", body=html),
            publisher="p",
        )
    for option, words in (("--dry-run", "1 article would change"), ("", "1 article changed")):
        assert words in run(data, "reextract", one.id, *option.split()).output.replace("\n", " ")
    assert "0 articles changed" in run(data, "reextract").output
    assert "there is no source 'none'" in refusal(run(data, "reextract", "none"))


def test_a_crawl_of_nothing_due_or_of_an_unknown_source_says_so(data: Path) -> None:
    assert "there is no source 'none'" in refusal(run(data, "crawl", "none"))
    write_sources(data / "sources.toml", [])
    assert "No source is due" in run(data, "crawl").output


def test_a_waiting_message_is_sent_and_its_result_named(data: Path) -> None:
    (data / "config.toml").write_text('[mail]\nsmtp_host = "127.0.0.1"\nsmtp_port = 1\n')
    run(data, "subscriptions", "add", "desk", "--to", "desk@example.org", "--force")
    run(data, "digest", "desk")
    run(data, "outbox", "retry", "1")
    assert "1 message processed" in run(data, "send").output


def test_a_returned_message_that_is_not_ours_or_can_not_be_read_is_named(data: Path, tmp_path: Path) -> None:
    assert "can't be read" in refusal(run(data, "bounces", str(tmp_path / "none.eml")))
