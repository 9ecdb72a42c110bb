"""Compiles a `Query` to SQL that selects the matching articles.

Words become one condition of the engine's full-text index. Filters become conditions on the narrow table
`article_facets` and EXISTS look-ups in others. Every value is a parameter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product

from storage.query import All, Choice, Date, Either, Node, Not, Query, ScoreFilter, Word, phrases
from storage.query import Near as NearNode
from storage.sql.counts import ALL
from storage.sql.database import Database
from storage.sql.tables import IDS_PER_SECOND
from storage.sql.text_index import AllOf, AnyOf, Near, TextIndex, Words

_MENTION_KINDS = ("place", "goods", "actor")
_COLUMNS = ("source", "publisher", "language")
_STATUSES = {
    "edited": "f.version > 1",
    "removed": "EXISTS (SELECT 1 FROM articles a WHERE a.id = f.article AND a.missing_since IS NOT NULL)",
    "undated": "EXISTS (SELECT 1 FROM articles a WHERE a.id = f.article AND a.published_at IS NULL)",
}
_DAY = 86_400
# After the last day that an id can name.
_END_OF_DAYS = 1 << 40
# NEAR has no alternatives, so all combinations of spellings are listed, up to this many. Two words with all
# their English forms need this many; more words are matched as typed.
_MAX_COMBINATIONS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The tables a query reads: the current ones, or `as_of.PAST`."""

    index: str = "article_index"
    facets: str = "article_facets"
    topics: str = "article_topics"
    mentions: str = "article_mentions"
    #: "" when only `facets` knows the sources.
    articles: str = "articles"


@dataclass(frozen=True, slots=True)
class Matching:
    """The articles that match: `FROM {source} WHERE {condition}`, their ids in `column`."""

    source: str
    condition: str
    column: str
    values: Mapping[str, str | float]
    #: Expression to sort by for the most relevant first; "" when the query has no words.
    rank: str

    def select(self, what: str = "", more: str = "") -> str:
        """A SELECT of the ids as `id`, or of `what`; `more` is appended to the WHERE clause."""
        return f"SELECT {what or self.column + ' AS id'} FROM {self.source} WHERE {self.condition}{more}"


def match(db: Database, query: Query, tables: Tables = Tables(), *, with_facets: bool = False) -> Matching:
    """Compile a query to SQL; `with_facets` joins `article_facets` as `f` even if no filter needs it."""
    return _Compiler(db.text_index, tables, with_facets).compile(query)


def is_everything(query: Query) -> bool:
    """Whether it matches every relevant article, so that `counts` has its counts."""
    return query.only_relevant and query.as_of is None and not query.tree.parts


@dataclass(frozen=True, slots=True)
class KeptCounts:
    """Which counts that are kept are those of the matches."""

    #: Of relevant articles with this topic; `counts.ALL`, or None for all relevant ones.
    topic: str | None
    #: On which days articles were published, since 1970.
    days: range

    @property
    def is_any_day(self) -> bool:
        """Whether the day makes no difference."""
        return self.days == range(_END_OF_DAYS)


def kept_counts(query: Query) -> KeptCounts | None:
    """Which counts are those of the matches: a query of at most a topic and whole days; None if none are."""
    if query.as_of is not None:
        return None
    topic = None if query.only_relevant else ALL
    first, end = 0, _END_OF_DAYS
    for part in query.tree.parts:
        match part:
            case Choice(kind="topic", values=(value,)) if topic is None and value:
                topic = value
            case Date(moment=moment, is_after=is_after) if not moment.timestamp() % _DAY:
                day = int(moment.timestamp()) // _DAY
                first, end = (max(first, day), end) if is_after else (first, min(end, day))
            case _:
                return None
    return KeptCounts(topic, range(first, max(first, end)))


