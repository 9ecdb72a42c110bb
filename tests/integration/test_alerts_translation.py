"""Translation services on 127.0.0.1, obedient and otherwise."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, Literal, cast

import pytest
from pydantic import SecretStr

from alerts.translation import MAX_TEXT, Cached, Translator, translator
from alerts.translation.posting import MAX_RESPONSE
from yaluwatch.config import TranslationSettings, load_settings
from yaluwatch.errors import AlertError, SettingsError, TranslationError

WORDS = {"단둥 세관": "Dandong customs", "쌀값": "rice price", "丹东": "Dandong"}
KEY = "sk-very-secret"


@dataclass
class Service:
    """What the local server was asked and how it answers."""

    url: str = ""
    #: Called with the handler and the parsed request; by default it answers with `WORDS`.
    answer: Callable[["Handler", dict[str, Any]], None] | None = None
    requests: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    service: ClassVar[Service]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.service.requests.append(body)
        self.service.paths.append(self.path)
        self.service.keys.append(self.headers["authorization"])
        with suppress(OSError):
            (self.service.answer or obey)(self, body)

    def reply(self, content: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def reply_json(self, value: object, status: int = 200) -> None:
        self.reply(json.dumps(value).encode(), status)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def texts_of(body: Mapping[str, Any]) -> list[str]:
    return cast("list[str]", body["q"] if "q" in body else json.loads(body["messages"][1]["content"]))


def obey(handler: Handler, body: dict[str, Any]) -> None:
    give(handler, [WORDS.get(text, f"<{len(text)}>") for text in texts_of(body)])


def give(handler: Handler, texts: Sequence[object]) -> None:
    if handler.path == "/translate":
        handler.reply_json({"translatedText": texts})
    else:
        handler.reply_json(chat(json.dumps(texts)))


def chat(content: object) -> dict[str, object]:
    return {"choices": [{"message": {"role": "assistant", "content": content}}]}


@contextmanager
def serving() -> Iterator[Service]:
    service = Service()
    handler = type("OwnHandler", (Handler,), {"service": service})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    service.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as running:
        yield running


Kind = Literal["libretranslate", "openai"]
BOTH: tuple[Kind, ...] = ("libretranslate", "openai")


def client(service: Service, kind: Kind, *, seconds: int = 20, key: str = "") -> Translator:
    made = translator(
        TranslationSettings(
            service=kind, url=service.url, model="small", timeout_seconds=seconds, api_key=SecretStr(key)
        )
    )
    assert made is not None
    return made


def failure(service: Service, kind: Kind, texts: Sequence[str] = ("쌀값",), **settings: Any) -> str:
    with pytest.raises(TranslationError) as caught:
        client(service, kind, **settings).translate(list(texts), "ko", "en")
    return str(caught.value)


@pytest.mark.parametrize("kind", BOTH)
def test_texts_are_translated_in_order(service: Service, kind: Kind) -> None:
    assert client(service, kind).translate(["쌀값", "단둥 세관"], "ko", "en") == [
        "rice price",
        "Dandong customs",
    ]
    assert len(service.requests) == 1


def test_libretranslate_gets_the_documented_request(service: Service) -> None:
    client(service, "libretranslate", key=KEY).translate(["쌀값"], "ko", "en")
    assert service.paths == ["/translate"]
    assert service.requests == [
        {"q": ["쌀값"], "source": "ko", "target": "en", "format": "text", "api_key": KEY}
    ]


def test_a_chat_gets_model_key_and_languages(service: Service) -> None:
    client(service, "openai", key=KEY).translate(["丹东"], "zh", "ko")
    assert service.paths == ["/v1/chat/completions"]
    assert service.keys == [f"Bearer {KEY}"]
    assert service.requests[0]["model"] == "small"
    assert "from Simplified Chinese into Korean" in service.requests[0]["messages"][0]["content"]


@pytest.mark.parametrize("end", ["", "/", "/v1", "/v1/", "/v1/chat/completions"])
def test_the_url_may_end_anywhere(service: Service, end: str) -> None:
    service.url += end
    assert client(service, "openai").translate(["쌀값"], "ko", "en") == ["rice price"]
    assert service.paths == ["/v1/chat/completions"]


@pytest.mark.parametrize("kind", BOTH)
def test_many_texts_go_in_several_requests(service: Service, kind: Kind) -> None:
    texts = ["가" * length for length in range(1, 61)]
    translated = client(service, kind).translate(texts, "ko", "en")
    assert translated == [f"<{length}>" for length in range(1, 61)]
    assert [len(texts_of(body)) for body in service.requests] == [25, 25, 10]


def test_chinese_has_two_codes_with_libretranslate(service: Service) -> None:
    def newer(handler: Handler, body: dict[str, Any]) -> None:
        if "zh" in (body["source"], body["target"]):
            handler.reply_json({"error": "zh is not supported"}, 400)
        else:
            obey(handler, body)

    service.answer = newer
    assert client(service, "libretranslate").translate(["丹东"], "zh", "en") == ["Dandong"]
    assert client(service, "libretranslate").translate(["쌀값"], "ko", "zh") == ["rice price"]
    codes = [(body["source"], body["target"]) for body in service.requests]
    assert codes == [("zh", "en"), ("zh-Hans", "en"), ("ko", "zh"), ("ko", "zh-Hans")]


def test_a_model_that_rejects_a_temperature_is_asked_without(service: Service) -> None:
    def strict(handler: Handler, body: dict[str, Any]) -> None:
        if "temperature" in body:
            handler.reply_json({"error": "unsupported value: temperature"}, 400)
        else:
            obey(handler, body)

    service.answer = strict
    assert client(service, "openai").translate(["쌀값"], "ko", "en") == ["rice price"]


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("status", [302, 400, 401, 404, 429, 500, 503])
def test_an_error_names_host_and_status_but_no_key(service: Service, kind: Kind, status: int) -> None:
    service.answer = lambda handler, _: handler.reply(
        f'{{"error": "wrong key {KEY}\\u0007"}}\n'.encode(), status, location="/elsewhere"
    )
    message = failure(service, kind, key=KEY)
    assert message.startswith(f"{service.url.removeprefix('http://')} answered {status} ")
    assert KEY not in message
    assert "/elsewhere" not in service.paths


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize(
    "content",
    [b"", b"<html>busy</html>", b"\xff\xfe", b"[" * 200_000, b'{"a":' * 100_000, b"null", b"[]", b"7"],
    ids=["empty", "html", "bytes", "nested list", "nested object", "null", "list", "number"],
)
def test_an_answer_in_another_shape_is_an_error(service: Service, kind: Kind, content: bytes) -> None:
    service.answer = lambda handler, _: handler.reply(content)
    assert service.url.removeprefix("http://") in failure(service, kind)


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("texts", [[], ["one"], ["one", "two", "three"], ["one", 2], ["one", None]])
def test_a_wrong_number_of_translations_is_an_error(
    service: Service, kind: Kind, texts: list[object]
) -> None:
    service.answer = lambda handler, _: give(handler, texts)
    assert failure(service, kind, ["쌀값", "단둥 세관"]).endswith("did not answer with 2 translations")


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"choices": []},
        {"choices": [None]},
        {"choices": [{}]},
        {"choices": [{"message": None}]},
        chat(None),
        chat("I can't help with that."),
        chat("[" * 100_000),
        chat("1. rice price"),
        chat("2. rice price\n1. Dandong customs"),
    ],
)
def test_a_chat_that_does_not_translate_is_an_error(service: Service, answer: object) -> None:
    service.answer = lambda handler, _: handler.reply_json(answer)
    failure(service, "openai", ["쌀값", "단둥 세관"])


@pytest.mark.parametrize(
    "content",
    [
        '["rice price", "Dandong customs"]',
        '```json\n["rice price",\n "Dandong customs"]\n```',
        'Here [as asked]:\n["rice price", "Dandong customs"]\nAnything else?',
        '<think>["no", "no"]</think>["rice price", "Dandong customs"]',
        "1. rice price\n2) Dandong customs",
        '{"translations": ["rice price", "Dandong customs"]}',
    ],
)
def test_a_chat_may_wrap_its_answer(service: Service, content: str) -> None:
    service.answer = lambda handler, _: handler.reply_json(chat(content))
    translated = client(service, "openai").translate(["쌀값", "단둥 세관"], "ko", "en")
    assert translated == ["rice price", "Dandong customs"]


@pytest.mark.parametrize("kind", BOTH)
def test_translations_that_cannot_be_right_are_left_out(service: Service, kind: Kind) -> None:
    answers = ["rice\x00 \u202eprice\r\n ", "", "x" * 109, "밀수", "Visit http://bad.example now", "BYD"]
    service.answer = lambda handler, _: give(handler, answers)
    translated = client(service, kind).translate(["쌀값", "나선", "평양", "밀수", "단둥", "BYD"], "ko", "en")
    assert translated == ["rice price", "", "", "", "", "BYD"]


@pytest.mark.parametrize("kind", BOTH)
def test_the_same_answer_for_different_texts_is_an_error(service: Service, kind: Kind) -> None:
    service.answer = lambda handler, _: give(handler, ["the the"] * 3)
    assert failure(service, kind, ["쌀값", "나선", "평양"]).endswith("nothing that can be a translation")


@pytest.mark.parametrize("kind", BOTH)
def test_an_endless_answer_is_cut_off(service: Service, kind: Kind) -> None:
    def endless(handler: Handler, _: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _number in range(1000):
            handler.wfile.write(b" " * 65536)

    service.answer = endless
    assert f"more than {MAX_RESPONSE:,} bytes" in failure(service, kind)


def test_compressed_content_is_refused(service: Service) -> None:
    service.answer = lambda handler, _: handler.reply(b"\x1f\x8b", content_encoding="gzip")
    assert "compressed" in failure(service, "libretranslate")


@pytest.mark.parametrize("part", ["headers", "content", "nothing"])
def test_a_slow_answer_ends_at_the_deadline(service: Service, part: str) -> None:
    over = threading.Event()

    def drip(handler: Handler, _: dict[str, Any]) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" if part != "nothing" else b"")
        handler.wfile.write(b"\r\n" if part == "content" else b"")
        while not over.wait(0.05):
            handler.wfile.write({"headers": b"x", "content": b" ", "nothing": b""}[part])

    service.answer = drip
    start = time.monotonic()
    assert failure(service, "libretranslate", seconds=1).endswith("no answer within 1 seconds")
    assert time.monotonic() - start < 3
    over.set()


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://user:pw@127.0.0.1:1"])
def test_a_service_that_is_not_there_is_an_error(url: str) -> None:
    message = failure(Service(url), "libretranslate")
    assert "pw" not in message


def test_a_key_that_no_header_can_hold_is_an_error(service: Service) -> None:
    assert "ключ" not in failure(service, "openai", key="ключ")


def test_a_long_text_is_not_sent(service: Service) -> None:
    assert "501 characters" in failure(service, "openai", ["가" * (MAX_TEXT + 1)])
    assert not service.requests


def test_no_texts_are_no_request(service: Service) -> None:
    assert client(service, "openai").translate([], "ko", "en") == []
    assert not service.requests


class Memory:
    """A cache in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, str, str], str] = {}

    def get(self, texts: Sequence[str], source: str, target: str, engine: str) -> dict[str, str]:
        keys = {text: (text, source, target, engine) for text in texts}
        return {text: self.kept[key] for text, key in keys.items() if key in self.kept}

    def put(self, translations: Mapping[str, str], source: str, target: str, engine: str) -> None:
        for text, translation in translations.items():
            self.kept[text, source, target, engine] = translation


