"""The description of the API: OpenAPI 3.1, as generators of clients and testers read it."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from web.api.problems import MEDIA_TYPE

_SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of your account. Without accounts, none is needed.",
    }
}
_TAGS = [
    {"name": "articles", "description": "Search, articles, their versions and facts."},
    {"name": "research", "description": "Counts, time series, facts of matching articles."},
    {"name": "indicators", "description": "Prices, official trade, and claims beside it."},
    {"name": "stories", "description": "Groups of articles that report one event."},
    {"name": "exports", "description": "Every matching article as a file."},
    {"name": "operation", "description": "Sources, and whether the service does its work."},
    {"name": "personal", "description": "Who you are, your subscriptions, your feedback."},
    {"name": "description", "description": "This description."},
]
_HEADERS = {
    "RateLimit": {"schema": {"type": "string"}, "description": "Requests left, and when all are back."},
    "RateLimit-Policy": {"schema": {"type": "string"}, "description": "Requests in a window of seconds."},
    "ETag": {"schema": {"type": "string"}, "description": "For If-None-Match."},
    "Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."},
}
# Status → headers of its answers, besides those of all.
_OF_STATUS = {"200": ("ETag",), "304": ("ETag",), "429": ("Retry-After",), "503": ("Retry-After",)}


def describe(api: FastAPI) -> None:
    """Make `api.openapi()` return the description; it is made once."""

    def openapi() -> dict[str, Any]:
        if api.openapi_schema is None:
            api.openapi_schema = _completed(
                get_openapi(
                    title=api.title,
                    version=api.version,
                    description=api.description,
                    openapi_version="3.1.0",
                    routes=api.routes,
                    tags=_TAGS,
                )
            )
        return api.openapi_schema

    api.openapi = openapi  # type: ignore[method-assign]


def _completed(made: dict[str, Any]) -> dict[str, Any]:
    """With what FastAPI does not know: media types of problems, headers, security."""
    made["components"] |= {"securitySchemes": _SECURITY, "headers": _HEADERS}
    made["security"] = [{"token": []}, {}]
    for operation in _operations(made):
        for status, response in operation["responses"].items():
            names = ("RateLimit", "RateLimit-Policy", *_OF_STATUS.get(status, ()))
            response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
            if status == "304":
                response.pop("content", None)
            elif int(status) >= 400 and "application/json" in response.get("content", {}):
                response["content"] = {MEDIA_TYPE: response["content"]["application/json"]}
    for name in ("HTTPValidationError", "ValidationError"):
        made["components"]["schemas"].pop(name, None)
    return made


def _operations(made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in made["paths"].values():
        yield from methods.values()
