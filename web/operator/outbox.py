"""The messages that wait, were sent or failed; sending one again, or giving it up."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response

from alerts.delivery import CAN_DROP, CAN_RETRY, drop, problem_text, retry
from alerts.transports import shown_address
from storage import Archive
from web.access import Right, needs, record_change
from web.context import AtDesk, Id, Opened, Shown, Writable
from web.operator.said import Said, said, to
from web.templating import TEMPLATES
from yaluwatch.model import DeliveryState
from yaluwatch.sentence import Sentence
from yaluwatch.shown import without_secrets

router = APIRouter(dependencies=[needs(Right.OPERATE)])

_LINES = 50


class Kept(StrEnum):
    """Which messages are listed."""

    ALL = ""
    WAITING = "waiting"
    FAILED = "failed"
    DOUBTFUL = "doubtful"
    DROPPED = "dropped"


#: The states in each; none = any.
STATES: Mapping[Kept, Sequence[DeliveryState]] = {
    Kept.ALL: (),
    Kept.WAITING: (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.DEFERRED),
    Kept.FAILED: (DeliveryState.FAILED,),
    Kept.DOUBTFUL: (DeliveryState.DOUBTFUL,),
    Kept.DROPPED: (DeliveryState.DROPPED,),
}


@router.get("/outbox")
@router.get("/digests")
def outbox(
    request: Request,
    site: Shown,
    archive: Opened,
    state: Kept = Kept.ALL,
    said_name: Annotated[Said, Query(alias="said")] = "",
) -> Response:
    """The newest messages, of some states if wanted."""
    listed = archive.outbox.listed(_LINES, STATES[state])
    words = {
        "page": "outbox",
        "messages": [(one, shown_address(one.address)) for one in listed],
        "state": state,
        "states": list(Kept),
        "problems": [without_secrets(problem_text(problem)) for problem in archive.outbox.problems()],
        "most": _LINES,
        "can_retry": CAN_RETRY,
        "can_drop": CAN_DROP,
        "can_change": site.read_desk is not None,
        "said": said(said_name),
        "without_secrets": without_secrets,
    }
    return TEMPLATES.TemplateResponse(request, "operator/outbox.html", words)


@router.post("/outbox/{delivery_id}/retry")
def send_again(request: Request, _desk: AtDesk, archive: Writable, delivery_id: Id) -> Response:
    """Send a message again in the next delivery run."""
    _move(request, archive, delivery_id, retry, DeliveryState.QUEUED)
    return to("/outbox", "retried")


@router.post("/outbox/{delivery_id}/drop")
def give_up(request: Request, _desk: AtDesk, archive: Writable, delivery_id: Id) -> Response:
    """Do not send a waiting message."""
    _move(request, archive, delivery_id, drop, DeliveryState.DROPPED)
    return to("/outbox", "dropped")


def _move(
    request: Request,
    archive: Archive,
    delivery_id: int,
    change: Callable[[Archive, int], bool],
    wanted: DeliveryState,
) -> None:
    before = archive.outbox.get(delivery_id)
    if before is None:
        raise HTTPException(404, Sentence("There is no message %(id)s.", id=delivery_id))
    if before.state is wanted:
        # The button was pressed twice.
        return
    with archive.together():
        if not change(archive, delivery_id):
            raise HTTPException(
                409,
                Sentence(
                    "Message %(delivery_id)s is %(state)s, which can't be undone.",
                    delivery_id=delivery_id,
                    state=before.state,
                ),
            )
        record_change(request, archive, "message changed", str(delivery_id), str(before.state), str(wanted))