def test_what_was_translated_once_is_not_asked_again(service: Service) -> None:
    memory = Memory()
    texts = ["쌀값", "단둥 세관", "쌀값", " ", "가" * (MAX_TEXT + 1)]
    first = Cached(client(service, "openai"), memory).translate(texts, "ko", "en")
    assert first == {"쌀값": "rice price", "단둥 세관": "Dandong customs"}
    assert Cached(client(service, "openai"), memory).translate(texts, "ko", "en") == first
    assert [texts_of(body) for body in service.requests] == [["쌀값", "단둥 세관"]]
    assert {key[3] for key in memory.kept} == {"openai small"}


def test_another_engine_translates_anew(service: Service) -> None:
    memory = Memory()
    for kind in BOTH:
        Cached(client(service, kind), memory).translate(["쌀값"], "ko", "en")
    assert len(service.requests) == 2


def test_after_a_failure_the_run_goes_on_with_what_is_known(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    memory = Memory()
    memory.put({"쌀값": "rice price"}, "ko", "en", "libretranslate")
    service.answer = lambda handler, _: handler.reply(b"", 500)
    cached = Cached(client(service, "libretranslate"), memory)
    for _ in range(3):
        assert cached.translate(["쌀값", "단둥 세관"], "ko", "en") == {"쌀값": "rice price"}
    assert len(service.requests) == 1
    assert [record.levelname for record in caplog.records if record.name.startswith("alerts")] == ["WARNING"]


def test_batches_before_a_failure_are_kept(service: Service) -> None:
    def once(handler: Handler, body: dict[str, Any]) -> None:
        if len(service.requests) > 1:
            handler.reply(b"", 429)
        else:
            obey(handler, body)

    service.answer = once
    memory = Memory()
    texts = ["가" * length for length in range(1, 41)]
    found = Cached(client(service, "libretranslate"), memory).translate(texts, "ko", "en")
    assert len(found) == len(memory.kept) == 25


def test_unusable_translations_are_not_kept(service: Service) -> None:
    service.answer = lambda handler, _: give(handler, ["rice price", ""])
    memory = Memory()
    found = Cached(client(service, "openai"), memory).translate(["쌀값", "나선"], "ko", "en")
    assert found == {"쌀값": "rice price"}
    assert len(memory.kept) == 1


def test_nothing_is_asked_for_the_readers_own_language(service: Service) -> None:
    assert Cached(client(service, "openai"), Memory()).translate(["쌀값"], "ko", "ko") == {}
    assert not service.requests


def test_translation_is_off_unless_a_service_is_set(tmp_path: Path) -> None:
    settings, _ = load_settings(tmp_path, environment={})
    assert translator(settings.translation) is None


def test_a_key_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    environment = {
        "YALUWATCH_TRANSLATION_SERVICE": "libretranslate",
        "YALUWATCH_TRANSLATION_URL": "http://127.0.0.1:5000",
        "YALUWATCH_TRANSLATION_API_KEY_FILE": str(tmp_path / "key"),
    }
    settings, shown = load_settings(tmp_path, environment=environment)
    assert settings.translation.api_key.get_secret_value() == KEY
    assert all(KEY not in setting.value for setting in shown)


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        (TranslationSettings(service="libretranslate"), "translation.url"),
        (TranslationSettings(service="openai", url="http://127.0.0.1"), "translation.model"),
        (TranslationSettings(service="openai", url="http://[", model="small"), "translation.url"),
        (TranslationSettings(service="openai", url="http:///v1", model="small"), "translation.url"),
    ],
)
def test_a_service_without_its_settings_is_a_settings_error(settings: TranslationSettings, name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        translator(settings)


def test_a_translation_error_is_an_alert_error() -> None:
    assert issubclass(TranslationError, AlertError)
