"""The shared statements in PostgreSQL's words: the examples of the module are tests."""

import doctest

from storage.postgres import dialect


def test_the_examples_of_the_dialect() -> None:
    found = doctest.testmod(dialect)
    assert found.attempted >= 3
    assert found.failed == 0
