# %% [markdown]
# Counts by month and topic, and prices, from two exports. Run it whole, or cell by cell in a notebook:
#
#     yalu export after:2026-01 --format jsonl -o articles.jsonl
#     yalu facts kind:price --format jsonl -o prices.jsonl
#     python docs/archive/topics_and_prices.py articles.jsonl prices.jsonl
#
# The pages export the same lines: "Export this result", JSON Lines.

# %%
"""Counts by month and topic, and prices, from exports."""

import json
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def lines(file: str) -> Iterator[dict[str, Any]]:
    """The records of a JSON Lines file, one at a time."""
    with Path(file).open(encoding="utf-8") as opened:
        yield from map(json.loads, opened)


# %% Articles by month and topic. Months are those of publication, UTC, or of the first sight of undated ones.
months: Counter[tuple[str, str]] = Counter()
edited = 0
for article in lines(sys.argv[1]):
    edited += article["version"] > 1
    month = (article["published_at"] or article["first_seen_at"])[:7]
    for topic in article["topics"]:
        months[month, topic] += 1

for (month, topic), articles in sorted(months.items()):
    sys.stdout.write(f"{month}  {topic:12} {articles:6,}\n")
sys.stdout.write(f"edited after we first read them: {edited:,}\n")

# %% Median price of each good, by unit and quantity. A price that another article repeats counts once per
# article: group by story first if that matters.
prices: defaultdict[tuple[str, str, str], list[float]] = defaultdict(list)
for fact in lines(sys.argv[2]):
    if fact["value"] is not None and fact["good"] and not fact["is_converted"]:
        prices[fact["good"], fact["unit"], fact["per"]].append(fact["value"])

for (good, unit, per), values in sorted(prices.items()):
    median = statistics.median(values)
    sys.stdout.write(f"{good:16} {median:12,.2f} {unit}{'/' + per if per else ''}  ({len(values)} reports)\n")
