"""Articles that name Dandong beside annual trade: a picture, or a table where matplotlib is missing.

python docs/archive/mentions_beside_trade.py var/yalu.db [dandong] [picture.svg]
"""

import sys
from collections import Counter
from pathlib import Path

from storage import Facet, open_archive, parse_query


def figures(path: Path, place: str) -> list[tuple[int, float, int]]:
    """(year, trade in millions of dollars, articles) of every year with a figure."""
    with open_archive(path, read_only=True) as archive:
        by_year: Counter[int] = Counter()
        for month in archive.research.facet(parse_query(f"place:{place}"), Facet.MONTH):
            by_year[int(month.value[:4])] += month.articles
        return [(year.year, year.total_musd, by_year[year.year]) for year in archive.research.trade()]


def draw(rows: list[tuple[int, float, int]], place: str, file: Path) -> None:
    """Bars of trade, a line of articles."""
    from matplotlib import pyplot  # noqa: PLC0415 - not needed for the table

    years, trade, articles = zip(*rows, strict=True)
    picture, left = pyplot.subplots(figsize=(9, 4))
    left.bar(years, trade, color="#c8d3da")
    left.set_ylabel("trade, million USD")
    right = left.twinx()
    right.plot(years, articles, color="#a02020")
    right.set_ylabel(f"articles that name {place}")
    picture.savefig(file)


def main() -> None:
    """Read the arguments, print or draw."""
    given = dict(enumerate(sys.argv))
    place = given.get(2, "dandong")
    rows = figures(Path(given[1]), place)
    if 3 in given:
        draw(rows, place, Path(given[3]))
        return
    for year, trade, articles in rows:
        sys.stdout.write(f"{year}  {trade:9,.1f}  {articles:6,}\n")


if __name__ == "__main__":
    main()
