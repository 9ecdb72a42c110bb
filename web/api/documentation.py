"""The documentation of the API for people, at /api/v1/docs: made from its description."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from web.access import Right, needs
from web.root_path import at_root
from web.templating import TEMPLATES

router = APIRouter(dependencies=[needs(Right.READ)])


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation."""

    name: str
    #: "newest, relevance"; "integer, 1 to 100".
    values: str
    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one resource."""

    #: For links.
    id: str
    tag: str
    method: str
    path: str
    text: str
    parameters: tuple[Parameter, ...]
    statuses: tuple[str, ...]
    #: JSON; "" without one.
    example: str


@router.get("/api/v1/docs")
def docs(request: Request) -> Response:
    """What the API offers."""
    made = request.app.state.api.openapi()
    words = {
        "page": "",
        "made": made,
        "operations": list(operations(made)),
        "base": str(request.base_url).rstrip("/") + at_root(""),
    }
    return TEMPLATES.TemplateResponse(request, "api/documentation.html", words)


def operations(made: Mapping[str, Any]) -> Iterator[Operation]:
    """The operations in a description, in its order."""
    schemas = made["components"]["schemas"]
    for path, methods in made["paths"].items():
        for method, found in methods.items():
            (tag,) = found["tags"]
            yield Operation(
                id=found["operationId"],
                tag=tag,
                method=method.upper(),
                path=f"/api{path}",
                text=found["description"],
                parameters=tuple(_parameters(found, schemas)),
                statuses=tuple(found["responses"]),
                example=_example(found, schemas),
            )


def _parameters(operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[Parameter]:
    for one in operation.get("parameters", ()):
        if one["in"] != "header":
            yield Parameter(one["name"], _values(one["schema"], schemas), _text(one))
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content:
        for name, field in _resolved(content["schema"], schemas)["properties"].items():
            yield Parameter(name, _values(field, schemas), field.get("description", ""))


def _text(parameter: Mapping[str, Any]) -> str:
    return str(parameter.get("description") or parameter["schema"].get("description", ""))


def _values(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    found = _resolved(schema, schemas)
    if "anyOf" in found:
        found = _resolved(found["anyOf"][0], schemas)
    if "enum" in found:
        return ", ".join(found["enum"])
    kind = str(found.get("type", ""))
    if kind == "array":
        return "any number"
    if "maximum" in found and found["maximum"] < 2**31:
        return f"{found['minimum']} to {found['maximum']}"
    return {"string": "text", "integer": "number"}.get(kind, kind)


def _resolved(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref")
    return schemas[reference.rpartition("/")[2]] if reference else schema


def _example(operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    for status in ("200", "201"):
        content = operation["responses"].get(status, {}).get("content", {}).get("application/json")
        if content:
            examples = _resolved(content["schema"], schemas).get("examples")
            return json.dumps(examples[0], ensure_ascii=False, indent=2) if examples else ""
    return ""