def counted(query: Query) -> tuple[str, tuple[str, ...]] | None:
    """The kind and values in `counts` whose sum is the number of matches; None if there are none."""
    if is_everything(query):
        return "article", ("",)
    if not query.only_relevant or query.as_of is not None or len(query.tree.parts) != 1:
        return None
    (part,) = query.tree.parts
    if not isinstance(part, Choice) or part.kind in {"status", "listed"}:
        return None
    # An article can have several topics or places, but is of one source, publisher and language.
    return (part.kind, part.values) if part.kind in _COLUMNS or len(part.values) == 1 else None


@dataclass(slots=True)
class _Compiler:
    text_index: TextIndex
    tables: Tables
    with_facets: bool
    #: Parameters so far.
    values: dict[str, str | float] = field(default_factory=dict)
    #: Column with the article id.
    column: str = "f.article"

    def compile(self, query: Query) -> Matching:
        texts = [part for part in query.tree.parts if _is_text(part) or _is_excluded_text(part)]
        others = [part for part in query.tree.parts if part not in texts]
        words = _conjunction(texts)
        if words is None and any(map(_is_text, texts)):
            # The words are only punctuation, which nothing can match.
            return Matching(f"{self.tables.facets} f", "1 = 0", self.column, {}, "")
        if words is None:
            others += texts
            source, conditions = self._without_words(others)
        else:
            source, conditions = self._with_words(words)
        conditions += [self._condition(part) for part in others]
        if query.only_relevant:
            conditions.append("f.is_relevant = 1")
        needs_facets = self.with_facets or any("f." in condition for condition in conditions)
        if needs_facets and not source.endswith(" f"):
            # CROSS JOIN fixes the order of the loops: matches outside, ordered by id; facets looked up
            # inside.
            source += f" CROSS JOIN {self.tables.facets} f"
            conditions.append(f"f.article = {self.column}")
        rank = self.text_index.rank("i", words, self._value) if words is not None else ""
        return Matching(source, " AND ".join(conditions) or "1 = 1", self.column, self.values, rank)

    def _with_words(self, words: Words) -> tuple[str, list[str]]:
        self.column = f"i.{self.text_index.column}"
        index = self.tables.index
        return f"{index} i", [self.text_index.matches(index, "i", words, self._value)]

    def _without_words(self, parts: list[Node]) -> tuple[str, list[str]]:
        """Start from a filter by one mention, source or topic, whose rows are in order of id, or from all."""
        choices = {
            part.kind: part.values[0]
            for part in reversed(parts)
            if isinstance(part, Choice) and len(part.values) == 1
        }
        # Mentions first: a name has fewer articles than a topic.
        for kind in _MENTION_KINDS:
            if kind in choices:
                self.column = "d.article"
                return f"{self.tables.mentions} d", [f"d.mention = {self._value(choices[kind])}"]
        if "listed" in choices:
            self.column = "d.article"
            return "article_listed d", [f"d.authority = {self._value(choices['listed'])}"]
        if "source" in choices and self.tables.articles:
            self.column = "d.id"
            source = f"{self.tables.articles} d INDEXED BY articles_by_source"
            return source, [f"d.source = {self._value(choices['source'])}"]
        if "topic" in choices:
            self.column = "d.article"
            return f"{self.tables.topics} d", [f"d.topic = {self._value(choices['topic'])}"]
        return f"{self.tables.facets} f", []

    def _condition(self, node: Node) -> str:
        match node:
            case Choice():
                return self._choice(node)
            case Date(moment=moment, is_after=is_after):
                comparison = ">=" if is_after else "<"
                return f"{self.column} {comparison} {self._value(int(moment.timestamp()) * IDS_PER_SECOND)}"
            case ScoreFilter(comparison=comparison, bound=bound):
                return f"f.relevance {comparison} {self._value(bound)}"
            case Not(part=part):
                return f"({self._condition(part)}) IS NOT TRUE"
            case All(parts=parts):
                searchable = [part for part in parts if not (_is_text(part) and _words(part) is None)]
                return "(" + (" AND ".join(map(self._condition, searchable)) or "1 = 1") + ")"
            case Either(parts=parts):
                return "(" + (" OR ".join(map(self._condition, parts)) or "1 = 0") + ")"
            case Word() | NearNode():
                return self._contains(node)

    def _contains(self, node: Word | NearNode) -> str:
        """For words in alternatives with filters: membership in the list of their articles, computed once."""
        words = _words(node)
        if words is None:
            return "1 = 0"
        index = self.tables.index
        condition = self.text_index.matches(index, "w", words, self._value)
        return f"{self.column} IN (SELECT w.{self.text_index.column} FROM {index} w WHERE {condition})"

    def _choice(self, choice: Choice) -> str:
        if choice.kind == "status":
            return "(" + " OR ".join(_STATUSES[value] for value in choice.values) + ")"
        values = ", ".join(map(self._value, choice.values))
        if choice.kind in _COLUMNS:
            collation = " COLLATE NOCASE" if choice.kind == "publisher" else ""
            return f"f.{choice.kind}{collation} IN ({values})"
        if choice.kind == "topic":
            return (
                f"EXISTS (SELECT 1 FROM {self.tables.topics} t "
                f"WHERE t.topic IN ({values}) AND t.article = {self.column})"
            )
        if choice.kind == "listed":
            return (
                "EXISTS (SELECT 1 FROM article_listed l "
                f"WHERE l.authority IN ({values}) AND l.article = {self.column})"
            )
        kind = self._value(choice.kind)
        return (
            f"EXISTS (SELECT 1 FROM {self.tables.mentions} m "
            f"WHERE m.mention IN ({values}) AND m.article = {self.column} AND m.kind = {kind})"
        )

    def _value(self, value: str | float) -> str:
        name = f"v{len(self.values)}"
        # A lone surrogate can't be encoded as UTF-8, so sqlite3 would raise; replaced, it matches nothing.
        self.values[name] = value.encode(errors="replace").decode() if isinstance(value, str) else value
        return f":{name}"


