"""Sources, and whether the service does its work."""

from fastapi import APIRouter, Depends

from monitoring import check_all, worst
from web.access import Right, needs
from web.api.models import CheckModel, Health, SourceModel, SourcesList
from web.api.negotiation import check_accept
from web.api.parameters import NO_PARAMETERS, TAGGED
from web.api.problems import responses
from web.context import Opened, Shown
from yaluwatch.model import Source, SourceState
from yaluwatch.shown import shown_url, without_secrets

router = APIRouter(
    tags=["operation"],
    dependencies=[needs(Right.READ), Depends(check_accept), TAGGED],
    responses=responses(304, 406),
)


@router.get("/sources", dependencies=[NO_PARAMETERS])
def sources(
    site: Shown,
    archive: Opened,
) -> SourcesList:
    """Every source, and how its polls go."""
    states = archive.sources.states()
    listed = sorted(site.read_sources(), key=lambda source: source.id)
    return SourcesList(
        items=tuple(_source(one, states.get(one.id, SourceState(source_id=one.id))) for one in listed)
    )


def _source(source: Source, state: SourceState) -> SourceModel:
    return SourceModel(
        id=source.id,
        name=source.name,
        publisher=source.publisher,
        homepage=shown_url(source.homepage),
        language=source.language,
        country=source.country,
        tier=source.tier,
        is_state_media=source.state_media,
        is_paused=source.paused,
        is_healthy=state.is_healthy,
        last_outcome=state.last_outcome,
        last_polled_at=state.last_polled_at,
        last_ok_at=state.last_ok_at,
        last_new_at=state.last_new_at,
        silent_since=state.silent_since,
    )


@router.get("/health", dependencies=[NO_PARAMETERS])
def health(
    site: Shown,
) -> Health:
    """The checks of the service: jobs, sources, mail, disk, archive."""
    facts = site.watch.facts()
    checks = check_all(facts)
    return Health(
        level=worst(checks),
        checked_at=facts.now,
        articles=facts.status.articles,
        checks=tuple(
            CheckModel(name=check.name, level=check.level, text=without_secrets(check.text))
            for check in checks
        ),
    )
