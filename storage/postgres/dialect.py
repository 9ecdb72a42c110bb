"""The shared statements in PostgreSQL's words.

The statements in storage/sql are written so that SQLite and PostgreSQL read them alike. Where one word can't
be both, it is SQLite's, and is replaced here; functions that only SQLite has are defined in the database
(schema/0002_functions.sql). A statement is translated once.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from yaluwatch.patterns import lazy_regex

# What is looked for, in order: texts, quoted names and comments are passed over.
_TOKEN = lazy_regex(
    r"""
    '(?:[^']|'')*' | "[^"]*" | --[^\n]*
    | (?P<percent>%)
    | \?(?P<number>\d+) | (?P<mark>\?)
    | (?<![:\w]):(?P<name>[a-z_]\w*)
    | (?P<hint>\bINDEXED\ BY\ \w+)
    | (?P<temporary>\btemp\.)
    | (?P<distinct>\bIS\ NOT\b(?=\s*\?))
    | (?P<cross>\bCROSS\ JOIN\b)
    | (?P<integer>\bINTEGER\b) | (?P<real>\bREAL\b)
    # A column that holds 0 or 1, as a condition.
    | (?P<condition>\b(?:WHERE|AND|OR|NOT|WHEN|ON)\s+)(?P<flag>(?:\w+\.)?is_\w+)
      (?=\s+(?:AND|OR|THEN|ORDER|GROUP|LIMIT|UNION|EXCEPT|ON|JOIN|CROSS|LEFT|WHERE)\b|\s*\)|\s*$)
    """,
    re.VERBOSE,
)

#: The name of a value that SQLite numbers: ?1.
_NUMBERED = "number{}"

# After a CROSS JOIN and its table, its condition, if the next of these words is ON.
_AFTER_JOIN = lazy_regex(r"[()]|\b(?:ON|JOIN|WHERE|GROUP|ORDER|LIMIT|UNION)\b")


# A subquery in FROM, and what follows it if it has a name.
_SUBQUERY = lazy_regex(r"\b(?:FROM|JOIN)\s*\(")
_NAME = lazy_regex(r"\s*(?:AS\b|[a-z_])")
_PARENTHESIS = lazy_regex(r"'(?:[^']|'')*'|[()]")

# Rows joined by a subquery that chooses some for each row before them.
_CHOSEN = lazy_regex(r"\bON\s+(\w+\.\w+)\s+IN\s*\((?=\s*SELECT\b)")


@lru_cache(maxsize=4_096)
def translated(statement: str) -> str:
    """A statement with psycopg's marks for values, and without what only SQLite knows.

    >>> translated("SELECT a FROM t INDEXED BY t_by_a WHERE a IS NOT ? AND is_new")
    'SELECT a FROM t  WHERE a IS DISTINCT FROM %s AND is_new = 1'
    >>> translated("SELECT a FROM t WHERE NOT is_old")
    'SELECT a FROM t WHERE is_old = 0'
    >>> translated("SELECT 1 FROM a CROSS JOIN b ON b.id IN (SELECT c.id FROM c WHERE c.a = a.id LIMIT 2)")
    'SELECT 1 FROM a JOIN b ON b.id = ANY (ARRAY (SELECT c.id FROM c WHERE c.a = a.id LIMIT 2))'
    """
    return _chosen(_named(_TOKEN.sub(_replacement(statement), statement)))


def values(
    parameters: Sequence[Any] | Mapping[str, Any], statement: str
) -> Sequence[Any] | Mapping[str, Any]:
    """The values of a statement as psycopg takes them."""
    if isinstance(parameters, Mapping) or _NUMBERED.format(1) not in statement:
        return parameters
    return {_NUMBERED.format(number): value for number, value in enumerate(parameters, 1)}


def _named(statement: str) -> str:
    """The statement with a name for each subquery in FROM: PostgreSQL wants one before version 16."""
    inserts = []
    for number, found in enumerate(_SUBQUERY.finditer(statement)):
        end = _end(statement, found.end())
        if not _NAME.match(statement, end):
            inserts.append((end, f" AS part{number}"))
    for end, name in sorted(inserts, reverse=True):
        statement = f"{statement[:end]}{name}{statement[end:]}"
    return statement


def _chosen(statement: str) -> str:
    """The statement with `= ANY (ARRAY (…))` for IN where it joins rows that a subquery chooses.

    PostgreSQL runs such a subquery for each pair of rows, but one that gives an array once, and looks up what
    it gives in the index.
    """
    while found := _CHOSEN.search(statement):
        end = _end(statement, found.end())
        chosen = statement[found.end() : end - 1]
        joined = f"ON {found[1]} = ANY (ARRAY ({chosen}))"
        statement = f"{statement[: found.start()]}{joined}{statement[end:]}"
    return statement


def _end(statement: str, start: int) -> int:
    """Behind the parenthesis that closes the one before `start`."""
    depth = 1
    for found in _PARENTHESIS.finditer(statement, start):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return len(statement)


def _replacement(statement: str) -> Callable[[re.Match[str]], str]:
    def replace(found: re.Match[str]) -> str:
        match found.lastgroup:
            case "percent":
                return "%%"
            case "mark":
                return "%s"
            case "number":
                return f"%({_NUMBERED.format(found['number'])})s"
            case "name":
                return f"%({found['name']})s"
            case "hint":
                return ""
            case "temporary":
                return "pg_temp."
            case "distinct":
                return "IS DISTINCT FROM"
            case "cross":
                return "JOIN" if _has_condition(statement, found.end()) else found[0]
            case "integer":
                return "BIGINT"
            case "real":
                return "DOUBLE PRECISION"
            case "flag":
                # Not `NOT … = 1`, which the conditions of partial indexes do not follow from.
                is_not = found["condition"].rstrip() == "NOT"
                return f"{found['flag']} = 0" if is_not else f"{found['condition']}{found['flag']} = 1"
            case _:
                return found[0].replace("%", "%%")

    return replace


def _has_condition(statement: str, start: int) -> bool:
    """Whether the join that ends here has an ON of its own."""
    depth = 0
    for found in _AFTER_JOIN.finditer(statement, start):
        match found[0]:
            case "(":
                depth += 1
            case ")":
                depth -= 1
                if depth < 0:
                    return False
            case word if depth == 0:
                return word == "ON"
    return False
