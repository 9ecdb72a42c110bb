"""Who says what, how sure it is, from how far away, and what is promised."""

from classifier.facts.claims.article import ArticleSpeakers
from classifier.facts.claims.attributions import Attribution, find_attributions
from classifier.facts.claims.hedges import HEDGES, hedge_of, removed_of
from classifier.facts.claims.promises import Promised, PromiseReader
from classifier.facts.claims.roles import ROLES, role_of_speaker
from classifier.facts.claims.spans import bounds
from classifier.facts.claims.speakers import Speaker

__all__ = [
    "HEDGES",
    "ROLES",
    "ArticleSpeakers",
    "Attribution",
    "PromiseReader",
    "Promised",
    "Speaker",
    "bounds",
    "find_attributions",
    "hedge_of",
    "removed_of",
    "role_of_speaker",
]
