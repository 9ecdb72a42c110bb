"""What the answers of a WordPress API without posts mean, and what to do about them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yaluwatch.model import Outcome
from yaluwatch.text import clean_line

_OUTCOMES = {
    401: Outcome.FORBIDDEN,
    403: Outcome.FORBIDDEN,
    404: Outcome.NOT_FOUND,
    410: Outcome.GONE,
    429: Outcome.RATE_LIMITED,
}
_INSTEAD = "`yalu sources find` with the site's address shows what else can be followed"
#: Longest parts of an answer that are shown, characters.
_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An answer without posts."""

    outcome: Outcome
    #: What is wrong and what to do, for people.
    detail: str
    #: Whether only the page's number is too high.
    is_past_end: bool = False


def refusal_of(status: int, answer: Mapping[str, Any] | str) -> Refusal:
    """The meaning of an HTTP status with WordPress's error object, or with what came instead of JSON.

    Errors are objects with `code`, `message` and `data.status`; some sites send them with HTTP status 200
    (https://developer.wordpress.org/rest-api/extending-the-rest-api/routes-and-endpoints/).
    """
    if isinstance(answer, str):
        return _without_json(status, answer)
    code, data = answer.get("code"), answer.get("data")
    if not isinstance(code, str) and status >= 400:
        return _without_json(status, "the answer is not WordPress's")
    if not isinstance(code, str):
        return Refusal(
            outcome=_outcome(status, Outcome.PARSE_ERROR),
            detail="the answer is not a list of posts; the address in urls must end in /wp/v2/posts",
        )
    stated = data.get("status") if isinstance(data, dict) else None
    if status < 400 and isinstance(stated, int):
        status = stated
    code = clean_line(code)[:_SHOWN]
    parameters = data.get("params") if isinstance(data, dict) else None
    return Refusal(
        outcome=_outcome(status, Outcome.CLIENT_ERROR),
        detail=_advice(status, code, parameters),
        is_past_end=code.endswith("_invalid_page_number"),
    )


def _outcome(status: int, otherwise: Outcome) -> Outcome:
    if status >= 500:
        return Outcome.SERVER_ERROR
    return _OUTCOMES.get(status, Outcome.CLIENT_ERROR if status >= 400 else otherwise)


def _advice(status: int, code: str, parameters: object) -> str:
    if code == "rest_no_route":
        return f"the site has no posts at this address ({code}): correct urls; {_INSTEAD}"
    if status in {401, 403}:
        return f"the site's API is closed to visitors ({code}); {_INSTEAD}"
    if code == "rest_invalid_param":
        names = clean_line(", ".join(map(str, parameters))) if isinstance(parameters, dict) else ""
        return f"the site refuses a parameter of the address ({names[:_SHOWN] or code}): correct urls"
    return f"HTTP {status}: the site's API reports {code}"


def _without_json(status: int, answer: str) -> Refusal:
    outcome = _outcome(status, Outcome.PARSE_ERROR)
    if outcome is Outcome.PARSE_ERROR and answer.endswith("an HTML page"):
        outcome = Outcome.HTML_INSTEAD_OF_FEED
    if status in {404, 410} or outcome is Outcome.HTML_INSTEAD_OF_FEED:
        said = answer if status < 400 else f"HTTP {status}"
        return Refusal(outcome=outcome, detail=f"{said}: the site's API is off or has moved; {_INSTEAD}")
    if status in {401, 403}:
        return Refusal(
            outcome=outcome, detail=f"HTTP {status}: the site or its firewall blocks the API; {_INSTEAD}"
        )
    return Refusal(outcome=outcome, detail=answer if status < 400 else f"HTTP {status}")
