"""Calls the API as its description allows, and as it does not: no fault, and nothing undescribed.

More by hand: YALUWATCH_API_EXAMPLES=2000 pytest tests/integration/test_web_api_schema.py
"""

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from storage import open_archive
from tests.api_client import AsVisitor, fill, made_app, visitor
from web.access import Role
from web.api.limits import Buckets, Rate

EXAMPLES = int(os.environ.get("YALUWATCH_API_EXAMPLES", "12"))
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
]
#: Values with which more of a resource is reached than with any.
LIKELY: dict[str, list[Any]] = {
    "q": [
        "",
        "dandong",
        "밀수 OR trucks",
        "place:dandong -smuggling",
        "relevant:any",
        '"',
        "asof:2026-11-24",
    ],
    "by": ["place", "month"],
    "kind": [["price"]],
}
OPERATIONS = (
    "GET /v1/search", "GET /v1/articles/{article_id}", "GET /v1/articles/{article_id}/versions",
    "GET /v1/articles/{article_id}/changes", "GET /v1/articles/{article_id}/facts", "GET /v1/facets",
    "GET /v1/series", "GET /v1/facts", "GET /v1/claims", "GET /v1/prices", "GET /v1/trade",
    "GET /v1/trade/claims", "GET /v1/stories", "GET /v1/stories/{story_id}", "GET /v1/exports",
    "GET /v1/sources", "GET /v1/health", "GET /v1/me", "GET /v1/subscriptions", "POST /v1/feedback",
)  # fmt: skip


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, list[int]]:
    """The description, and the ids of the articles."""
    path = fill(tmp_path_factory.mktemp("api") / "yalu.db")
    app = made_app(path)
    app.state.buckets = Buckets(Rate(10**9, 60))
    with open_archive(path, read_only=True) as archive:
        ids = [stored.id for story in archive.stories.get([1, 2]).values() for stored in story.articles]
    # With a token, which needs no form code.
    made = AsVisitor(app, visitor(Role.ADMIN))
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", made, timeout=60), ids


def test_every_operation_is_called(described: tuple[Any, list[int]]) -> None:
    schema, _ = described
    assert {found.ok().label for found in schema.get_all_operations()} == set(OPERATIONS)


@pytest.mark.parametrize("label", OPERATIONS)
def test_answers_are_as_described(described: tuple[Any, list[int]], label: str) -> None:
    schema, ids = described
    (operation,) = (one.ok() for one in schema.get_all_operations() if one.ok().label == label)

    @given(st.data())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=EXAMPLES < 100,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def call(data: st.DataObject) -> None:
        mode = data.draw(st.sampled_from(list(schemathesis.GenerationMode)))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        if mode is schemathesis.GenerationMode.POSITIVE:
            _make_likely(data, case, ids)
        case.validate_response(case.call(), checks=CHECKS)

    call()


def _make_likely(data: st.DataObject, case: Any, ids: list[int]) -> None:
    """Put values that exist in the place of some of those that are only allowed."""
    for name, values in {"article_id": ids, "story_id": [1, 2]}.items():
        if name in (case.path_parameters or {}) and data.draw(st.booleans()):
            case.path_parameters[name] = data.draw(st.sampled_from(values))
    for name, likely in LIKELY.items():
        if name in (case.query or {}) and data.draw(st.booleans()):
            case.query[name] = data.draw(st.sampled_from(likely))
    if case.query and data.draw(st.booleans()):
        case.query.pop("cursor", None)
    if isinstance(case.body, dict) and data.draw(st.booleans()):
        case.body |= {"article": data.draw(st.sampled_from(ids)), "version": 1}
