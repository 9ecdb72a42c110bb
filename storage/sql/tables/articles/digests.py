"""The digest of a text."""

import hashlib

from yaluwatch.model import Article


def content_digest(article: Article) -> str:
    """SHA-256 of title and body with whitespace collapsed, hexadecimal: equal means not edited.

    Captions are no part of it: sites exchange pictures without changing what they report, and a version is
    something that readers are told of.
    """
    return text_digest(article.title, article.body)


def text_digest(title: str, body: str) -> str:
    """`content_digest` of a title and a body."""
    text = " ".join(f"{title}\n{body}".split())
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
