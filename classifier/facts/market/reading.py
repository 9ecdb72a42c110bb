"""Market prices in the sentences of an article, each read with what the sentences before it say."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from classifier.facts.amounts import Amount
from classifier.facts.dates import DateMention
from classifier.facts.market.days import days_of, is_of_survey, last_day
from classifier.facts.market.places import COUNTRY, Place, find_places
from classifier.facts.market.sentence import Context, Reading, Sentence, ids_of
from classifier.facts.market.words import PRICE_WORD


@dataclass(slots=True)
class Reader:
    """Reads the market prices in one article's sentences, in their order."""

    text: str
    #: Amounts and dates in order of appearance.
    amounts: Sequence[Amount]
    dates: Sequence[DateMention]
    published: date | None
    #: Where no sentence names a place: that of the headline or dateline; empty for none.
    article_place: Callable[[], str]
    #: Whether "won" without more is North Korean in this text.
    is_northern: bool
    _context: Context = field(default_factory=Context)
    _last_end: int = 0
    _place: tuple[str, ...] | None = None

    @property
    def has_good(self) -> bool:
        """Whether the sentence before was about a good."""
        return bool(self._context.good)

    def __post_init__(self) -> None:
        """What the headline says is of all sentences: market prices, April 17."""
        end = self.text.find("\n\n")
        if PRICE_WORD.search(self.text, 0, end) or is_of_survey(self.text[:end]):
            self._context.day = last_day(days_of(self.text, 0, end, self.dates, self.published))

    def _place_of_article(self) -> tuple[str, ...]:
        if self._place is None:
            found = self.article_place()
            self._place = (found,) if found else ()
        return self._place

    def sentence(self, start: int, end: int) -> Iterator[Reading]:
        """The prices of the next sentence."""
        if "\n\n" in self.text[self._last_end : start]:
            self._context.near, self._context.is_past = (), False
        self._last_end = end
        places = [Place(a + start, b + start, name) for a, b, name in find_places(self.text[start:end])]
        sentence = Sentence(
            self.text, self.amounts, self.published, self.is_northern, self._place_of_article, self._context,
            start, end, places,
            lambda: days_of(self.text, start, end, self.dates, self.published),
        )  # fmt: skip
        found = list(sentence.readings())
        yield from found
        self._remember(sentence, found)

    def pass_over(self, start: int, end: int) -> None:
        """Note the day in the rows of a table: what is said between them is of that day."""
        days = days_of(self.text, start, end, self.dates, self.published)
        self._context.day = next((day.day for day in days if day.day), self._context.day)

    def _remember(self, sentence: Sentence, found: list[Reading]) -> None:
        context = self._context
        text = self.text[sentence.start : sentence.end]
        is_about_prices = sentence.is_about_prices()
        if found:
            context.good_until = sentence.end
            used = {each.places for each in found} - {(COUNTRY,)}
            context.places = used.pop() if len(used) == 1 else ()
            context.near, context.is_past = (), False
            return
        if len(sentence.lists) == 1:
            context.near = ids_of(sentence.lists[0])
        if is_about_prices or is_of_survey(text):
            context.day = last_day(sentence.days) or context.day
        if is_about_prices:
            goods = {each.good for each in sentence.topics}
            if goods:
                context.good = goods.pop() if len(goods) == 1 else ""
            context.good_until = sentence.end
