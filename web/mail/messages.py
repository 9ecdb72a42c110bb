"""One message, as an e-mail program shows it; the list of them is the operator's outbox."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as email_policy

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import HTMLResponse

from web.access import Right, needs
from web.context import Id, Opened
from yaluwatch.sentence import Sentence

router = APIRouter(dependencies=[needs(Right.OPERATE)])

#: The Content-Security-Policy of mails, which have inline styles.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


@router.get("/digests/{delivery_id}")
def digest(archive: Opened, delivery_id: Id) -> Response:
    """One message as an e-mail program would show it."""
    delivery = archive.outbox.get(delivery_id)
    if delivery is None:
        raise HTTPException(404, Sentence("There is no digest %(id)s.", id=delivery_id))
    if "://" in delivery.address:
        return Response(delivery.content, media_type="application/json")
    part = _message(delivery.content).get_body(("html",))
    return HTMLResponse(part.get_content() if part else "", headers={"Content-Security-Policy": MAIL_POLICY})


def _message(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=email_policy)
    assert isinstance(message, EmailMessage)
    return message
