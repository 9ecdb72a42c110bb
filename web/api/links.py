"""Links between pages of a list (RFC 8288)."""

from urllib.parse import urlencode

from fastapi import Request, Response


def link_next(request: Request, response: Response, cursor: str | None) -> None:
    """Add the header Link with the address of the next page, relative to this one."""
    if cursor is not None:
        others = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
        query = urlencode([*others, ("cursor", cursor)])
        response.headers["Link"] = f'<?{query}>; rel="next"'
