"""Content negotiation: which requests want JSON (RFC 9110, 12.5.1)."""

from fastapi import HTTPException, Request

#: What may be asked for, from the most to the least specific.
_JSON = ("application/json", "application/*", "*/*")


def accepts_json(accept: str) -> bool:
    """Whether an Accept header allows JSON; an empty one allows everything."""
    if not accept.strip():
        return True
    weights = dict(_weight(part) for part in accept.split(",") if part.strip())
    return next((weights[name] > 0 for name in _JSON if name in weights), False)


def _weight(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return name, float(value)
            except ValueError:
                return name, 0.0
    return name, 1.0


def check_accept(request: Request) -> None:
    """Raise HTTPException 406 unless the request takes JSON."""
    if not accepts_json(request.headers.get("accept", "")):
        raise HTTPException(406, "This resource comes as application/json only.")
