"""Errors, as problem details (RFC 9457)."""

from typing import Annotated

from pydantic import Field

from web.api.models.fields import Answer, example


class Invalid(Answer):
    """One thing that is wrong with a request."""

    where: Annotated[str, Field(description="Such as query.limit, path.article_id or body.judgement.")]
    detail: str


class Problem(Answer):
    """Why a request failed."""

    model_config = example(
        type="urn:yaluwatch:problem:query",
        title="Bad Request",
        status=400,
        detail="there is no filter 'topik'; did you mean topic:? (at character 1)",
        position=0,
    )
    type: Annotated[
        str,
        Field(
            description="about:blank: the status says it all; urn:yaluwatch:problem:query: the query is "
            "wrong at `position`; urn:yaluwatch:problem:parameters: see `invalid`."
        ),
    ] = "about:blank"
    title: Annotated[str, Field(description="The name of the status.")]
    status: Annotated[int, Field(description="The status code.")]
    detail: Annotated[str, Field(description="What is wrong, in one sentence.")]
    position: Annotated[int | None, Field(description="Where the query is wrong, in code points from 0.")] = (
        None
    )
    invalid: Annotated[tuple[Invalid, ...], Field(description="What is wrong, one by one.")] = ()
