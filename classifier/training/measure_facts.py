"""Measures the facts: `python -m classifier.training.measure_facts FOLDER [--half 0|1] [--missed]`.

The folder holds `*.jsonl` files, one article per line with `id`, `lang`, `title`, `text`, `published` and
`facts`, a list of {kind, value, unit, speaker, quote}, and may have `status`, a list of {mode, state, quote};
other lines are skipped. A labelled fact is found when one of the same kind overlaps its quotation and has the
same value and unit; a claim, when the sentence overlaps and the speaker is the same; a status, when the state
is the same and the traffic is, or one of the two is about all, or both are about one train or truck.
Not every fact is labelled, so this is recall; precision is read from
`--sample N`. `--half` deals the articles by a digest of their id, so that one half can stay unlooked at.
"""

import argparse
import hashlib
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TextIO

from classifier import Classifier, find_article_facts
from classifier.facts import find_amounts, find_numbers, parse_number
from yaluwatch.model import Fact, full_text

# A unit as labelled → ours. Of two, such as KPW/kg, the first counts.
_UNITS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("usd", "dollars", "달러", "딸라", "美元", "ドル"), "USD"),
    **dict.fromkeys(("yuan", "rmb", "위안", "元", "人民币", "元人民幣", "元人民币"), "CNY"),
    **dict.fromkeys(("kpw", "新币", "朝币"), "KPW"),
    **dict.fromkeys(("won", "원", "ウォン"), "won"),
    **dict.fromkeys(("euros", "欧元"), "EUR"),
    **dict.fromkeys(("円", "yen"), "JPY"),
    **dict.fromkeys(("percent", "%"), "percent"),
    **dict.fromkeys(("tons", "t", "톤", "吨", "噸", "トン"), "tonne"),
    **dict.fromkeys(("배럴", "桶", "barrels"), "barrel"),
    **dict.fromkeys(("㎏", "kg"), "kg"),
    **dict.fromkeys(
        ("people", "workers", "north koreans", "protest leaders", "명", "名", "人", "人次", "人口", "群众"),
        "people",
    ),
    **dict.fromkeys(("trucks", "대", "辆", "輛", "台"), "vehicles"),
    **dict.fromkeys(("firms", "家"), "firms"),
    **dict.fromkeys(("隻", "척", "艘"), "ships"),
    **dict.fromkeys(("往復", "班"), "trips"),
    "량": "wagons",
    "건": "cases",
    "起": "cases",
    "곳": "places",
}
# A label without a unit of ours: any unit of these.
_ANY_COUNT: Final = frozenset(("items", "ships", "firms", "places", "people", "cases", "trips"))
_WON: Final = frozenset(("KPW", "KRW", "won"))
# One statement is often about two kinds of traffic: passenger trains, freight by road.
_RELATED: Final = (frozenset(("rail", "passengers", "freight")), frozenset(("road", "passengers", "freight")))
# Parts of a date as labelled.
_YEAR = re.compile(r"((?:19|20)\d\d)")
_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s?[月월]")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:、\d{1,2})?\s?[日일]")


@dataclass(frozen=True, slots=True)
class Label:
    """A fact as a person read it."""

    article: str
    #: ISO 639-1.
    language: str
    kind: str
    value: str
    unit: str
    speaker: str
    #: Where its quotation stands in the full text.
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Measured:
    """An article with its labelled facts and those found."""

    id: str
    language: str
    text: str
    labels: Sequence[Label]
    facts: Sequence[Fact]


def half_of(article_id: str) -> int:
    """0 or 1, by a digest of the id."""
    return hashlib.sha256(article_id.encode()).digest()[0] % 2


def read_measured(folder: Path, classifier: Classifier, half: int | None = None) -> Iterator[Measured]:
    """Every article with a list of facts, also an empty one."""
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row.get("facts") is None or (half is not None and half_of(row["id"]) != half):
                continue
            title, body, language = row["title"] or "", row["text"] or "", row["lang"]
            verdict = classifier.classify(title, body, language)
            published = date.fromisoformat(row["published"][:10]) if row.get("published") else None
            facts = find_article_facts(title, body, language, published, verdict.mentions).facts
            text = full_text(title, body)
            rows = [*row["facts"], *(_status_row(each) for each in row.get("status") or ())]
            labels = [label for each in rows if (label := _label(row["id"], language, text, each))]
            yield Measured(row["id"], language, text, labels, facts)