def _is_text(node: Node) -> bool:
    """Whether FTS5 alone can evaluate the node."""
    match node:
        case Word() | NearNode():
            return True
        case All(parts=parts):
            return any(map(_is_text, parts)) and all(
                _is_text(part) or _is_excluded_text(part) for part in parts
            )
        case Either(parts=parts):
            return all(map(_is_text, parts))
        case _:
            return False


def _is_excluded_text(node: Node) -> bool:
    return isinstance(node, Not) and _is_text(node.part)


def _words(node: Node) -> Words | None:
    """What a text must contain to match a text node; None when there is nothing to search for."""
    match node:
        case Word(text=text, is_prefix=is_prefix, is_exact=is_exact):
            return _any_of(phrases(text, prefix=is_prefix, forms=not is_exact))
        case NearNode(words=words, distance=distance):
            return _near(words, distance)
        case Either(parts=parts):
            return _any_of([found for part in parts if (found := _words(part))])
        case All(parts=parts):
            return _conjunction(parts)
        case _:
            return None


def _near(words: Sequence[Word], distance: int) -> Words | None:
    spellings = [
        phrases(word.text, prefix=word.is_prefix, forms=not word.is_exact and len(words) == 2)
        for word in words
    ]
    chosen = islice(product(*filter(None, spellings)), _MAX_COMBINATIONS)
    return _any_of([Near(one, distance) for one in chosen if one])


def _conjunction(parts: Sequence[Node]) -> Words | None:
    """All parts, without the excluded ones; None when no part is wanted."""
    wanted = tuple(found for part in parts if (found := _words(part)))
    unwanted = [found for part in parts if isinstance(part, Not) and (found := _words(part.part))]
    if not wanted:
        return None
    return AllOf(wanted, _any_of(unwanted)) if unwanted else wanted[0] if len(wanted) == 1 else AllOf(wanted)


def _any_of(found: Sequence[Words]) -> Words | None:
    if len(found) < 2:
        return found[0] if found else None
    return AnyOf(tuple(found))
