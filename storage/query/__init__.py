"""The query language, its search tokens, and snippets of results. Pure: no database."""

from storage.query.parser import parse_query
from storage.query.query import All, Choice, Date, Either, Near, Node, Not, Query, ScoreFilter, Word
from storage.query.snippets import SnippetPart, snippet
from storage.query.tokens import VERSION as TOKENS_VERSION
from storage.query.tokens import phrases, tokens

__all__ = [
    "TOKENS_VERSION",
    "All",
    "Choice",
    "Date",
    "Either",
    "Near",
    "Node",
    "Not",
    "Query",
    "ScoreFilter",
    "SnippetPart",
    "Word",
    "parse_query",
    "phrases",
    "snippet",
    "tokens",
]
