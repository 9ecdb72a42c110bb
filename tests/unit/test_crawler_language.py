import pytest

from crawler.text.language import language_of


@pytest.mark.parametrize(
    ("text", "expected", "language"),
    [
        ("북중 무역이 다시 시작됐다", "en", "ko"),
        ("丹东口岸恢复通关", "en", "zh"),
        ("丹東口岸恢復通關", "ko", "zh"),
        ("丹東の税関が再開した", "zh", "ja"),
        ("Trade at 丹東 resumes as lorries cross the bridge", "ko", "en"),
        ("Торговля на границе", "ru", "ru"),
        ("12,345 (2026)", "ko", "en"),
        ("北韓 核 문제와 中國의 對北 정책", "en", "ko"),
        ("据朝日新聞の报道，丹东口岸已经恢复通关，大批货车从清晨开始排队等候过境检查。", "en", "zh"),
    ],
)
def test_the_language_is_detected_by_script(text: str, expected: str, language: str) -> None:
    assert language_of(text, expected) == language