def _status_row(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A labelled status in the shape of a labelled fact."""
    return {"kind": "status", "value": row["state"], "unit": row["mode"], "quote": row["quote"]}


def _label(article: str, language: str, text: str, row: Mapping[str, Any]) -> Label | None:
    at = text.find(row["quote"])
    if at < 0:
        return None
    value, unit, speaker = (str(row.get(name) or "") for name in ("value", "unit", "speaker"))
    return Label(article, language, row["kind"], value, unit, speaker, at, at + len(row["quote"]))


def is_found(label: Label, text: str, facts: Sequence[Fact]) -> bool:
    """Whether one of the facts matches the label."""
    return any(
        fact.kind == label.kind
        and fact.start < label.end
        and fact.end > label.start
        and _is_same(label, fact, text)
        for fact in facts
    )


def _is_same(label: Label, fact: Fact, text: str) -> bool:
    match label.kind:
        case "claim":
            return _is_same_speaker(label.speaker, text, fact)
        case "date":
            return _is_same_date(label.value, fact.date)
        case "status":
            return label.value == fact.state and _is_same_traffic(label.unit, fact.mode)
        case "ship":
            return label.value.casefold() in text[fact.start : fact.end].casefold()
        case _:
            return _is_same_value(label, fact) and _is_same_unit(label, fact)


def _is_same_speaker(speaker: str, text: str, fact: Fact) -> bool:
    """Whether a word of the labelled speaker stands in the words that name ours; labels may be translated."""
    if not speaker:
        return True
    if fact.speaker is None:
        return False
    said = text[slice(*fact.speaker)].casefold()
    words = [
        word
        for word in re.split(r"[\s,()]+", speaker.casefold())
        if len(word) > 1 and word not in {"in", "of", "the"}
    ]
    return any(word[: max(2, len(word) - 1)] in said for word in words) or said.strip() in speaker.casefold()


def _is_same_date(value: str, found: str) -> bool:
    """Whether year, month and day as far as a label prints them are ours: 12月7日 is 2010-12-07."""
    wanted = [pattern.search(value) for pattern in (_YEAR, _MONTH, _DAY)]
    if not any(wanted):
        return False
    year, month, day = (
        *found.partition("T")[0].replace("---", "--0-").replace("--", "0-", 1).split("-"),
        "0",
        "0",
    )[:3]
    return all(
        int(match[1]) == int(part) for match, part in zip(wanted, (year, month, day), strict=True) if match
    )


def _is_same_traffic(labelled: str, found: str) -> bool:
    pair = {labelled, found}
    return len(pair) == 1 or "all" in pair or any(pair <= related for related in _RELATED)


def _is_same_value(label: Label, fact: Fact) -> bool:
    printed = re.sub(r"[多余餘여+]|약|約|about", "", label.value)
    numbers = [float(number.value) for number in find_numbers(printed)]
    if not numbers and (number := parse_number(printed.strip())) is not None:
        numbers = [float(number)]
    if label.value.strip().endswith("割"):
        numbers = [float(amount.value) for amount in find_amounts(label.value)]
    if not numbers or fact.value is None:
        return False
    return fact.value == numbers[0] and (len(numbers) < 2 or fact.high in {numbers[1], None})


def _is_same_unit(label: Label, fact: Fact) -> bool:
    if not label.unit:
        return fact.kind != "share" or fact.unit in {"percent", "points"}
    first, _, per = re.sub(r"\s+per\s+", "/", label.unit.casefold()).partition("/")
    unit = _UNITS.get(first.strip())
    if unit is None:
        return fact.unit in _ANY_COUNT
    if unit == "won":
        is_same = fact.unit in _WON
    elif unit == "vehicles":
        is_same = fact.unit in {"vehicles", "items"}
    else:
        is_same = fact.unit == unit
    wanted = {"kg": "kg", "㎏": "kg", "キロ": "kg", "公斤": "kg", "liter": "litre"}.get(per.strip(), "")
    if fact.kind == "rate" and per:
        wanted = _UNITS.get(per.strip(), "CNY" if "중국" in per else "")
    return is_same and (not wanted or not fact.per or fact.per == wanted)


def report(measured: Sequence[Measured], out: TextIO) -> None:
    """Write recall by kind and language."""
    found: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for article in measured:
        for label in article.labels:
            for language in (label.language, "all"):
                total[label.kind, language] += 1
                found[label.kind, language] += is_found(label, article.text, article.facts)
    languages = [*sorted({language for _, language in total} - {"all"}), "all"]
    out.write(f"| kind | {' | '.join(languages)} |\n|---|{'---|' * len(languages)}\n")
    for kind in sorted({kind for kind, _ in total}):
        cells = (
            f"{found[kind, each]} of {total[kind, each]}"
            + (f" ({found[kind, each] / total[kind, each]:.2f})" if each == "all" else "")
            if total[kind, each]
            else ""
            for each in languages
        )
        out.write(f"| {kind} | {' | '.join(cells)} |\n")
    numbers = Counter(fact.kind for article in measured for fact in article.facts)
    counts = ", ".join(f"{kind} {count}" for kind, count in numbers.most_common())
    out.write(f"\nfound in {len(measured)} articles: {counts}\n")


def missed(measured: Sequence[Measured], out: TextIO) -> None:
    """Write every labelled fact that was not found, with what was found in its quotation."""
    for article in measured:
        for label in article.labels:
            if not is_found(label, article.text, article.facts):
                near = [
                    f"{fact.kind} {article.text[fact.start : fact.end][:40]}: "
                    f"{fact.state or fact.value or fact.date}"
                    for fact in article.facts
                    if fact.start < label.end and fact.end > label.start and fact.kind != "claim"
                ]
                said = [
                    article.text[slice(*fact.speaker)]
                    for fact in article.facts
                    if fact.kind == "claim"
                    and fact.speaker
                    and fact.start < label.end
                    and fact.end > label.start
                ]
                out.write(
                    f"{label.language} {label.kind} {label.value} {label.unit} [{label.speaker}]\n"
                    f"    {article.text[label.start : label.end]}\n    {near} said: {said}\n"
                )


def sample(measured: Sequence[Measured], size: int, out: TextIO) -> None:
    """Write facts drawn by chance (the same each time), each with its sentence, to read."""
    every = [(article, fact) for article in measured for fact in article.facts]
    for article, fact in random.Random(19).sample(every, min(size, len(every))):  # noqa: S311
        said = article.text[slice(*fact.speaker)] if fact.speaker else ""
        out.write(
            f"{fact.kind} | {article.text[fact.start : fact.end][:60]!r} "
            f"| {fact.value} {fact.high or ''} {fact.unit} "
            f"{fact.per} | {fact.date} {fact.inferred} | {fact.good} {fact.place} {fact.direction} "
            f"| {said} {fact.attribution}\n"
            f"    {article.text[fact.sentence_start : fact.sentence_end]}\n"
        )


def main(arguments: Sequence[str] | None = None, out: TextIO = sys.stdout) -> int:
    """Returns 0, or 1 if there are no articles with facts."""
    parser = argparse.ArgumentParser(
        prog="python -m classifier.training.measure_facts",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, help="folder with labelled *.jsonl files")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only one half of the articles")
    parser.add_argument(
        "--missed", action="store_true", help="also list the labelled facts that were not found"
    )
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="also list N facts to read")
    chosen = parser.parse_args(arguments)
    measured = list(read_measured(chosen.folder, Classifier.load(), chosen.half))
    if not measured:
        out.write(f"no article with labelled facts in {chosen.folder}\n")
        return 1
    report(measured, out)
    if chosen.missed:
        missed(measured, out)
    if chosen.sample:
        sample(measured, chosen.sample, out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
