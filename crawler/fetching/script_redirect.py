"""Redirects that a page makes by a script, for pages that contain nothing else."""

import re
from typing import TYPE_CHECKING, Final

from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware
from scrapy.http import HtmlResponse
from typing_extensions import override

from yaluwatch.patterns import lazy_regex

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.http import Response

# A page that redirects is short, characters, and shows hardly any text.
_MAX_LENGTH: Final = 20_000
_MAX_SHOWN: Final = 200

_SCRIPT: Final = lazy_regex(r"<script\b[^>]*>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_NOT_SHOWN: Final = lazy_regex(
    r"<(script|style|noscript|head)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL
)
# location = "…", location.href = '…', window.location.replace("…"), top.location.assign(`…`): a whole literal
# address. One that is put together is left alone: that is how bot checks test for a browser.
_TARGET: Final = lazy_regex(
    r"""(?:^|[\s;{(])(?:(?:window|document|self|top|parent)\s*\.\s*)?location
    (?:\s*\.\s*href)?\s*
    (?:=\s*|\.\s*(?:replace|assign)\s*\(\s*)
    (?P<quote>["'`])(?P<url>(?:https?:)?/[^"'`<>\s${}]*)(?P=quote)(?!\s*[+.\[])""",
    re.VERBOSE,
)


def script_target(markup: str) -> str:
    """The address a page sends its visitor to by a script; "" if it has text of its own or sends nowhere.

    >>> script_target('<script>location.replace("/news/1")</script>')
    '/news/1'
    """
    if len(markup) > _MAX_LENGTH or "location" not in markup:
        return ""
    if len(" ".join(_NOT_SHOWN.sub(" ", markup).split())) > _MAX_SHOWN:
        return ""
    for script in _SCRIPT.finditer(markup):
        if found := _TARGET.search(script[1].replace("\\/", "/")):
            return found["url"]
    return ""


class PageRedirectMiddleware(MetaRefreshMiddleware):
    """Follows redirects by meta refresh, and by scripts; both count towards the limit of redirects."""

    @override
    def handle_referer(self, request: "Request", response: "Response") -> None:
        """No request has a Referer."""

    @override
    def process_response(
        self, request: "Request", response: "Response", spider: "Spider | None" = None
    ) -> "Request | Response":
        """The response, or the request for the page it sends its visitor to."""
        followed = super().process_response(request, response)
        if followed is not response or not isinstance(response, HtmlResponse) or response.status != 200:
            return followed
        target = script_target(response.text)
        if not target or response.urljoin(target) == response.url:
            return response
        redirected = self._redirect_request_using_get(request, response, response.urljoin(target))
        return self._redirect(redirected, request, "script")
