"""Who may do what: each role has rights, each route needs one."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What an account is for."""

    READER = "reader"
    ANALYST = "analyst"
    RESEARCHER = "researcher"
    OPERATOR = "operator"
    ADMIN = "admin"


class Right(StrEnum):
    """What a route lets one do."""

    #: See stories, articles and sources; search; keep stars, notes and subscriptions of one's own.
    READ = "read"
    #: Judge tags; merge and split stories.
    JUDGE = "judge"
    #: Export in bulk, have tokens for the API, query the archive in Datasette.
    EXPORT = "export"
    #: Change sources and jobs; see all mail.
    OPERATE = "operate"
    #: Manage accounts, see what was changed by whom.
    ADMINISTER = "administer"


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.READER: frozenset({Right.READ}),
    Role.ANALYST: frozenset({Right.READ, Right.JUDGE}),
    Role.RESEARCHER: frozenset({Right.READ, Right.EXPORT}),
    Role.OPERATOR: frozenset({Right.READ, Right.OPERATE}),
    Role.ADMIN: frozenset(Right),
}

#: Rights that a token can have, by the name of its scope; "monitor" opens /metrics and the like, no page.
SCOPES: Mapping[str, frozenset[Right]] = {
    "read": frozenset({Right.READ}),
    "export": frozenset({Right.EXPORT}),
    "judge": frozenset({Right.JUDGE}),
    "monitor": frozenset(),
}


def scopes_for(role: Role) -> list[str]:
    """The scopes that tokens of an account may have."""
    own = RIGHTS[role]
    found = [name for name, rights in SCOPES.items() if rights and rights <= own]
    return [*found, "monitor"] if Right.OPERATE in own else found
