"""The list of sources with their states; pausing several at once."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response

from crawler.health import DAYS
from crawler.sources import set_paused
from web.access import Right, changing_file, needs
from web.context import AtDesk, Opened, Shown
from web.operator.lines import ATTENTION, Choice, LineCache, Sorting, chosen, states_of
from web.operator.listed import writing
from web.operator.said import Said, said, to
from web.templating import TEMPLATES
from yaluwatch.model import SourceKind
from yaluwatch.sentence import Sentence

router = APIRouter()

_OUTAGES = timedelta(days=7)
# Sources on a page, so that it loads fast however long the list is.
_LINES = 80


def line_cache(request: Request) -> LineCache:
    """The cache of this application."""
    if not hasattr(request.app.state, "source_lines"):
        request.app.state.source_lines = LineCache()
    cache: LineCache = request.app.state.source_lines
    return cache


@router.get("/sources", dependencies=[needs(Right.READ)])
def sources(
    request: Request,
    site: Shown,
    archive: Opened,
    choice: Annotated[Choice, Depends()],
    number: Annotated[int, Query(alias="page", ge=1, le=1_000)] = 1,
    said_name: Annotated[Said, Query(alias="said")] = "",
) -> Response:
    """Every source with its state, those needing attention first."""
    now = datetime.now(UTC)
    lines = line_cache(request).read(site.read_sources(), archive, now)
    wanted = chosen(lines, choice)
    words = {
        "page": "sources",
        "lines": wanted[(number - 1) * _LINES : number * _LINES],
        "earlier": choice.with_page(number - 1) if number > 1 else "",
        "further": choice.with_page(number + 1) if number * _LINES < len(wanted) else "",
        "total": len(lines),
        "ill": sum(line.needs_attention for line in lines),
        "states": states_of(lines),
        "choice": choice,
        "attention": ATTENTION,
        "sortings": list(Sorting),
        "kinds": sorted({line.source.kind for line in lines}),
        "languages": sorted({line.source.language for line in lines}),
        "outages": archive.sources.own_outages(now - _OUTAGES),
        "can_change": site.read_desk is not None,
        "said": said(said_name),
        "spark": spark,
    }
    return TEMPLATES.TemplateResponse(request, "operator/sources.html", words)


@router.post("/sources", dependencies=[needs(Right.OPERATE)])
def pause_several(
    request: Request,
    site: Shown,
    desk: AtDesk,
    do: Annotated[Literal["pause", "resume"], Form()],
    ids: Annotated[tuple[str, ...], Form()] = (),
    state: Annotated[str, Form(max_length=60)] = "",
    language: Annotated[str, Form(max_length=10)] = "",
    kind: Annotated[SourceKind | Literal[""], Form()] = "",
    q: Annotated[str, Form(max_length=200)] = "",
    sort: Annotated[Sorting, Form()] = Sorting.ATTENTION,
) -> Response:
    """Pause or resume the chosen sources, and go back to the same list."""
    back = Choice(state, language, kind, q, sort).address
    if not ids:
        return to(back, "none-chosen")
    is_paused = {source.id: source.paused for source in site.read_sources()}
    if unknown := [name for name in ids if name not in is_paused]:
        raise HTTPException(404, Sentence("There is no source %(id)s.", id=repr(unknown[0][:64])))
    paused = do == "pause"
    changed = [name for name in dict.fromkeys(ids) if is_paused[name] != paused]
    if changed:
        with writing(), changing_file(request, "source paused" if paused else "source resumed", *changed):
            set_paused(desk.sources, *changed, paused=paused)
    return to(back, "paused" if paused else "resumed")


def spark(days: Sequence[int], width: int = 4) -> str:
    """The path of a chart 20 high with a bar for each of the last 28 days that had any."""
    most = max(days, default=0)
    first = DAYS - len(days)
    heights = ((first + day, round(19 * count / most)) for day, count in enumerate(days) if count)
    return "".join(f"M{width * day} 20v-{max(height, 1)}h3V20" for day, height in heights)
