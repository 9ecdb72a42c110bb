"""The API as an application of its own, mounted under /api: every error in it is a problem, not a page."""

from fastapi import FastAPI
from starlette.datastructures import State

from web.api.conditional import Conditional
from web.api.description import describe
from web.api.limits import Buckets, RateLimit
from web.api.problems import EVERYWHERE, add_handlers, plain_problem, responses
from web.api.routes import ROUTERS
from web.middleware import MAX_CALL, BodyLimit
from yaluwatch import __version__

_SUMMARY = """\
Articles on China–North Korea trade with their evidence, versions, facts and stories.

Times are ISO 8601 in UTC, whole seconds. Positions count Unicode code points. Errors are problem details
(RFC 9457). Lists come in pages: send `next` of a page as `cursor`. Answers have an ETag; send it as
If-None-Match to get 304 while nothing has changed. RateLimit says how many requests are left.
"""


def create_api(state: State) -> FastAPI:
    """The application; `state` is that of the application it is mounted in, `state.buckets` is added."""
    api = FastAPI(
        title="Yaluwatch API",
        version=__version__,
        description=_SUMMARY,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        responses=responses(*EVERYWHERE),
        # Names of functions in clients that are generated from the description.
        generate_unique_id_function=lambda route: route.name,
    )
    state.buckets = Buckets()
    api.state = state
    # The last one added is the outermost: a refused request has no ETag.
    api.add_middleware(BodyLimit, most=MAX_CALL, refuse=lambda _, text: plain_problem(413, text))
    api.add_middleware(Conditional)
    api.add_middleware(RateLimit)
    add_handlers(api)
    for router in ROUTERS:
        api.include_router(router, prefix="/v1")
    describe(api)
    return api
