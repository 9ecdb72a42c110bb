"""The list of guards against attacks is true: each stands in its file, has a test, and is documented."""

import pytest

from tests.mutations import ROOT, Guard, guards


@pytest.mark.parametrize("guard", guards(), ids=lambda one: one.attack)
def test_a_guard_stands_once_where_the_list_says_and_has_its_test(guard: Guard) -> None:
    assert (ROOT / guard.file).read_text(encoding="utf-8").count(guard.old) == 1
    file, _, name = guard.test.partition("::")
    assert not name or f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")


def test_the_documentation_has_every_guard() -> None:
    page = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")
    assert [line for line in page.splitlines() if line.endswith("` |")] == [one.row for one in guards()]
