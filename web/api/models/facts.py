"""Facts of articles: prices, figures, dates, claims."""

from typing import Annotated

from pydantic import Field

from web.api.models.fields import Answer, ArticleId, Language, Moment, NextCursor


class FactModel(Answer):
    """A fact printed in an article, with its quotation. Fields that do not apply are null or empty."""

    article: ArticleId
    version: Annotated[int, Field(ge=1)]
    number: Annotated[int, Field(ge=1, description="Of the facts of this version, from 1.")]
    kind: Annotated[
        str,
        Field(
            description="price, rate, change, value, volume, count, share, distance, area, date, claim, "
            "ship, resolution, firm, status, trade, growth, promise or outcome."
        ),
    ]
    text: Annotated[str, Field(description="As printed.")]
    value: Annotated[float | None, Field(description="Of an amount, in its unit; of a range the lower end.")]
    high: Annotated[float | None, Field(description="Upper end of a range.")]
    unit: Annotated[
        str,
        Field(description="ISO 4217 code, won (North or South Korean is not said), tonne, percent, people…"),
    ]
    per: Annotated[str, Field(description="What a price is for: kg, litre…; of a rate the other currency.")]
    date: Annotated[str, Field(description="ISO 8601 as far as known: 2020-02-14T17:00, 2020-02, --02-14.")]
    inferred: Annotated[
        str, Field(description="How the date was inferred: printed, last, next, relative, published.")
    ]
    good: Annotated[str, Field(description="Id of the goods.")]
    place: Annotated[str, Field(description="Id of the place.")]
    actor: Annotated[str, Field(description="Id of the actor who speaks.")]
    direction: Annotated[str, Field(description="to-north or from-north: goods to or from North Korea.")]
    speaker: Annotated[str, Field(description="Who says it, as printed.")]
    attribution: Annotated[str, Field(description="anonymous or named, and -relayed if passed on.")]
    hedge: Annotated[
        str, Field(description="Of a claim or promise: confirmed, said, reportedly, rumoured or denied.")
    ]
    removed: Annotated[
        int, Field(ge=0, description="Of a claim or promise: people and media it has passed through.")
    ]
    role: Annotated[str, Field(description="Of a claim, what the speaker is: source, official, trader…")]
    speaker_place: Annotated[str, Field(description="Id of the place in the words that name the speaker.")]
    is_converted: Annotated[bool, Field(description="Whether it repeats an amount in another currency.")]
    mode: Annotated[
        str,
        Field(description="Of a status, its traffic: road, rail, foot, freight, passengers, ship or all."),
    ]
    state: Annotated[str, Field(description="Of a status: open, limited, closed or planned.")]
    is_past: Annotated[bool, Field(description="Whether a status was so earlier, and is not said of now.")]
    sentence: Annotated[str, Field(description="As printed.")]
    start: Annotated[int, Field(ge=0, description="Position in title, blank line, body; code points.")]
    end: Annotated[int, Field(ge=0)]
    rules: Annotated[int, Field(description="Version of the rules it was read by.")]
    language: Language
    publisher: Annotated[str, Field(description="Of the article.")]
    published_at: Annotated[Moment | None, Field(description="Of the article, UTC.")]
    title: Annotated[str, Field(description="Of the article.")]
    url: Annotated[str, Field(description="Of the article.")]


class FactsPage(Answer):
    """A page of facts, newest article first; it may have few or none and not be the last."""

    items: tuple[FactModel, ...]
    next: NextCursor


class ContradictionModel(Answer):
    """Two passages of one article that cannot both be right."""

    contradiction: Annotated[
        str, Field(description="figure, treaty, count, conversion, weekday, header or name: what disagrees.")
    ]
    reason: Annotated[str, Field(description="In one English sentence.")]
    text: Annotated[str, Field(description="The first figure, date or name, as printed.")]
    sentence: Annotated[str, Field(description="Its sentence, or the row of the table.")]
    start: Annotated[int | None, Field(ge=0, description="Its position, as of facts; null in a table.")]
    other_text: Annotated[str, Field(description="The second figure, date or name, as printed.")]
    other_sentence: Annotated[str, Field(description="Its sentence, or the row of the table.")]
    other_start: Annotated[int | None, Field(ge=0, description="Its position; null in a table.")]


class FactsOfArticle(Answer):
    """The facts of one version of an article, in the order of the text."""

    article: ArticleId
    version: Annotated[int, Field(ge=1)]
    items: tuple[FactModel, ...]
    contradictions: Annotated[
        tuple[ContradictionModel, ...], Field(description="Where the article contradicts itself.")
    ]
