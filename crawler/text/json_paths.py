"""JMESPath expressions (https://jmespath.org/specification.html) of the source list."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Protocol

import jmespath
from jmespath.exceptions import ArityError, JMESPathError, VariadictArityError
from jmespath.functions import Functions

# Longest expression, characters, and its deepest nesting: both are evaluated by recursion.
_LONGEST = 500
_DEEPEST = 40


class JsonPath(Protocol):
    """A compiled expression; the part of its interface that is used."""

    def search(self, value: Any) -> Any:
        """What it finds in a JSON value; None for nothing. Raises JsonPathError."""


class JsonPathError(ValueError):
    """A function of an expression can't use the value it was given."""


class _Checked:
    """A compiled expression that raises our own error."""

    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled

    def search(self, value: Any) -> Any:
        try:
            return self._compiled.search(value)
        except (JMESPathError, RecursionError, ArithmeticError, TypeError, ValueError) as error:
            raise JsonPathError(_line(error)) from error


@lru_cache(maxsize=256)
def compile_json_path(expression: str) -> JsonPath:
    """Compile an expression; its size is limited, but how long it takes depends on the values.

    Raises ValueError saying what is wrong with it, also with names and numbers of arguments of functions,
    which the library only checks when they are called.
    """
    if len(expression) > _LONGEST:
        raise ValueError(f"has more than {_LONGEST} characters")
    try:
        compiled = jmespath.compile(expression)
        _check(compiled.parsed)
    except (JMESPathError, RecursionError, ValueError) as error:
        raise ValueError(_line(error)) from error
    return _Checked(compiled)


def _check(tree: Mapping[str, Any]) -> None:
    for node, depth in _nodes(tree):
        if depth > _DEEPEST:
            raise ValueError(f"is nested more than {_DEEPEST} levels deep")
        if node["type"] == "function_expression":
            _check_call(str(node["value"]), len(node["children"]))
        # In double quotes stands the name of a field (https://github.com/jmespath/jp/issues/16).
        if node["type"] == "field" and (not node["value"] or "://" in node["value"]):
            raise ValueError("texts are written in single quotes")


def _nodes(tree: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Every part of an expression with its depth."""
    waiting: list[tuple[Mapping[str, Any], int]] = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting += [(child, depth + 1) for child in node["children"] if isinstance(child, Mapping)]


def _check_call(name: str, arguments: int) -> None:
    known = Functions.FUNCTION_TABLE.get(name)
    if known is None:
        raise ValueError(f"there is no function {name}()")
    signature = known["signature"]
    is_variadic = bool(signature and signature[-1].get("variadic"))
    if arguments < len(signature) or (arguments > len(signature) and not is_variadic):
        error = VariadictArityError if is_variadic else ArityError
        raise error(len(signature), arguments, name)


def _line(error: Exception) -> str:
    """What is wrong, without the expression and the mark below it."""
    if isinstance(error, RecursionError):
        return "is nested too deep"
    first = (str(error).splitlines() or [""])[0]
    return first.partition(": Parse error at")[0].rstrip(":") or type(error).__name__
