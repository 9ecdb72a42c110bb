"""Prices in North Korean markets, official trade figures, and what articles claim beside them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from indicators.trade import TradeVerdict
from web.api.models.fields import Answer, ArticleId, Moment, NextCursor, example

Direction = Annotated[
    Literal["", "to-north", "from-north"],
    Field(description="to-north: China's exports; from-north: its imports; empty: both together."),
]
Currency = Annotated[str, Field(description="ISO 4217.")]
Released = Annotated[date | None, Field(description="Day of publication; null if unknown.")]


class PriceModel(Answer):
    """The price of a good in a place on a day; a survey that several publishers report counts once."""

    place: Annotated[str, Field(description='Id of the place; "north-korea" if the text names none.')]
    day: Annotated[date, Field(description="The day of the survey; that of publication if it is not said.")]
    value: Annotated[float, Field(gt=0, description="In `unit` for one `per`; the median of a day.")]
    low: Annotated[float, Field(description="Lowest of the surveys of that day.")]
    high: Annotated[float, Field(description="Highest of the surveys of that day.")]
    unit: Currency
    per: Annotated[str, Field(description="kg or litre; of a rate the other currency.")]
    publishers: tuple[str, ...]
    speaker: Annotated[str, Field(description="Who says it, as printed; empty if nobody is named.")]
    article: ArticleId
    url: Annotated[str, Field(description="Of the article.")]
    quote: Annotated[str, Field(description="The sentence or row that says it.")]


class Prices(Answer):
    """Prices of one good, by place and day; without those that a person rejected or that are held back."""

    model_config = example(
        good="rice",
        held_back=1,
        items=[
            {
                "place": "hyesan",
                "day": "2026-09-25",
                "value": 43_000,
                "low": 43_000,
                "high": 43_000,
                "unit": "KPW",
                "per": "kg",
                "publishers": ["Daily NK", "Yonhap"],
                "speaker": "a source in Ryanggang Province",
                "article": 1834500000000,
                "url": "https://news.example/2026/09/26/rice",
                "quote": "On September 25 a kilogram of rice cost 43,000 won in Hyesan, a source said.",
            }
        ],
    )
    good: str
    held_back: Annotated[int, Field(ge=0, description="Outliers nobody has decided about.")]
    items: tuple[PriceModel, ...]


class TradeFigureModel(Answer):
    """A figure as published."""

    period: Annotated[str, Field(description='"2025" or "2025-12".')]
    reporter: Annotated[str, Field(description="Whose count it is, ISO 3166-1 alpha-3.")]
    direction: Direction
    value: Annotated[float, Field(description="In whole units of the currency.")]
    currency: Currency
    source: Annotated[str, Field(description="gacc (Chinese customs), comtrade, kita, kotra…")]
    vintage: Annotated[int, Field(ge=1, description="Of the revisions of this figure, from 1.")]
    released: Released


class TradeFigures(Answer):
    """Official figures of China–North Korea trade, by period, source and age."""

    model_config = example(
        by="year",
        items=[
            {
                "period": "2025",
                "reporter": "CHN",
                "direction": "",
                "value": 2_735_000_000,
                "currency": "USD",
                "source": "gacc",
                "vintage": 1,
                "released": "2026-01-18",
            }
        ],
    )
    by: Literal["year", "month"]
    items: tuple[TradeFigureModel, ...]


class TradeClaimModel(Answer):
    """A figure of trade, or a change of one, that an article states, beside the official one."""

    article: ArticleId
    version: Annotated[int, Field(ge=1)]
    claim: Annotated[str, Field(description="As printed.")]
    value: Annotated[float, Field(description="In whole units; of a change in percent.")]
    unit: Annotated[str, Field(description="ISO 4217, or percent.")]
    first: Annotated[str, Field(description="First month; empty if the article does not say.")]
    last: Annotated[str, Field(description="Last month; empty if the article does not say.")]
    direction: Direction
    goods: Annotated[str, Field(description="TOTAL, a code of the Harmonized System, or ?.")]
    counted_by: Annotated[str, Field(description="Whom the article names as the source; empty if nobody.")]
    base: Annotated[str, Field(description="Months a change is measured against: 2024-01/2024-12.")]
    verdict: TradeVerdict
    reason: Annotated[str, Field(description="Why, in one sentence.")]
    figure: Annotated[float | None, Field(description="The official one, or the change computed from two.")]
    difference: Annotated[
        float | None, Field(description="Claim less figure: relative, of changes in points.")
    ]
    source: Annotated[str, Field(description="Who published the figure; empty without one.")]
    released: Released
    in_short: Annotated[str, Field(description="Claim, figure and verdict in one line.")]
    sentence: Annotated[str, Field(description="As printed.")]
    publisher: Annotated[str, Field(description="Of the article.")]
    published_at: Annotated[Moment | None, Field(description="Of the article, UTC.")]
    title: Annotated[str, Field(description="Of the article.")]
    url: Annotated[str, Field(description="Of the article.")]


class TradeClaimsPage(Answer):
    """A page of claims, newest article first; it may have few or none and not be the last."""

    items: tuple[TradeClaimModel, ...]
    next: NextCursor
