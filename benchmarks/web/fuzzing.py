"""Random searches over the pages and the API: each gives results, or a 4xx with a sentence that explains.

python -m benchmarks.web.fuzzing FOLDER [SEARCHES]

By default 10,000, over an archive of 300 articles, which is made unless FOLDER holds it. Exit code 1 with the
first query that is answered in another way.
"""

import asyncio
import random
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

import httpx
from bs4 import BeautifulSoup

from benchmarks.storage.fuzzing import random_query
from benchmarks.storage.measure import say
from benchmarks.web.filling import READERS, fill, secret_of
from benchmarks.web.serving import pages

_ARTICLES = 300
#: Where queries are typed, and more arguments that people and programs add.
_PLACES = (
    "/search",
    "/search/facets",
    "/search/timeline",
    "/search/chart.svg",
    "/api/v1/search",
    "/api/v1/facets",
)
_MORE = ({}, {"order": "relevance"}, {"part": "1"}, {"skip": "25"}, {"before": "9"}, {"by": "place"})


async def main(folder: Path, count: int) -> int:
    """Ask; returns the exit code."""
    rng, statuses = random.Random(5), Counter[int]()  # noqa: S311 - no secret
    app = pages(fill(folder, _ARTICLES))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        for number in range(count):
            typed = random_query(rng) if number % 2 else "".join(map(chr, rng.choices(range(0x3000), k=12)))
            # Half a character, as a broken program sends it.
            arguments = urlencode({"q": typed, **rng.choice(_MORE)}, errors="surrogatepass")
            # All in turn, so that none reaches the limit of the API.
            cookie = {"cookie": f"yalu_session={secret_of(number % READERS)}"}
            answer = await client.get(f"{rng.choice(_PLACES)}?{arguments}", headers=cookie)
            statuses[answer.status_code] += 1
            if not _is_sound(answer):
                say(f"{answer.url} answered {answer.status_code}: {answer.text[:300]}")
                return 1
    told = ", ".join(f"{number:,} × {status}" for status, number in sorted(statuses.items()))
    say(f"{count:,} searches: {told}")
    return 0


def _is_sound(answer: httpx.Response) -> bool:
    """Whether it is a result, or a refusal that explains itself."""
    if answer.status_code < 400:
        return True
    if answer.status_code in {429, *range(500, 600)}:
        return False
    if answer.headers["content-type"] == "application/problem+json":
        return bool(answer.json()["detail"])
    said = BeautifulSoup(answer.text, "lxml").select_one("main p")
    return said is not None and bool(said.get_text().strip())


if __name__ == "__main__":
    sys.exit(asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000)))
