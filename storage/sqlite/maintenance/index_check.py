"""Checks of the full-text index against the texts: by totals, and by looking for the words of a sample."""

from storage.contract import CheckResult
from storage.sql.tables import article_index
from storage.sqlite.database import Database

# Articles that are compared with the index by number of words and by a few words that must find them; how
# many of them by all their words. Phrases would prove the order, but take seconds for each article.
_SAMPLE, _IN_FULL, _WORDS = 200, 20, 6

_REBUILD = "`yalu reindex` rebuilds it"


def totals(db: Database) -> CheckResult:
    """Compare the number of words the index holds with the number it notes for its articles."""
    db.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words USING fts5vocab('main', 'article_index', 'row')"
    )
    held = db.execute("SELECT coalesce(sum(cnt), 0) FROM temp.words").fetchone()[0]
    noted = sum(sum(_sizes(sizes)) for (sizes,) in db.execute("SELECT sz FROM article_index_docsize"))
    detail = f"the index holds {held:,} words, its articles have {noted:,}; {_REBUILD}"
    return CheckResult("full text: totals", held == noted, detail if held != noted else "ok")


def sample(db: Database) -> CheckResult:
    """Compare the texts of a sample of articles with the index: numbers of words, and words."""
    rows = db.execute(
        f"""
        SELECT a.id, d.sz, v.title, v.body, v.captions FROM articles a
        JOIN versions v ON v.article = a.id AND v.number = a.version
        LEFT JOIN article_index_docsize d ON d.id = a.id
        ORDER BY (a.id * 2654435761) % 4294967296 LIMIT {_SAMPLE}
        """
    ).fetchall()
    wrong = sum(
        not _is_indexed(
            db, article_id, sizes, article_index.to_text(*columns).tokens(), in_full=number < _IN_FULL
        )
        for number, (article_id, sizes, *columns) in enumerate(rows)
    )
    detail = f"{wrong} of {len(rows)} articles are not indexed with their text; {_REBUILD}"
    return CheckResult("full text: sample", not wrong, detail if wrong else "ok")


def _is_indexed(
    db: Database,
    article_id: int,
    sizes: bytes | None,
    tokens: tuple[list[str], list[str]],
    *,
    in_full: bool,
) -> bool:
    if sizes is None or _sizes(sizes) != [len(part) for part in tokens]:
        return False
    return all(
        _finds(db, column, word, article_id)
        for column, words in zip(("title", "body"), tokens, strict=True)
        # All of them, or some spread over the text.
        for word in dict.fromkeys(words[:: 1 if in_full else max(1, len(words) // _WORDS)])
    )


def _finds(db: Database, column: str, word: str, article_id: int) -> bool:
    phrase = word.replace('"', '""')
    found = db.execute(
        "SELECT 1 FROM article_index WHERE article_index MATCH ? AND rowid = ?",
        [f'{column} : "{phrase}"', article_id],
    )
    return found.fetchone() is not None


def _sizes(blob: bytes) -> list[int]:
    """Decode the varints in a row of FTS5's docsize table: big-endian groups of seven bits."""
    numbers, value = [], 0
    for byte in blob:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(value)
            value = 0
    return numbers
